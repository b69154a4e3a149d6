import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { asking } from '../api/hooks'
import { root } from '../app/root'
import { TaskCounts, Tasks } from '../generated/operations'
import { asVariables, readFilters } from './filters'

const queue = createRoute({
  getParentRoute: () => root,
  path: '/tasks',
  validateSearch: readFilters,
  loaderDeps: ({ search }) => search,
  loader: ({ context, deps }) => {
    void context.client.prefetchQuery(asking(TaskCounts, {}))
    void context.client.prefetchQuery(asking(Tasks, asVariables(deps)))
  },
  component: lazyRouteComponent(() => import('./QueuePage'), 'QueuePage'),
})

export const queueRoutes = [queue] as const
