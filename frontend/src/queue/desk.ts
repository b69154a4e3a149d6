import { askingPages, asking } from '../api/hooks'
import { ACTING } from '../app/kept'
import { useSession } from '../app/session'
import { TaskCounts, Tasks } from '../generated/operations'
import type { TasksQuery } from '../generated/types'
import { asVariables, readFilters, type Filters } from './filters'

export type Task = TasksQuery['tasks']['edges'][number]['node']

const QUEUE = 'queue' // which queue was open, for «the next task» and for the way back
const SELECTED = 'queue.selected'

export const ofTasks = (data: TasksQuery) => data.tasks

export const askingTasks = (filters: Filters, holder?: string) => askingPages(Tasks, asVariables(filters, holder), ofTasks)
export const askingCounts = (holder?: string) => asking(TaskCounts, { holder })

/** The unit that narrows the queue: that in which a person of several roles works now. */
export function useHolder(): string | undefined {
  const { memberships, acting } = useSession()
  return memberships.length > 1 ? acting?.unit.id : undefined
}

/** The same before the session is there: who has chosen a role has several. */
export function expectedHolder(): string | undefined {
  return localStorage.getItem(ACTING)?.split('@')[1]
}

export function keepQueue(filters: Filters) {
  sessionStorage.setItem(QUEUE, JSON.stringify(filters))
}

export function keptQueue(): Filters {
  try {
    return readFilters(JSON.parse(sessionStorage.getItem(QUEUE) ?? '{}') as Record<string, unknown>)
  } catch {
    return {}
  }
}

export const keepSelected = (id: string) => sessionStorage.setItem(SELECTED, id)
export const keptSelected = () => sessionStorage.getItem(SELECTED) ?? undefined
