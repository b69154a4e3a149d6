import type { TasksQueryVariables, TaskView } from '../generated/types'

/** What the address bar says of the queue: a view that can be sent to a colleague. */
export interface Filters {
  view?: TaskView
  process?: string
  step?: string
  municipality?: string
  text?: string
}

const VIEWS: TaskView[] = ['TEAM', 'MINE', 'UNCLAIMED', 'OVERDUE', 'SUPERVISED']

/** Read an address; whatever is not known is left out. */
export function readFilters(search: Record<string, unknown>): Filters {
  const word = (name: string) => (typeof search[name] === 'string' && search[name] ? (search[name] as string) : undefined)
  return {
    view: VIEWS.find((view) => view === search.view),
    process: word('process'),
    step: word('step'),
    municipality: word('municipality'),
    text: word('text'),
  }
}

/** The filters as the operation takes them. */
export function asVariables({ view, process, step, municipality }: Filters): TasksQueryVariables {
  return { view: view ?? 'TEAM', filter: { process, step, municipality }, first: 50 }
}
