import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { asking, askingPages } from '../api/hooks'
import { root } from '../app/root'
import {
  CalendarDays,
  LegalActs,
  Municipalities,
  RoadmapDuties,
  RoadmapDuty,
  RoadmapDutyHistory,
  RoadmapReport,
  RulesInForce,
} from '../generated/operations'
import { ALL_MUNICIPALITIES } from '../parts/municipalities'
import * as filters from './filters'

const roadmap = createRoute({
  getParentRoute: () => root,
  path: '/roadmap',
  validateSearch: filters.readRoadmap,
  loaderDeps: ({ search }) => search,
  loader: ({ context: { client }, deps }) => {
    void client.prefetchQuery(asking(RoadmapReport, {}))
    if (deps.view === 'duties') {
      void client.prefetchQuery(asking(Municipalities, ALL_MUNICIPALITIES))
      void client.prefetchInfiniteQuery(askingPages(RoadmapDuties, filters.asDuties(deps), (data) => data.roadmapDuties))
    }
  },
  component: lazyRouteComponent(() => import('./RoadmapPage'), 'RoadmapPage'),
})

const duty = createRoute({
  getParentRoute: () => root,
  path: '/roadmap/$id',
  loader: ({ context: { client }, params: { id } }) => {
    void client.prefetchQuery(asking(RoadmapDuty, { id }))
    void client.prefetchQuery(asking(RoadmapDutyHistory, { duty: id, first: 100 }))
  },
  component: lazyRouteComponent(() => import('./DutyPage'), 'DutyPage'),
})

const rules = createRoute({
  getParentRoute: () => root,
  path: '/rules',
  validateSearch: filters.readRules,
  loaderDeps: ({ search }) => search,
  loader: ({ context: { client }, deps }) => {
    if (deps.view === 'acts') {
      void client.prefetchInfiniteQuery(askingPages(LegalActs, filters.asActs, (data) => data.legalActs))
    } else if (deps.view === 'calendar') {
      void client.prefetchQuery(asking(CalendarDays, filters.asYear(deps)))
    } else {
      void client.prefetchQuery(asking(Municipalities, ALL_MUNICIPALITIES))
      void client.prefetchQuery(asking(RulesInForce, filters.asRules(deps)))
    }
  },
  component: lazyRouteComponent(() => import('./RulesPage'), 'RulesPage'),
})

export const departmentRoutes = [roadmap, duty, rules] as const
