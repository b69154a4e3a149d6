import { MantineProvider } from '@mantine/core'
import { QueryClientProvider } from '@tanstack/react-query'
import { act } from 'react'
import { createRoot } from 'react-dom/client'
import { expect, it, vi } from 'vitest'
import { newQueryClient } from '../api/client'
import type { Field } from './form'
import { ThingInput } from './ThingInput'

const FIELD = { name: 'provider', kind: 'ID', idOf: 'Provider', label: 'Поставщик', help: '', isRequired: true, isList: false, options: [] } as unknown as Field

it('offers what stands on the last page of a register too', async () => {
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true)
  vi.stubGlobal('fetch', (_: string, { body }: { body: string }) => {
    const { after } = JSON.parse(body).variables
    const at = Number(after ?? 1)
    const node = { provider: { id: `P${at}`, shortName: `Поставщик ${at}`, inn: '42' } }
    const providerRegister = { pageInfo: { hasNextPage: at < 3, endCursor: String(at + 1) }, edges: [{ node }] }
    return Promise.resolve(new Response(JSON.stringify({ data: { providerRegister } })))
  })
  document.body.innerHTML = '<div id="root"></div>'
  const root = createRoot(document.getElementById('root')!)
  await act(async () =>
    root.render(
      <MantineProvider>
        <QueryClientProvider client={newQueryClient()}>
          <ThingInput field={FIELD} path="provider" value="P3" faults={{}} put={() => undefined} />
        </QueryClientProvider>
      </MantineProvider>,
    ),
  )
  await act(async () => new Promise((later) => setTimeout(later, 300)))
  expect(document.querySelector('input')!.value).toBe('Поставщик 3, ИНН 42')
  await act(async () => root.unmount())
})
