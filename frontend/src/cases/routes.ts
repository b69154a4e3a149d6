import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { asking, askingPages } from '../api/hooks'
import { root } from '../app/root'
import { Case, CaseDiagram, Cases, CaseSubject, Processes, TaskForm } from '../generated/operations'
import { asVariables, ofCases, readCaseFilters, readCaseSearch } from './address'

const list = createRoute({
  getParentRoute: () => root,
  path: '/cases',
  validateSearch: readCaseFilters,
  loaderDeps: ({ search }) => search,
  loader: ({ context, deps }) => {
    void context.client.prefetchInfiniteQuery(askingPages(Cases, asVariables(deps), ofCases))
    void context.client.prefetchQuery(asking(Processes, {}))
  },
  component: lazyRouteComponent(() => import('./CasesPage'), 'CasesPage'),
})

const one = createRoute({
  getParentRoute: () => root,
  path: '/cases/$id',
  validateSearch: readCaseSearch,
  loaderDeps: ({ search: { task } }) => ({ task }),
  loader: ({ context, deps: { task }, params: { id } }) => {
    if (task) void context.client.prefetchQuery(asking(TaskForm, { id: task }))
    void context.client.prefetchQuery(asking(Case, { id }))
    void context.client.prefetchQuery(asking(CaseSubject, { id }))
    void context.client.prefetchQuery(asking(CaseDiagram, { id }))
  },
  component: lazyRouteComponent(() => import('./CasePage'), 'CasePage'),
})

export const caseRoutes = [list, one] as const
