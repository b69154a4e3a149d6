export const fundingRoutes = [] as const
