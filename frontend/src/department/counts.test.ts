import { expect, test } from 'vitest'
import { countsText, sumOf } from './counts'

test('counts are told in words, with what is late among the rest', () => {
  const row = { total: 11, done: 3, inProgress: 2, overdue: 4 }
  expect(countsText(row)).toBe('выполнено 3 из 11 пунктов; не выполнено 8, из них выполняется 2, просрочено 4.')
  expect(countsText({ total: 1, done: 1, inProgress: 0, overdue: 0 })).toBe('выполнено 1 из 1 пункта.')
  expect(countsText({ total: 2, done: 1, inProgress: 0, overdue: 0 })).toBe('выполнено 1 из 2 пунктов; не выполнено 1, просроченных нет.')
  expect(sumOf([row, row])).toEqual({ total: 22, done: 6, inProgress: 4, overdue: 8 })
})
