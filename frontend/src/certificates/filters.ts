import type { CertificateMoveStatus, CertificatesQueryVariables, CertificateStatus, FundingStatus } from '../generated/types'
import { oneOf, wordOf } from '../parts/address'
import { FUNDING, MOVES, STATUSES } from './words'

const FIRST = 50 // rows of a page

/** What the address says of the certificates, or of their moves. */
export interface Filters {
  view?: 'moves'
  status?: CertificateStatus
  fundingStatus?: FundingStatus
  municipality?: string
  category?: string
  number?: string
  move?: CertificateMoveStatus
}

const known = <Word extends string>(words: Record<Word, string>) => Object.keys(words) as Word[]

export function readFilters(search: Record<string, unknown>): Filters {
  return {
    view: oneOf(search, 'view', ['moves'] as const),
    status: oneOf(search, 'status', known(STATUSES)),
    fundingStatus: oneOf(search, 'fundingStatus', known(FUNDING)),
    municipality: wordOf(search, 'municipality'),
    category: wordOf(search, 'category'),
    number: wordOf(search, 'number'),
    move: oneOf(search, 'move', known(MOVES)),
  }
}

export function asVariables({ status, fundingStatus, municipality, category, number }: Filters): CertificatesQueryVariables {
  return { status, fundingStatus, municipality, category, number, first: FIRST }
}

export const asMoves = ({ move }: Filters) => ({ status: move, first: FIRST })
