import type { CasesQuery, CasesQueryVariables } from '../generated/types'
import { oneOf, wordOf } from '../parts/address'

export type CaseStanding = 'open' | 'closed' | 'all'

export interface CaseFilters {
  process?: string
  standing?: CaseStanding
  provider?: string
  edition?: string
  text?: string
}

export interface CaseSearch {
  /** The task from which one came: its form is shown. */
  task?: string
  /** Whether the form takes the focus at once. */
  decide?: true
}

type Search = Record<string, unknown>

export const ofCases = (data: CasesQuery) => data.cases

export function readCaseFilters(search: Search): CaseFilters {
  return {
    process: wordOf(search, 'process'),
    standing: oneOf(search, 'standing', ['open', 'closed', 'all'] as const),
    provider: wordOf(search, 'provider'),
    edition: wordOf(search, 'edition'),
    text: wordOf(search, 'text'),
  }
}

export function readCaseSearch(search: Search): CaseSearch {
  return { task: wordOf(search, 'task'), decide: search.decide === true ? true : undefined }
}

/** Open ones first of all: what is closed is asked for. */
export function asVariables({ standing = 'open', ...rest }: CaseFilters): CasesQueryVariables {
  return { ...rest, isOpen: standing === 'all' ? null : standing === 'open', first: 50 }
}
