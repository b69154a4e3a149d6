import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { asking, askingPages } from '../api/hooks'
import { root } from '../app/root'
import {
  BallotPaper,
  CommissionOrders,
  Commissions,
  Dossier,
  Dossiers,
  IssuedDocuments,
  MeetingRecord,
  Meetings,
  Municipalities,
  MunicipalAssignment,
  MunicipalAssignments,
  MyBallots,
  MyClosedBallots,
  SubjectCases,
} from '../generated/operations'
import { ALL_MUNICIPALITIES } from '../parts/municipalities'
import { ALL_COMMISSIONS } from './ownCommission'
import * as filters from './filters'

const ballots = createRoute({
  getParentRoute: () => root,
  path: '/ballots',
  validateSearch: filters.readBallots,
  loaderDeps: ({ search }) => search,
  loader: ({ context: { client }, deps }) => {
    if (deps.view === 'closed') {
      void client.prefetchInfiniteQuery(askingPages(MyClosedBallots, filters.asBallots, (data) => data.myClosedBallots))
    } else {
      void client.prefetchInfiniteQuery(askingPages(MyBallots, filters.asBallots, (data) => data.myBallots))
    }
  },
  component: lazyRouteComponent(() => import('./BallotsPage'), 'BallotsPage'),
})

const ballot = createRoute({
  getParentRoute: () => root,
  path: '/ballots/$id',
  loader: ({ context: { client }, params: { id } }) => {
    void client.prefetchQuery(asking(BallotPaper, { id }))
    void client.prefetchQuery(asking(SubjectCases, { subject: id }))
    void client.prefetchQuery(asking(MyBallots, filters.asBallots))
  },
  component: lazyRouteComponent(() => import('./BallotPage'), 'BallotPage'),
})

const dossiers = createRoute({
  getParentRoute: () => root,
  path: '/dossiers',
  validateSearch: filters.readDossiers,
  loaderDeps: ({ search }) => search,
  loader: ({ context: { client }, deps }) =>
    void client.prefetchInfiniteQuery(askingPages(Dossiers, filters.asDossiers(deps), (data) => data.dossiers)),
  component: lazyRouteComponent(() => import('./DossiersPage'), 'DossiersPage'),
})

const dossier = createRoute({
  getParentRoute: () => root,
  path: '/dossiers/$id',
  loader: ({ context: { client }, params: { id } }) => {
    void client.prefetchQuery(asking(Dossier, { id }))
    void client.prefetchQuery(asking(SubjectCases, { subject: id }))
    void client.prefetchQuery(asking(IssuedDocuments, { dossier: id, first: 50 }))
  },
  component: lazyRouteComponent(() => import('./DossierPage'), 'DossierPage'),
})

const meetings = createRoute({
  getParentRoute: () => root,
  path: '/meetings',
  validateSearch: filters.readMeetings,
  loaderDeps: ({ search }) => search,
  loader: ({ context: { client }, deps }) => {
    void client.prefetchInfiniteQuery(askingPages(Meetings, filters.asMeetings(deps), (data) => data.meetings))
    void client.prefetchQuery(asking(Commissions, ALL_COMMISSIONS))
  },
  component: lazyRouteComponent(() => import('./MeetingsPage'), 'MeetingsPage'),
})

const meeting = createRoute({
  getParentRoute: () => root,
  path: '/meetings/$id',
  loader: ({ context: { client }, params: { id } }) => {
    void client.prefetchQuery(asking(MeetingRecord, { id }))
    void client.prefetchQuery(asking(SubjectCases, { subject: id }))
    void client.prefetchQuery(asking(IssuedDocuments, { meeting: id, first: 50 }))
  },
  component: lazyRouteComponent(() => import('./MeetingPage'), 'MeetingPage'),
})

const commission = createRoute({
  getParentRoute: () => root,
  path: '/commission',
  validateSearch: filters.readCommission,
  loaderDeps: ({ search }) => search,
  loader: ({ context: { client }, deps: { municipality } }) => {
    void client.prefetchQuery(asking(Municipalities, ALL_MUNICIPALITIES))
    if (!municipality) return
    void client.prefetchQuery(asking(Commissions, { municipality }))
    void client.prefetchQuery(asking(CommissionOrders, { municipality, first: 20 }))
  },
  component: lazyRouteComponent(() => import('./CommissionPage'), 'CommissionPage'),
})

const assignments = createRoute({
  getParentRoute: () => root,
  path: '/assignments',
  validateSearch: filters.readAssignments,
  loaderDeps: ({ search }) => search,
  loader: ({ context: { client }, deps }) => {
    void client.prefetchQuery(asking(Municipalities, ALL_MUNICIPALITIES))
    const variables = filters.asAssignments(deps)
    void client.prefetchInfiniteQuery(askingPages(MunicipalAssignments, variables, (data) => data.municipalAssignments))
  },
  component: lazyRouteComponent(() => import('./AssignmentsPage'), 'AssignmentsPage'),
})

const assignment = createRoute({
  getParentRoute: () => root,
  path: '/assignments/$id',
  loader: ({ context: { client }, params: { id } }) => {
    void client.prefetchQuery(asking(MunicipalAssignment, { id }))
    void client.prefetchQuery(asking(SubjectCases, { subject: id }))
  },
  component: lazyRouteComponent(() => import('./AssignmentPage'), 'AssignmentPage'),
})

export const commissionRoutes = [
  ballots,
  ballot,
  dossiers,
  dossier,
  meetings,
  meeting,
  commission,
  assignments,
  assignment,
] as const
