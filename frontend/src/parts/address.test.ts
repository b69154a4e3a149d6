import { expect, test } from 'vitest'
import { RegisterKind } from '../generated/enums'
import { dayOf, oneOf, valueOf, wordOf } from './address'

test('an address gives what is known and leaves out the rest', () => {
  const search = { day: '2026-11-22', bad: '22.11.2026', no: '2026-13-45', kind: 'CERTIFIED', number: 4201234567, empty: '' }
  expect(dayOf(search, 'day')).toBe('2026-11-22')
  expect(dayOf(search, 'bad')).toBeUndefined()
  expect(dayOf(search, 'no')).toBeUndefined()
  expect(oneOf(search, 'kind', ['CERTIFIED'])).toBe('CERTIFIED')
  expect(oneOf(search, 'day', ['CERTIFIED'])).toBeUndefined()
  expect(valueOf(search, 'kind', RegisterKind)).toBe('CERTIFIED')
  expect(valueOf(search, 'day', RegisterKind)).toBeUndefined()
  expect(wordOf(search, 'number')).toBe('4201234567')
  expect(wordOf(search, 'empty')).toBeUndefined()
})
