export const certificateRoutes = [] as const
