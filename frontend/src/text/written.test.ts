import { expect, it } from 'vitest'
import { dayOf, decimalOf, kopecksOf, momentOf, timeOf, wholeOf } from './written'

it.each([
  ['22.11.2026', '2026-11-22'],
  ['1.2.26', '2026-02-01'],
  ['2026-11-22', '2026-11-22'],
  ['29.02.2028', '2028-02-29'],
  ['29.02.2027', undefined],
  ['31.04.2026', undefined],
  ['11/22/2026', undefined],
  ['01.01.1800', undefined],
  ['01.01.0026', undefined],
  ['2201-01-01', undefined],
  ['завтра', undefined],
  ['', undefined],
])('reads the day «%s»', (text, day) => expect(dayOf(text)).toBe(day))

it.each([
  ['1234', 123400],
  ['1 234,50', 123450],
  ['1\u00a0234,5 ₽', 123450],
  ['0,07', 7],
  ['15 руб.', 1500],
  ['1,234', undefined],
  ['-5', undefined],
  ['', undefined],
])('reads the sum «%s»', (text, kopecks) => expect(kopecksOf(text)).toBe(kopecks))

it('reads times, moments and numbers', () => {
  expect([timeOf('9:05'), timeOf('24:00'), timeOf('9')]).toEqual(['09:05', undefined, undefined])
  expect(momentOf('22.11.2026, 09:30')).toBe('2026-11-22T09:30:00+07:00')
  expect(momentOf('22.11.2026')).toBe('2026-11-22T00:00:00+07:00')
  expect(momentOf('22.11.2026 25:00')).toBeUndefined()
  expect([wholeOf('1 200'), wholeOf('12,5'), wholeOf('')]).toEqual([1200, undefined, undefined])
  expect([decimalOf('1 234,50'), decimalOf('1e5'), decimalOf('.5')]).toEqual(['1234.50', undefined, undefined])
})
