import { beforeEach, expect, it, vi } from 'vitest'
import { forget, keepFor } from '../app/kept'
import { draftOf, dropDraft, keepDraft } from './draft'

beforeEach(() => {
  localStorage.clear()
  keepFor('ivanova')
  vi.useRealTimers()
})

it('keeps what was typed, without one-time codes, until it is dropped', () => {
  keepDraft('ivanova', 'task-1', { values: { reason: 'Потому что', code: '123456' }, version: 7, key: 'k' })
  expect(draftOf('ivanova', 'task-1')).toEqual({ values: { reason: 'Потому что' }, version: 7, key: 'k' })
  dropDraft('ivanova', 'task-1')
  expect(draftOf('ivanova', 'task-1')).toBeUndefined()
})

it('is not kept again by a page that is still open when its author has left', () => {
  forget()
  keepDraft('ivanova', 'task-1', { values: { reason: 'а' } })
  expect(Object.keys(localStorage)).toEqual([])
})

it('forgets a draft after three days', () => {
  vi.useFakeTimers({ now: new Date('2026-11-20') })
  keepDraft('ivanova', 'task-1', { values: { reason: 'а' } })
  vi.setSystemTime(new Date('2026-11-22'))
  expect(draftOf('ivanova', 'task-1')).toBeDefined()
  vi.setSystemTime(new Date('2026-11-24'))
  expect(draftOf('ivanova', 'task-1')).toBeUndefined()
})
