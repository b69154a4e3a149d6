export const departmentRoutes = [] as const
