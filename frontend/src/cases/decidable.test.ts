import { expect, it } from 'vitest'
import { decidableTask } from './decidable'
import { stepTerm } from './Tracker'
import type { Action } from './types'

const action = (task: string | null, isAllowed: boolean): Action => ({ name: 'checkProgram', label: '', task, isAllowed, whyNot: [] })

it('shows the form one came for, else the first that one may decide', () => {
  const actions = [action('1', false), action('2', true), action('3', true), action(null, true)]
  expect(decidableTask(actions, '3')).toBe('3')
  expect(decidableTask(actions, '1')).toBe('2')
  expect(decidableTask(actions, undefined)).toBe('2')
  expect(decidableTask([action(null, true)], '1')).toBeUndefined()
})

it('tells the term of a step in words', () => {
  expect(stepTerm({ dueOn: '2026-11-24', daysLeft: 1 })).toBe('до 24.11.2026, остался 1 рабочий день')
  expect(stepTerm({ dueOn: '2026-11-24', daysLeft: -2 })).toBe('до 24.11.2026, просрочен на 2 рабочих дня')
  expect(stepTerm({ dueOn: null, daysLeft: null })).toBe('Без срока')
})
