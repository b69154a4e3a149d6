import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { asking, askingPages } from '../api/hooks'
import { root } from '../app/root'
import {
  Cases,
  Municipalities,
  ProgramEdition,
  ProgramEditions,
  ProgramRegister,
  Provider,
  ProviderHistory,
  ProviderRegister,
  Providers,
} from '../generated/operations'
import { ALL_MUNICIPALITIES } from '../parts/municipalities'
import * as filters from './filters'

const providers = createRoute({
  getParentRoute: () => root,
  path: '/providers',
  validateSearch: filters.readProviders,
  loaderDeps: ({ search }) => search,
  loader: ({ context: { client }, deps }) => {
    void client.prefetchQuery(asking(Municipalities, ALL_MUNICIPALITIES))
    if (deps.view === 'register') {
      void client.prefetchInfiniteQuery(askingPages(ProviderRegister, filters.asProviderRegister(deps), (data) => data.providerRegister))
    } else {
      void client.prefetchInfiniteQuery(askingPages(Providers, filters.asProviders(deps), (data) => data.providers))
    }
  },
  component: lazyRouteComponent(() => import('./ProvidersPage'), 'ProvidersPage'),
})

const provider = createRoute({
  getParentRoute: () => root,
  path: '/providers/$id',
  loader: ({ context: { client }, params: { id } }) => {
    void client.prefetchQuery(asking(Provider, { id }))
    void client.prefetchQuery(asking(ProviderHistory, { id, first: 100 }))
    void client.prefetchInfiniteQuery(askingPages(ProgramEditions, filters.ofProvider(id), (data) => data.programEditions))
    void client.prefetchInfiniteQuery(askingPages(Cases, filters.ofProvider(id), (data) => data.cases))
  },
  component: lazyRouteComponent(() => import('./ProviderPage'), 'ProviderPage'),
})

const programs = createRoute({
  getParentRoute: () => root,
  path: '/programs',
  validateSearch: filters.readEditions,
  loaderDeps: ({ search }) => search,
  loader: ({ context: { client }, deps }) =>
    void client.prefetchInfiniteQuery(askingPages(ProgramEditions, filters.asEditions(deps), (data) => data.programEditions)),
  component: lazyRouteComponent(() => import('./ProgramsPage'), 'ProgramsPage'),
})

const program = createRoute({
  getParentRoute: () => root,
  path: '/programs/$id',
  loader: ({ context: { client }, params }) => void client.prefetchQuery(asking(ProgramEdition, { id: params.id })),
  component: lazyRouteComponent(() => import('./ProgramPage'), 'ProgramPage'),
})

const register = createRoute({
  getParentRoute: () => root,
  path: '/register',
  validateSearch: filters.readRegister,
  loaderDeps: ({ search }) => search,
  loader: ({ context: { client }, deps }) => {
    void client.prefetchQuery(asking(Municipalities, ALL_MUNICIPALITIES))
    void client.prefetchInfiniteQuery(askingPages(ProgramRegister, filters.asRegister(deps), (data) => data.programRegister))
  },
  component: lazyRouteComponent(() => import('./RegisterPage'), 'RegisterPage'),
})

export const registerRoutes = [providers, provider, programs, program, register] as const
