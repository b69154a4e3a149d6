import { expect, test } from 'vitest'
import { asVariables, readCaseFilters } from './address'

test('open cases are shown first of all, closed and all when asked for', () => {
  expect(asVariables(readCaseFilters({}))).toMatchObject({ isOpen: true })
  expect(asVariables(readCaseFilters({ standing: 'closed' }))).toMatchObject({ isOpen: false })
  expect(asVariables(readCaseFilters({ standing: 'all' }))).toMatchObject({ isOpen: null })
})

test('words of the line stand in the address, a number too', () => {
  expect(asVariables(readCaseFilters({ text: 'ёжик' }))).toMatchObject({ text: 'ёжик' })
  expect(asVariables(readCaseFilters({ text: 4127 }))).toMatchObject({ text: '4127' })
})
