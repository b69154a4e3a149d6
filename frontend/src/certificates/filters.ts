import * as labels from '../generated/enums'
import type { CertificateMoveStatus, CertificatesQueryVariables, CertificateStatus, FundingStatus } from '../generated/types'
import { oneOf, valueOf, wordOf } from '../parts/address'

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

export function readFilters(search: Record<string, unknown>): Filters {
  return {
    view: oneOf(search, 'view', ['moves'] as const),
    status: valueOf(search, 'status', labels.CertificateStatus),
    fundingStatus: valueOf(search, 'fundingStatus', labels.FundingStatus),
    municipality: wordOf(search, 'municipality'),
    category: wordOf(search, 'category'),
    number: wordOf(search, 'number'),
    move: valueOf(search, 'move', labels.CertificateMoveStatus),
  }
}

export function asVariables({ status, fundingStatus, municipality, category, number }: Filters): CertificatesQueryVariables {
  return { status, fundingStatus, municipality, category, number, first: FIRST }
}

export const asMoves = ({ move }: Filters) => ({ status: move, first: FIRST })

/** «42 07 123456-7» → 42071234567; undefined: not the number of a certificate. */
export function numberOf(typed: string): string | undefined {
  const plain = typed.replace(/[\s-]/g, '')
  return /^\d{11}$/.test(plain) ? plain : undefined
}
