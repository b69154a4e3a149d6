import { expect, test } from 'vitest'
import { weeksOf } from './weeks'

test('November 2026 begins on a Sunday and takes six weeks', () => {
  const days = Array.from({ length: 30 }, (_, number) => ({ day: `2026-11-${String(number + 1).padStart(2, '0')}` }))
  const weeks = weeksOf(days)
  expect(weeks).toHaveLength(6)
  expect(weeks[0]?.map((each) => each?.day)).toEqual([...Array(6).fill(undefined), '2026-11-01'])
  expect(weeks.at(-1)?.filter(Boolean)).toEqual([{ day: '2026-11-30' }])
})
