import { dayText, plural } from './format'

export type Urgency = 'late' | 'today' | 'soon' | 'calm' | 'none'

interface Term {
  dueAt: string | null
  workingDaysLeft: number | null
  isOverdue: boolean
}

const SOON = 2 // working days

/** How near the end of a term is. */
export function urgencyOf({ dueAt, workingDaysLeft, isOverdue }: Term): Urgency {
  if (!dueAt) return 'none'
  if (isOverdue) return 'late'
  if (workingDaysLeft === null) return 'calm'
  if (workingDaysLeft <= 0) return 'today'
  return workingDaysLeft <= SOON ? 'soon' : 'calm'
}

/** «Просрочена на 2 рабочих дня», «Сегодня», «Осталось 3 рабочих дня»; the day where the calendar does not know. */
export function termText(term: Term): string {
  const { dueAt, workingDaysLeft: left, isOverdue } = term
  if (!dueAt) return 'Без срока'
  if (isOverdue) return left ? `Просрочена на ${daysText(-left)}` : 'Просрочена'
  if (left === null) return `До ${lastDay(dueAt)}`
  if (left <= 0) return 'Сегодня'
  return `${plural(left, 'Остался', 'Осталось', 'Осталось')} ${daysText(left)}`
}

/** The last day of a term that is over at a moment: the moment is the midnight after it. */
export function lastDay(dueAt: string | null): string {
  return dueAt ? dayText(new Date(new Date(dueAt).getTime() - 1000).toISOString()) : '—'
}

export function daysText(days: number): string {
  return `${days} ${plural(days, 'рабочий день', 'рабочих дня', 'рабочих дней')}`
}
