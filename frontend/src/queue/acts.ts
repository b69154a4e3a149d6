import { notifications } from '@mantine/notifications'
import { useCallback } from 'react'
import { useAct } from '../api/hooks'
import { refusalsOf, resultOf } from '../api/refusals'
import { ClaimTask, ReleaseTask } from '../generated/operations'
import type { Task } from './desk'

/** Say what became of an act; who came too late hears who was first. */
export function tell(data: object, done: string, failed: string) {
  const refusals = refusalsOf(resultOf(data))
  const message = refusals.map(({ message, remedy }) => `${message} ${remedy}`).join(' ')
  notifications.show(refusals.length ? { color: 'red', title: failed, message } : { color: 'green', message: done })
}

/** Taking a task and giving it back; the list is asked anew after either. */
export function useQueueActs() {
  const { mutate: claim } = useAct(ClaimTask)
  const { mutate: release } = useAct(ReleaseTask)
  const fail = (problem: Error) => notifications.show({ color: 'red', title: 'Не получилось', message: problem.message })
  const take = useCallback(
    (task: Task) =>
      claim(
        { input: { task: task.id } },
        { onSuccess: (data) => tell(data, `Задача взята: ${task.stepTitle}`, 'Задача не взята'), onError: fail },
      ),
    [claim],
  )
  const giveBack = useCallback(
    (task: Task) =>
      release(
        { input: { task: task.id } },
        { onSuccess: (data) => tell(data, `Задача возвращена: ${task.stepTitle}`, 'Задача не возвращена'), onError: fail },
      ),
    [release],
  )
  return { take, giveBack }
}
