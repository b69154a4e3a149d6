import { refusalsOf } from '../api/refusals'
import { send } from '../api/send'
import { ClaimTask, Tasks } from '../generated/operations'
import type { Task } from './desk'
import { asVariables, type Filters } from './filters'

const TRIES = 10 // others take tasks too

/** Tasks that may be decided next, in the order of the queue: nobody's, or already mine. */
export function candidates(tasks: Task[], me: string, decided: string): Task[] {
  return tasks.filter(({ id, owner }) => id !== decided && (owner === null || owner.id === me))
}

/** Take the next task of a queue; nothing if none is left. What somebody else takes at this moment is passed over. */
export async function takeNext(filters: Filters, holder: string | undefined, me: string, decided: string): Promise<Task | undefined> {
  const view = filters.view === undefined || filters.view === 'TEAM' ? 'UNCLAIMED' : filters.view
  const { tasks } = await send(Tasks, asVariables({ ...filters, view }, holder))
  const found = candidates(tasks.edges.map(({ node }) => node), me, decided)
  for (const task of found.slice(0, TRIES)) {
    if (task.owner) return task
    const { claimTask } = await send(ClaimTask, { input: { task: task.id } })
    if (refusalsOf(claimTask).length === 0) return task
  }
  return undefined
}
