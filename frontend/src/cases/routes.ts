export const caseRoutes = [] as const
