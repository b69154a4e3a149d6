import { expect, test } from 'vitest'
import { standingOf } from './delay'

test('what is late is never called planned', () => {
  const planned = { status: 'PLANNED', statusLabel: 'Запланировано' }
  expect(standingOf({ ...planned, isOverdue: true })).toEqual({ status: 'OVERDUE', label: 'Просрочено' })
  expect(standingOf({ ...planned, isOverdue: false })).toEqual({ status: 'PLANNED', label: 'Запланировано' })
  const begun = { status: 'IN_PROGRESS', statusLabel: 'Выполняется', isOverdue: true }
  expect(standingOf(begun).label).toBe('Просрочено, выполняется')
})
