import { expect, test } from 'vitest'
import type { Filed } from './DossierPage'
import { entryText, placesText } from './entered'

const item = (outcome: string, places: number | null) => ({ outcome, places }) as Filed['items'][number]
const order = (verdict: string, places: number | null) => ({ verdict, places }) as Filed['orders'][number]

test('what was asked for, recommended and given stand side by side', () => {
  expect(placesText({ places: 40, items: [], orders: [] })).toBe('40 мест')
  expect(placesText({ places: 40, items: [item('REJECTED', null)], orders: [] })).toBe('40 мест')
  expect(placesText({ places: 40, items: [item('RECOMMENDED', 35)], orders: [] })).toBe('Просили 40, комиссия рекомендовала 35')
  expect(placesText({ places: 40, items: [item('RECOMMENDED', 35)], orders: [order('RETURN', null)] })).toBe(
    'Просили 40, комиссия рекомендовала 35',
  )
  expect(placesText({ places: 40, items: [item('RECOMMENDED', 35)], orders: [order('APPROVE', 35)] })).toBe(
    'Просили 40, комиссия рекомендовала 35, в реестре 35',
  )
})

test('an entry is that of the same act', () => {
  const entry = { id: 'e', kind: 'SIGNIFICANT' as const, validUntil: null, exit: null, kindLabel: 'Реестр значимых программ', number: 'З-7', includedOn: '2026-11-23', maxFundedPupils: 21, act: { id: 'a' } }
  expect(entryText([entry], 'a')).toBe('Реестр значимых программ, запись № З-7 с 23.11.2026, не больше 21 места')
  expect(entryText([entry], 'b')).toBeUndefined()
  expect(entryText([entry], undefined)).toBeUndefined()
})
