import { MantineProvider } from '@mantine/core'
import { QueryClientProvider } from '@tanstack/react-query'
import { act } from 'react'
import { createRoot } from 'react-dom/client'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { newQueryClient } from '../api/client'
import { ActButton } from './ActButton'

const asked = vi.fn((_path: string, _init: RequestInit) => new Promise<Response>(() => {})) // no answer: what is asked matters here
let root: ReturnType<typeof createRoot>

beforeEach(() => {
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true)
  vi.stubGlobal('fetch', asked)
  root = createRoot(document.body.appendChild(document.createElement('div')))
})
afterEach(async () => {
  await act(async () => root.unmount())
  vi.unstubAllGlobals()
})

it('asks for the form of an act on the thing that it is about: the API narrows its grounds by it', async () => {
  await act(async () =>
    root.render(
      <MantineProvider>
        <QueryClientProvider client={newQueryClient()}>
          <ActButton name="resumeProvider" label="Возобновить" on="UHJvdmlkZXI6Nw==" version={1} />
        </QueryClientProvider>
      </MantineProvider>,
    ),
  )
  expect(asked).not.toHaveBeenCalled()
  await act(async () => document.querySelector('button')!.click())
  expect(asked).toHaveBeenCalledOnce()
  const { variables } = JSON.parse(asked.mock.calls[0]![1].body as string)
  expect(variables).toEqual({ decision: 'resumeProvider', subject: 'UHJvdmlkZXI6Nw==' })
})
