import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { asking } from '../api/hooks'
import { root } from '../app/root'
import { Municipalities, Processes } from '../generated/operations'
import { ALL_MUNICIPALITIES } from '../parts/municipalities'
import { askingCounts, askingTasks, expectedHolder } from './desk'
import { readFilters } from './filters'

const queue = createRoute({
  getParentRoute: () => root,
  path: '/tasks',
  validateSearch: readFilters,
  loaderDeps: ({ search }) => search,
  loader: ({ context, deps }) => {
    const holder = expectedHolder()
    void context.client.prefetchInfiniteQuery(askingTasks(deps, holder))
    void context.client.prefetchQuery(askingCounts(holder))
    void context.client.prefetchQuery(asking(Processes, {}))
    void context.client.prefetchQuery(asking(Municipalities, ALL_MUNICIPALITIES))
  },
  component: lazyRouteComponent(() => import('./QueuePage'), 'QueuePage'),
})

export const queueRoutes = [queue] as const
