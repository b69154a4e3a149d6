import { MantineProvider } from '@mantine/core'
import { act } from 'react'
import { createRoot } from 'react-dom/client'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { NumberField } from './NumberField'

const asked = vi.fn()
let root: ReturnType<typeof createRoot>

async function look(text: string) {
  const field = document.querySelector<HTMLInputElement>('input')!
  await act(async () => {
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')!.set!.call(field, text)
    field.dispatchEvent(new Event('input', { bubbles: true }))
  })
  await act(async () => document.querySelector<HTMLButtonElement>('button[type="submit"]')!.click())
}

beforeEach(async () => {
  asked.mockClear()
  Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true })
  document.body.innerHTML = '<div id="root"></div>'
  root = createRoot(document.getElementById('root')!)
  await act(async () =>
    root.render(
      <MantineProvider>
        <NumberField value={undefined} onChange={asked} />
      </MantineProvider>,
    ),
  )
})
afterEach(() => act(async () => root.unmount()))

it.each(['Д. У. И.', '4207123', '420712345678'])('«%s» is no number: it is said, and the list is not asked for', async (text) => {
  await look(text)
  expect(document.body.textContent).toContain('Номер сертификата — 11 цифр')
  expect(asked).not.toHaveBeenCalled()
})

it('a whole number is asked for without its spaces, and an empty field asks for all', async () => {
  await look('42 07 123456-7')
  await look('')
  expect(asked.mock.calls).toEqual([['42071234567'], [undefined]])
  expect(document.body.textContent).not.toContain('11 цифр.')
})
