import type { TasksQueryVariables, TaskView } from '../generated/types'
import { dayOf, oneOf, wordOf } from '../parts/address'

/** What the address bar says of the queue: a view that can be sent to a colleague. */
export interface Filters {
  view?: TaskView
  process?: string
  step?: string
  municipality?: string
  provider?: string
  /** The last day of the terms. */
  until?: string
  text?: string
}

export const VIEWS: TaskView[] = ['TEAM', 'MINE', 'UNCLAIMED', 'OVERDUE', 'SUPERVISED']
export const PAGE = 100
const REGION = '+07:00'
const DAY = 86_400_000

/** Read an address; whatever is not known is left out. */
export function readFilters(search: Record<string, unknown>): Filters {
  return {
    view: oneOf(search, 'view', VIEWS),
    process: wordOf(search, 'process'),
    step: wordOf(search, 'step'),
    municipality: wordOf(search, 'municipality'),
    provider: wordOf(search, 'provider'),
    until: dayOf(search, 'until'),
    text: wordOf(search, 'text'),
  }
}

/** The filters as the operation takes them; `holder` is the unit in which a person of several roles works now. */
export function asVariables({ view, until, ...rest }: Filters, holder?: string): TasksQueryVariables {
  return { view: view ?? 'TEAM', filter: { ...rest, holder, dueBefore: until && momentAfter(until) }, first: PAGE }
}

/** Whether anything but the view narrows the queue. */
export function isNarrowed({ view: _view, ...rest }: Filters): boolean {
  return Object.values(rest).some((value) => value !== undefined)
}

/** A moment that is later than the end of a day in the region: a term is over at the midnight after its last day. */
function momentAfter(day: string): string {
  const next = new Date(Date.parse(`${day}T00:00:00Z`) + DAY).toISOString().slice(0, 10)
  return `${next}T00:00:01${REGION}`
}
