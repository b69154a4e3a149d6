import { expect, test } from 'vitest'
import { count, dayText, decimalText, moneyText, shortened } from './format'

test('decimals keep their digits and lose only idle zeros', () => {
  expect(decimalText('51234.50')).toBe('51\u00a0234,5')
  expect(decimalText('0.302')).toBe('0,302')
  expect(decimalText('12.000')).toBe('12')
  expect(decimalText('-0.50')).toBe('-0,5')
  expect(decimalText(null)).toBe('—')
})

test('days, money and numbers of things are written as Russian writes them', () => {
  expect(dayText('2026-11-22')).toBe('22.11.2026')
  expect(moneyText(123450)).toBe('1\u00a0234,50\u00a0₽')
  expect([1, 2, 5, 21].map((each) => count(each, 'час', 'часа', 'часов'))).toEqual(['1 час', '2 часа', '5 часов', '21 час'])
})

test('a long text is cut at the end of a word', () => {
  expect(shortened('Создание рабочих групп', 30)).toBe('Создание рабочих групп')
  expect(shortened('Создание рабочих групп', 18)).toBe('Создание рабочих…')
  expect(shortened('Создание рабочих групп', 16)).toBe('Создание рабочих…')
  expect(shortened('Внедрение, персонифицированного', 14)).toBe('Внедрение…')
  expect(shortened('Персонифицированное', 10)).toBe('Персонифиц…')
})
