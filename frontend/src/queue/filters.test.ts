import { expect, it } from 'vitest'
import { asVariables, isNarrowed, readFilters } from './filters'

it('keeps of an address what is known', () => {
  const read = readFilters({ view: 'EVERYTHING', text: 2026, until: '2026-02-31x', process: '', step: 'check_program' })
  expect(read).toEqual({ text: '2026', step: 'check_program' })
  expect(isNarrowed({ view: 'MINE' })).toBe(false)
  expect(isNarrowed(read)).toBe(true)
})

it('asks for terms that end on the day, and in the unit in which one works', () => {
  const { filter, view } = asVariables({ until: '2026-12-31', text: 'ёжик' }, 'VW5pdDox')
  expect(view).toBe('TEAM')
  expect(filter).toMatchObject({ dueBefore: '2027-01-01T00:00:01+07:00', text: 'ёжик', holder: 'VW5pdDox' })
})
