import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { asking, askingPages } from '../api/hooks'
import { root } from '../app/root'
import {
  CertificateCategories,
  FundingProgram,
  FundingPrograms,
  Exports,
  Import,
  ImportRows,
  Imports,
  IssueRun,
  IssueRuns,
  MunicipalParameters,
  Municipalities,
  ParameterProposal,
  ParameterProposals,
  QuotaQueue,
  Quotas,
} from '../generated/operations'
import { ALL_MUNICIPALITIES } from '../parts/municipalities'
import * as filters from './filters'

const quotaQueue = createRoute({
  getParentRoute: () => root,
  path: '/quota-queue',
  validateSearch: filters.readQueue,
  loaderDeps: ({ search }) => search,
  loader: ({ context: { client }, deps }) => {
    void client.prefetchQuery(asking(Municipalities, ALL_MUNICIPALITIES))
    void client.prefetchQuery(asking(CertificateCategories, {}))
    void client.prefetchInfiniteQuery(askingPages(Quotas, filters.asQuotas(deps), (data) => data.quotas))
    void client.prefetchInfiniteQuery(askingPages(QuotaQueue, filters.asQueue(deps), (data) => data.quotaQueue))
  },
  component: lazyRouteComponent(() => import('./QuotaQueuePage'), 'QuotaQueuePage'),
})

const programs = createRoute({
  getParentRoute: () => root,
  path: '/funding-programs',
  validateSearch: filters.readPrograms,
  loaderDeps: ({ search }) => search,
  loader: ({ context: { client }, deps }) => {
    void client.prefetchQuery(asking(Municipalities, ALL_MUNICIPALITIES))
    void client.prefetchInfiniteQuery(askingPages(FundingPrograms, filters.asPrograms(deps), (data) => data.fundingPrograms))
  },
  component: lazyRouteComponent(() => import('./FundingProgramsPage'), 'FundingProgramsPage'),
})

const program = createRoute({
  getParentRoute: () => root,
  path: '/funding-programs/$id',
  loader: ({ context: { client }, params }) => void client.prefetchQuery(asking(FundingProgram, { id: params.id })),
  component: lazyRouteComponent(() => import('./FundingProgramPage'), 'FundingProgramPage'),
})

const parameters = createRoute({
  getParentRoute: () => root,
  path: '/parameters',
  validateSearch: filters.readParameters,
  loaderDeps: ({ search }) => search,
  loader: ({ context: { client }, deps: { municipality, on, status } }) => {
    void client.prefetchQuery(asking(Municipalities, ALL_MUNICIPALITIES))
    void client.prefetchInfiniteQuery(
      askingPages(ParameterProposals, filters.asProposals({ status }), (data) => data.parameterProposals),
    )
    if (municipality) void client.prefetchQuery(asking(MunicipalParameters, { municipality, on }))
  },
  component: lazyRouteComponent(() => import('./ParametersPage'), 'ParametersPage'),
})

const proposal = createRoute({
  getParentRoute: () => root,
  path: '/parameters/$id',
  loader: ({ context: { client }, params }) => void client.prefetchQuery(asking(ParameterProposal, { id: params.id })),
  component: lazyRouteComponent(() => import('./ProposalPage'), 'ProposalPage'),
})

const imports = createRoute({
  getParentRoute: () => root,
  path: '/imports',
  validateSearch: filters.readRuns,
  loaderDeps: ({ search }) => search,
  loader: ({ context: { client }, deps: { view } }) => {
    void client.prefetchQuery(asking(Municipalities, ALL_MUNICIPALITIES))
    if (view === 'issue') void client.prefetchInfiniteQuery(askingPages(IssueRuns, filters.asRuns, (data) => data.issueRuns))
    else if (view === 'exports') void client.prefetchInfiniteQuery(askingPages(Exports, filters.asRuns, (data) => data.exports))
    else void client.prefetchInfiniteQuery(askingPages(Imports, filters.asRuns, (data) => data.imports))
  },
  component: lazyRouteComponent(() => import('./ImportsPage'), 'ImportsPage'),
})

const oneImport = createRoute({
  getParentRoute: () => root,
  path: '/imports/$id',
  validateSearch: filters.readRows,
  loaderDeps: ({ search }) => search,
  loader: ({ context: { client }, params: { id }, deps }) => {
    void client.prefetchQuery(asking(Import, { id }))
    void client.prefetchInfiniteQuery(askingPages(ImportRows, filters.asRows(id, deps), (data) => data.importRows))
  },
  component: lazyRouteComponent(() => import('./ImportPage'), 'ImportPage'),
})

const issueRun = createRoute({
  getParentRoute: () => root,
  path: '/imports/issue/$id',
  loader: ({ context: { client }, params }) => void client.prefetchQuery(asking(IssueRun, { id: params.id })),
  component: lazyRouteComponent(() => import('./IssueRunPage'), 'IssueRunPage'),
})

export const fundingRoutes = [quotaQueue, programs, program, parameters, proposal, imports, oneImport, issueRun] as const
