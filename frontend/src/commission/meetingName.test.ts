import { expect, test } from 'vitest'
import { meetingName } from './meetingName'

const HELD = { number: 3, heldOn: '2026-11-26', votedOn: null }

test('a meeting in person has its day', () => {
  expect(meetingName({ ...HELD, form: 'IN_PERSON' })).toBe('№ 3 от 26.11.2026')
})

test('in absentia the last day is no day of the meeting: it is held when the vote has ended', () => {
  expect(meetingName({ ...HELD, form: 'IN_ABSENTIA' })).toBe('№ 3, заочное до 26.11.2026')
  const ended = { ...HELD, form: 'IN_ABSENTIA', votedOn: '2026-11-23' }
  expect(meetingName(ended)).toBe('№ 3, заочное, голосование завершено 23.11.2026')
})
