import { MantineProvider } from '@mantine/core'
import { act } from 'react'
import { createRoot } from 'react-dom/client'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { DayField } from './DayField'

const taken = vi.fn()
let root: ReturnType<typeof createRoot>
const field = () => document.querySelector<HTMLInputElement>('input[inputmode="numeric"]')!

async function write(text: string) {
  const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')!.set!
  await act(async () => {
    set.call(field(), text)
    field().dispatchEvent(new Event('input', { bubbles: true }))
  })
}

beforeEach(async () => {
  taken.mockClear()
  Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true })
  document.body.innerHTML = '<div id="root"></div>'
  root = createRoot(document.getElementById('root')!)
  await act(async () =>
    root.render(
      <MantineProvider>
        <DayField label="На день" value="2026-11-22" onChange={taken} />
      </MantineProvider>,
    ),
  )
})
afterEach(async () => act(async () => root.unmount()))

it('takes a day when its year is whole, and nothing before', async () => {
  expect(field().value).toBe('22.11.2026')
  await write('23.11.20')
  expect(taken).not.toHaveBeenCalled()
  await write('23.11.2027')
  expect(taken).toHaveBeenCalledWith('2027-11-23')
})

it('an empty field is no day, and a day that is none is not taken', async () => {
  await write('31.02.2026')
  expect(taken).not.toHaveBeenCalled()
  await write('')
  expect(taken).toHaveBeenCalledWith(undefined)
})

it('a day that is none is said by Enter, before one leaves the field', async () => {
  await write('31.02.2026')
  await act(async () => field().dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true })))
  expect(document.body.textContent).toContain('Такого дня нет')
})
