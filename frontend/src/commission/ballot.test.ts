import { expect, test } from 'vitest'
import { blank, inputOf, offered } from './ballot'

test('only a vote for names a register and places', () => {
  const draft = blank('SIGNIFICANT', 30)
  expect(inputOf({ ...draft, choice: 'FOR' })).toEqual({ choice: 'FOR', register: 'SIGNIFICANT', places: 30, reason: '', dissent: '' })
  expect(inputOf({ ...draft, choice: 'AGAINST', reason: 'Нет детей.' })).toEqual({ choice: 'AGAINST', reason: 'Нет детей.', dissent: '' })
})

test('a pre-professional program goes into its own register', () => {
  expect(offered('PRE_PROFESSIONAL')).toEqual(['PRE_PROFESSIONAL'])
  expect(offered('GENERAL_DEVELOPMENT')).toEqual(['SIGNIFICANT', 'GENERAL_DEVELOPMENT'])
})
