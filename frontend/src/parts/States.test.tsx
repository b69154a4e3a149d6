import { MantineProvider } from '@mantine/core'
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, it } from 'vitest'
import { Problem } from '../api/problem'
import { Failed } from './States'

const told = (problem: Error) => renderToStaticMarkup(<MantineProvider><Failed problem={problem} again={() => undefined} /></MantineProvider>)

it('tells our own words, and what to do instead of the words of a browser', () => {
  expect(told(new Problem('Дела нет.', 'NOT_FOUND'))).toMatch(/Дела нет\..*Повторить/s)
  const broken = told(new TypeError('Failed to fetch dynamically imported module'))
  expect(broken).toMatch(/обновите страницу.*Обновить страницу/s)
  expect(broken).not.toContain('Failed')
})
