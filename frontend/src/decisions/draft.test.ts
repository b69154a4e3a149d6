import { beforeEach, expect, it, vi } from 'vitest'
import { draftOf, dropDraft, forgetDrafts, keepDraft } from './draft'

beforeEach(() => {
  localStorage.clear()
  vi.useRealTimers()
})

it('keeps what was typed, without one-time codes, until it is dropped', () => {
  keepDraft('ivanova', 'task-1', { values: { reason: 'Потому что', code: '123456' }, version: 7, key: 'k' })
  expect(draftOf('ivanova', 'task-1')).toEqual({ values: { reason: 'Потому что' }, version: 7, key: 'k' })
  dropDraft('ivanova', 'task-1')
  expect(draftOf('ivanova', 'task-1')).toBeUndefined()
})

it('forgets everything when somebody signs out, and what is not a draft stays', () => {
  localStorage.setItem('acting', 'x')
  keepDraft('ivanova', 'task-1', { values: { reason: 'а' } })
  forgetDrafts()
  expect(Object.keys(localStorage)).toEqual(['acting'])
})

it('forgets the drafts of others as soon as somebody else works here', () => {
  keepDraft('ivanova', 'task-1', { values: { reason: 'а' } })
  draftOf('petrov', 'task-1')
  expect(draftOf('ivanova', 'task-1')).toBeUndefined()
})

it('forgets a draft after three days', () => {
  vi.useFakeTimers({ now: new Date('2026-11-20') })
  keepDraft('ivanova', 'task-1', { values: { reason: 'а' } })
  vi.setSystemTime(new Date('2026-11-22'))
  expect(draftOf('ivanova', 'task-1')).toBeDefined()
  vi.setSystemTime(new Date('2026-11-24'))
  expect(draftOf('ivanova', 'task-1')).toBeUndefined()
})
