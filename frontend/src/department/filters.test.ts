import { expect, test } from 'vitest'
import { asDuties, readRoadmap, readRules } from './filters'

test('an address of the roadmap keeps what is known', () => {
  const found = readRoadmap({ view: 'duties', item: '1.10', status: 'DONE', late: true, body: '?', nonsense: 1 })
  expect(found).toEqual({ view: 'duties', item: '1.10', status: 'DONE', late: true, body: '?', municipality: undefined })
  expect(asDuties(found)).toMatchObject({ item: '1.10', overdue: true })
  expect(readRoadmap({ item: 'x', status: 'LATE', late: 'yes' })).toEqual({})
})

test('a year that no calendar knows is left out', () => {
  expect(readRules({ year: 2026 }).year).toBe(2026)
  expect(readRules({ year: 'x' }).year).toBeUndefined()
})
