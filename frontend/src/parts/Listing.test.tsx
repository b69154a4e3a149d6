import { MantineProvider } from '@mantine/core'
import { QueryClientProvider, type QueryClient } from '@tanstack/react-query'
import { act } from 'react'
import { createRoot } from 'react-dom/client'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { newQueryClient } from '../api/client'
import type { Operation } from '../api/operation'
import { Listing, type Connection } from './Listing'

interface Data {
  things: Connection<{ id: string }>
}
const OPERATION: Operation<Data, { after?: string | null }> = { name: 'Things', id: 'hash' }
const PAGE = { things: { pageInfo: { hasNextPage: true, endCursor: 'A' }, edges: [{ node: { id: 'Первая' } }] } }
let client: QueryClient
let isBroken = false
let root: ReturnType<typeof createRoot>
const wait = () => act(async () => void (await vi.advanceTimersByTimeAsync(60_000)))

beforeEach(async () => {
  vi.useFakeTimers()
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true)
  vi.stubGlobal('fetch', () => (isBroken ? Promise.reject(new TypeError('Failed to fetch')) : Promise.resolve(new Response(JSON.stringify({ data: PAGE })))))
  isBroken = false
  client = newQueryClient()
  document.body.innerHTML = '<div id="root"></div>'
  root = createRoot(document.getElementById('root')!)
  await act(async () =>
    root.render(
      <MantineProvider>
        <QueryClientProvider client={client}>
          <Listing
            operation={OPERATION}
            variables={{}}
            of={(data) => data.things}
            caption="Вещи"
            columns={[{ header: 'Вещь', cell: ({ id }) => id }]}
            empty={{ title: 'Пусто' }}
          />
        </QueryClientProvider>
      </MantineProvider>,
    ),
  )
  await wait()
  isBroken = true
})
afterEach(async () => {
  await act(async () => root.unmount())
  vi.useRealTimers()
})

it('what was shown stays when asking anew fails', async () => {
  await act(async () => void client.invalidateQueries())
  await wait()
  expect(document.querySelector('tbody')?.textContent).toBe('Первая')
})

it('a next page that does not come is told beside what is there', async () => {
  await act(async () => [...document.querySelectorAll('button')].find((each) => each.textContent === 'Показать ещё')!.click())
  await wait()
  expect(document.querySelector('tbody')?.textContent).toBe('Первая')
  expect(document.querySelector('[role=alert]')?.textContent).toContain('Нет связи с системой')
})
