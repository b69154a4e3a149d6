import { expect, test } from 'vitest'
import type { ParametersStatus } from '../generated/types'
import { openOf } from './filters'

test('the open proposal of a municipality is the one that has not ended', () => {
  const edge = (id: string, status: ParametersStatus, town: string) => ({
    cursor: id,
    node: { id, status, statusLabel: '', version: 1, validFrom: '2027-01-01', municipality: { id: town, name: town } },
  })
  const edges = [edge('1', 'APPROVED', 'here'), edge('2', 'DRAFT', 'there'), edge('3', 'RETURNED', 'here')]
  expect(openOf(edges, 'here')?.id).toBe('3')
  expect(openOf([edge('1', 'APPROVED', 'here'), edge('2', 'WITHDRAWN', 'here')], 'here')).toBeUndefined()
})
