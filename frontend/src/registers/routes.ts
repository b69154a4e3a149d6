export const registerRoutes = [] as const
