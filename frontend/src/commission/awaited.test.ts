import { expect, test } from 'vitest'
import { awaitedOf } from './awaited'

const ballot = (id: string, isCast: boolean) => ({ isCast, member: { id, fullName: `Членов ${id}` } })

test('who has not voted on which open item is told, how the others voted is not asked', () => {
  const items = [
    { number: 1, outcome: null, recusals: [], ballots: [ballot('1', true), ballot('2', false)] },
    { number: 2, outcome: null, recusals: [{ member: { id: '1' } }], ballots: [ballot('1', false), ballot('2', false)] },
    { number: 3, outcome: 'REJECTED', recusals: [], ballots: [ballot('2', false)] },
  ]
  expect(awaitedOf(items)).toEqual({ put: 3, cast: 1, missing: [{ name: 'Членов 2', items: [1, 2] }] })
})

test('where nothing was put, nothing is awaited', () => {
  expect(awaitedOf([{ number: 1, outcome: null, recusals: [], ballots: [] }])).toEqual({ put: 0, cast: 0, missing: [] })
})
