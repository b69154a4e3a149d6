import type { QueryClient } from '@tanstack/react-query'
import { createRoute, createRouter, redirect } from '@tanstack/react-router'
import { caseRoutes } from '../cases/routes'
import { certificateRoutes } from '../certificates/routes'
import { commissionRoutes } from '../commission/routes'
import { departmentRoutes } from '../department/routes'
import { fundingRoutes } from '../funding/routes'
import { Failed, Waiting } from '../parts/States'
import { queueRoutes } from '../queue/routes'
import { registerRoutes } from '../registers/routes'
import { root } from './root'

const home = createRoute({
  getParentRoute: () => root,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/tasks' })
  },
})

const tree = root.addChildren([
  home,
  ...queueRoutes,
  ...caseRoutes,
  ...registerRoutes,
  ...certificateRoutes,
  ...fundingRoutes,
  ...commissionRoutes,
  ...departmentRoutes,
])

export function makeRouter(client: QueryClient) {
  return createRouter({
    routeTree: tree,
    context: { client },
    defaultRemountDeps: ({ params }) => params, // another thing is another page: no form of the one stays for the other
    defaultPreload: 'intent',
    defaultPendingComponent: () => <Waiting />,
    defaultErrorComponent: ({ error, reset }) => <Failed problem={error as Error} again={reset} />,
    scrollRestoration: true,
  })
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof makeRouter>
  }
}
