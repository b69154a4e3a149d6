import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { asking, askingPages } from '../api/hooks'
import { root } from '../app/root'
import {
  Certificate,
  CertificateCategories,
  CertificateHistory,
  CertificateMoves,
  Certificates,
  CertificateStatement,
  Municipalities,
} from '../generated/operations'
import { ALL_MUNICIPALITIES } from '../parts/municipalities'
import { asMoves, asVariables, readFilters } from './filters'

const certificates = createRoute({
  getParentRoute: () => root,
  path: '/certificates',
  validateSearch: readFilters,
  loaderDeps: ({ search }) => search,
  loader: ({ context: { client }, deps }) => {
    if (deps.view === 'moves') {
      void client.prefetchInfiniteQuery(askingPages(CertificateMoves, asMoves(deps), (data) => data.certificateMoves))
      return
    }
    void client.prefetchQuery(asking(Municipalities, ALL_MUNICIPALITIES))
    void client.prefetchQuery(asking(CertificateCategories, {}))
    void client.prefetchInfiniteQuery(askingPages(Certificates, asVariables(deps), (data) => data.certificates))
  },
  component: lazyRouteComponent(() => import('./CertificatesPage'), 'CertificatesPage'),
})

const certificate = createRoute({
  getParentRoute: () => root,
  path: '/certificates/$id',
  loader: ({ context: { client }, params: { id } }) => {
    void client.prefetchQuery(asking(Certificate, { id }))
    void client.prefetchQuery(asking(CertificateStatement, { id, first: 100 }))
    void client.prefetchQuery(asking(CertificateHistory, { id, first: 100 }))
  },
  component: lazyRouteComponent(() => import('./CertificatePage'), 'CertificatePage'),
})

export const certificateRoutes = [certificates, certificate] as const
