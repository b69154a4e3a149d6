import { beforeEach, expect, it } from 'vitest'
import { keepDraft } from '../decisions/draft'
import { forget, keepFor } from './kept'

beforeEach(() => {
  localStorage.clear()
  sessionStorage.clear()
  localStorage.setItem('mantine-color-scheme-value', 'dark')
  keepFor('ivanova')
  keepDraft('ivanova', 'task-1', { values: { child: 'Петя' } })
  localStorage.setItem('acting', 'x')
  sessionStorage.setItem('queue', '{"text":"Петя"}')
})

it('stays for the same person', () => {
  keepFor('ivanova')
  expect(localStorage.getItem('draft:ivanova:task-1')).toContain('Петя')
  expect(sessionStorage.getItem('queue')).toContain('Петя')
})

it.each([['somebody else begins', () => keepFor('petrov')], ['its owner leaves', forget]])('goes when %s, but for the colours', (_, act) => {
  act()
  expect(JSON.stringify({ ...localStorage, ...sessionStorage })).not.toContain('Петя')
  expect(localStorage.getItem('acting')).toBeNull()
  expect(localStorage.getItem('mantine-color-scheme-value')).toBe('dark')
})
