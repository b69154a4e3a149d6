import * as labels from '../generated/enums'
import type { AssignmentStatus, BudgetRegister, DossierStatus, MeetingStatus } from '../generated/types'
import { oneOf, valueOf, wordOf } from '../parts/address'

const FIRST = 50 // rows of a page
type Search = Record<string, unknown>

export interface BallotFilters {
  view?: 'closed'
}

export const readBallots = (search: Search): BallotFilters => ({ view: oneOf(search, 'view', ['closed'] as const) })
export const asBallots = { first: FIRST }

export interface DossierFilters {
  status?: DossierStatus
  register?: BudgetRegister
}

export const readDossiers = (search: Search): DossierFilters => ({
  status: valueOf(search, 'status', labels.DossierStatus),
  register: valueOf(search, 'register', labels.BudgetRegister),
})
export const asDossiers = ({ status, register }: DossierFilters) => ({ status, budgetRegister: register, first: FIRST })

export interface MeetingFilters {
  status?: MeetingStatus
}

export const readMeetings = (search: Search): MeetingFilters => ({
  status: valueOf(search, 'status', labels.MeetingStatus),
})
export const asMeetings = ({ status }: MeetingFilters) => ({ status, first: FIRST })

export interface AssignmentFilters {
  status?: AssignmentStatus
  municipality?: string
}

export const readAssignments = (search: Search): AssignmentFilters => ({
  status: valueOf(search, 'status', labels.AssignmentStatus),
  municipality: wordOf(search, 'municipality'),
})
export const asAssignments = ({ status, municipality }: AssignmentFilters) => ({ status, municipality, first: FIRST })

export interface CommissionFilters {
  municipality?: string
}

export const readCommission = (search: Search): CommissionFilters => ({ municipality: wordOf(search, 'municipality') })

/** The tasks of a secretary that wait for an agenda. */
export const FOR_AGENDA = { filter: { process: 'CommissionReview', step: 'put_on_agenda' }, first: FIRST }
