import { expect, it } from 'vitest'
import { meets, otherOf } from './navigation'

const CLERK = { role: 'MUNICIPAL_CLERK', unit: 'Кемерово' } as const
const NEIGHBOUR = { role: 'MUNICIPAL_CLERK', unit: 'Белово' } as const
const SECRETARY = { role: 'COMMISSION_SECRETARY', unit: 'Комиссия' } as const
const ALL = [CLERK, NEIGHBOUR, SECRETARY]

it.each([
  ['/certificates', 'MUNICIPAL_CLERK', true],
  ['/certificates/Q2Vy', 'COMMISSION_SECRETARY', false],
  ['/ballots', 'MUNICIPAL_CLERK', false],
  ['/cases/Q2Fz', 'COMMISSION_SECRETARY', true],
  ['/programs/UHJv', 'MUNICIPAL_CLERK', true],
  ['/no-such-page', 'MUNICIPAL_CLERK', true],
] as const)('%s is met by %s: %s', (path, role, isMet) => {
  expect(meets(role, path)).toBe(isMet)
})

it('a page of another of one’s roles names that role, the first of several', () => {
  expect(otherOf(ALL, SECRETARY, '/certificates/Q2Vy')).toBe(CLERK)
  expect(otherOf(ALL, NEIGHBOUR, '/ballots')).toBe(SECRETARY)
})

it('a page of the role in which one works, or of none of them, names no other', () => {
  expect(otherOf(ALL, NEIGHBOUR, '/certificates')).toBeUndefined()
  expect(otherOf(ALL, SECRETARY, '/cases/Q2Fz')).toBeUndefined()
  expect(otherOf([SECRETARY], SECRETARY, '/certificates')).toBeUndefined()
  expect(otherOf([], undefined, '/certificates')).toBeUndefined()
})
