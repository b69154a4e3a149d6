export const commissionRoutes = [] as const
