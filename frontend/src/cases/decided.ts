import { notifications } from '@mantine/notifications'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useSession } from '../app/session'
import { keepSelected, keptQueue, useHolder } from '../queue/desk'
import { takeNext } from '../queue/next'

/** What follows a decision: the next task of the queue one came from, if that was wished, or the case as it is now. */
export function useDecided(task: string | undefined): (next: boolean) => void {
  const { user } = useSession()
  const holder = useHolder()
  const client = useQueryClient()
  const navigate = useNavigate()
  const decided = async (goesOn: boolean) => {
    void client.invalidateQueries()
    if (!goesOn || !task) return window.scrollTo({ top: 0 })
    const filters = keptQueue()
    try {
      const next = await takeNext(filters, holder, user.id, task)
      void client.invalidateQueries()
      if (next) {
        keepSelected(next.id)
        notifications.show({ color: 'green', message: `Решение принято. Следующая задача: ${next.stepTitle}` })
        await navigate({ to: '/cases/$id', params: { id: next.case.id }, search: { task: next.id, decide: true } })
        return
      }
      notifications.show({ color: 'green', title: 'Решение принято', message: 'Свободных задач в этой очереди больше нет.' })
      await navigate({ to: '/tasks', search: filters })
    } catch (problem) {
      const message = problem instanceof Error ? problem.message : ''
      notifications.show({ color: 'red', title: 'Решение принято, но следующую задачу взять не удалось', message })
    }
  }
  return (next) => void decided(next)
}
