import { count } from '../text/format'

interface Duty {
  isOverdue: boolean
  daysLate: number
  doneOn: string | null
}
interface Standing {
  isOverdue: boolean
  status: string
  statusLabel: string
}

/** What state a duty is in: one that is late says so first, whatever was recorded of it. */
export function standingOf({ isOverdue, status, statusLabel }: Standing): { status: string; label: string } {
  if (!isOverdue) return { status, label: statusLabel }
  return { status: 'OVERDUE', label: status === 'PLANNED' ? 'Просрочено' : `Просрочено, ${statusLabel.toLowerCase()}` }
}

/** «просрочено на 5 дней», «выполнено с опозданием на 1 день», «в срок». */
export function delayText({ isOverdue, daysLate, doneOn }: Duty): string {
  const days = count(daysLate, 'день', 'дня', 'дней')
  if (isOverdue) return `просрочено на ${days}`
  if (!doneOn) return 'срок не наступил'
  return daysLate > 0 ? `выполнено с опозданием на ${days}` : 'в срок'
}
