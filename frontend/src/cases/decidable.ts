import type { Action } from './types'

/** Whose form is shown: of the task one came for, if one may decide it, else of the first that one may. */
export function decidableTask(actions: Action[], wanted: string | undefined): string | undefined {
  const tasks = actions.filter((each) => each.isAllowed && each.task !== null).map((each) => each.task as string)
  return wanted && tasks.includes(wanted) ? wanted : tasks[0]
}
