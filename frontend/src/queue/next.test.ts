import { expect, it } from 'vitest'
import type { Task } from './desk'
import { candidates } from './next'

const task = (id: string, owner: string | null) => ({ id, owner: owner && { id: owner, fullName: owner } }) as Task

it('offers what nobody has and what is mine, in order, never the decided one nor a colleague’s', () => {
  const tasks = [task('1', 'me'), task('2', 'colleague'), task('3', null), task('4', 'me'), task('5', null)]
  expect(candidates(tasks, 'me', '1').map(({ id }) => id)).toEqual(['3', '4', '5'])
})
