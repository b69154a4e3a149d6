import { MantineProvider } from '@mantine/core'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { act } from 'react'
import { createRoot } from 'react-dom/client'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { asking } from '../api/hooks'
import { Me } from '../generated/operations'
import type { MeQuery } from '../generated/types'
import { SessionProvider, useSession } from './session'

const held = (role: string, name: string) => ({ role, roleLabel: role, unit: { id: name, kind: 'MUNICIPALITY', code: name, name } })
const me = (id: string, ...memberships: object[]) => ({ me: { user: { id, fullName: id }, memberships } }) as unknown as MeQuery
const BOTH = [held('MUNICIPAL_CLERK', 'Кемерово'), held('MUNICIPAL_CLERK', 'Белово')]
let client: QueryClient
let root: ReturnType<typeof createRoot>

function Shown() {
  const { user, memberships, acting, act: choose } = useSession()
  return (
    <button onClick={() => choose(memberships[1]!)}>
      {user.id}: {acting?.unit.name}
    </button>
  )
}

const shown = () => document.querySelector('button')?.textContent
const isAnswered = (answer: MeQuery) => 
  act(async () => {
    client.setQueryData(asking(Me, {}).queryKey, answer)
    await new Promise((told) => setTimeout(told))
  })

async function open(answer: MeQuery) {
  client = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity, retry: false } } })
  client.setQueryData(asking(Me, {}).queryKey, answer)
  client.invalidateQueries = vi.fn()
  document.body.innerHTML = '<div id="root"></div>'
  root = createRoot(document.getElementById('root')!)
  await act(async () =>
    root.render(
      <MantineProvider>
        <QueryClientProvider client={client}>
          <SessionProvider>
            <Shown />
          </SessionProvider>
        </QueryClientProvider>
      </MantineProvider>,
    ),
  )
}

beforeEach(() => {
  localStorage.clear()
  sessionStorage.clear()
})
afterEach(() => act(() => root.unmount()))

it('the chosen role stays when the page is opened anew', async () => {
  await open(me('ivanova', ...BOTH))
  expect(shown()).toBe('ivanova: Кемерово')
  await act(async () => document.querySelector('button')!.click())
  expect(shown()).toBe('ivanova: Белово')
  await act(() => root.unmount())
  await open(me('ivanova', ...BOTH))
  expect(shown()).toBe('ivanova: Белово')
})

it('who comes next does not inherit the choice, though holding the same roles', async () => {
  await open(me('ivanova', ...BOTH))
  await act(async () => document.querySelector('button')!.click())
  await isAnswered(me('petrov', ...BOTH))
  expect(shown()).toBe('petrov: Кемерово')
  expect(localStorage.getItem('acting')).toBeNull()
})

it('a role that was taken away is not worked in', async () => {
  await open(me('ivanova', ...BOTH))
  await act(async () => document.querySelector('button')!.click())
  await isAnswered(me('ivanova', BOTH[0]!))
  expect(shown()).toBe('ivanova: Кемерово')
})
