import { describe, expect, it } from 'vitest'
import { lastDay, termText, urgencyOf } from './deadline'

const DUE = '2026-11-24T17:00:00+00:00' // midnight after 24.11 in the region
const term = (workingDaysLeft: number | null, isOverdue = false) => ({ dueAt: DUE, workingDaysLeft, isOverdue })

describe('the words of a term', () => {
  it.each([
    [term(-1, true), 'Просрочена на 1 рабочий день', 'late'],
    [term(-2, true), 'Просрочена на 2 рабочих дня', 'late'],
    [term(-11, true), 'Просрочена на 11 рабочих дней', 'late'],
    [term(0, true), 'Просрочена', 'late'],
    [term(0), 'Сегодня', 'today'],
    [term(1), 'Остался 1 рабочий день', 'soon'],
    [term(3), 'Осталось 3 рабочих дня', 'calm'],
    [term(21), 'Остался 21 рабочий день', 'calm'],
    [term(null), 'До 24.11.2026', 'calm'],
    [{ ...term(null), dueAt: null }, 'Без срока', 'none'],
  ] as const)('%o', (given, text, urgency) => {
    expect([termText(given), urgencyOf(given)]).toEqual([text, urgency])
  })

  it('ends with the day before the midnight', () => {
    expect(lastDay(DUE)).toBe('24.11.2026')
  })
})
