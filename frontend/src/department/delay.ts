import { count } from '../text/format'

interface Duty {
  isOverdue: boolean
  daysLate: number
  doneOn: string | null
}

/** «просрочено на 5 дней», «выполнено с опозданием на 1 день», «в срок». */
export function delayText({ isOverdue, daysLate, doneOn }: Duty): string {
  const days = count(daysLate, 'день', 'дня', 'дней')
  if (isOverdue) return `просрочено на ${days}`
  if (!doneOn) return 'срок не наступил'
  return daysLate > 0 ? `выполнено с опозданием на ${days}` : 'в срок'
}
