import * as labels from '../generated/enums'
import type { FundingProgramStatus, ImportRowsQueryVariables, ParameterProposalsQuery, ParametersStatus } from '../generated/types'
import { dayOf, oneOf, valueOf, wordOf } from '../parts/address'

const FIRST = 50 // rows of a page

type Search = Record<string, unknown>

export interface QueueFilters {
  municipality?: string
  category?: string
}

export function readQueue(search: Search): QueueFilters {
  return { municipality: wordOf(search, 'municipality'), category: wordOf(search, 'category') }
}

export const asQueue = ({ municipality, category }: QueueFilters) => ({ municipality, category, first: FIRST })
export const asQuotas = ({ municipality }: QueueFilters) => ({ municipality, first: FIRST })

export interface ProgramFilters {
  municipality?: string
  status?: FundingProgramStatus
}

export function readPrograms(search: Search): ProgramFilters {
  return { municipality: wordOf(search, 'municipality'), status: valueOf(search, 'status', labels.FundingProgramStatus) }
}

export const asPrograms = ({ municipality, status }: ProgramFilters) => ({ municipality, status, first: FIRST })

export interface ParameterFilters {
  municipality?: string
  on?: string
  status?: ParametersStatus
}

export function readParameters(search: Search): ParameterFilters {
  return { municipality: wordOf(search, 'municipality'), on: dayOf(search, 'on'), status: valueOf(search, 'status', labels.ParametersStatus) }
}

type Proposed = ParameterProposalsQuery['parameterProposals']['edges'][number]

/** The one proposal of a municipality that has not ended: neither approved nor withdrawn. */
export function openOf(edges: Proposed[], municipality: string): Proposed['node'] | undefined {
  const isOpen = ({ node }: Proposed) => node.municipality.id === municipality && !['APPROVED', 'WITHDRAWN'].includes(node.status)
  return edges.find(isOpen)?.node
}

export const asProposals = ({ status }: ParameterFilters) => ({ status, first: FIRST })

export interface RunFilters {
  view?: 'issue' | 'exports'
}

export function readRuns(search: Search): RunFilters {
  return { view: oneOf(search, 'view', ['issue', 'exports'] as const) }
}

/** Which rows of a file: those that were not accepted, or all. */
export interface RowFilters {
  rows?: 'all'
}

export function readRows(search: Search): RowFilters {
  return { rows: oneOf(search, 'rows', ['all'] as const) }
}

export const asRows = (run: string, { rows }: RowFilters): ImportRowsQueryVariables => ({
  run,
  status: rows === 'all' ? undefined : 'REFUSED',
  first: 100,
})

/** Files and runs of every kind, page by page. */
export const asRuns = { first: 20 }
