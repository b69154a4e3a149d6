import { expect, test } from 'vitest'
import { asEditions, asRegister, fileOf, readEditions, readRegister } from './filters'

test('the register of certified programs is the first one, and its file is of the same day and municipality', () => {
  expect(asRegister(readRegister({}))).toMatchObject({ kind: 'CERTIFIED' })
  expect(fileOf({})).toBe('/registers/CERTIFIED.csv')
  const filters = readRegister({ kind: 'SIGNIFICANT', asOf: '2026-09-01', municipality: 'TXVu=' })
  expect(fileOf(filters)).toBe('/registers/SIGNIFICANT.csv?asOf=2026-09-01&municipality=TXVu%3D')
})

test('what an address may not say is left out', () => {
  expect(readRegister({ kind: 'ALL', asOf: 'today' })).toEqual({})
})

test('words of a name stand in the address, digits alone too', () => {
  expect(asRegister(readRegister({ text: 'роботы' }))).toMatchObject({ text: 'роботы' })
  expect(asEditions(readEditions({ text: 2026 }))).toMatchObject({ text: '2026' })
})
