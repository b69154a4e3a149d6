import { MantineProvider } from '@mantine/core'
import { act, useState } from 'react'
import { createRoot } from 'react-dom/client'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { inputOf, type Field, type Values } from './form'
import { GroupInput } from './GroupInput'

const field = (name: string, more: Partial<Field>): Field =>
  ({ name, kind: 'LINE', label: name, help: '', isRequired: false, isList: false, isOneEach: false, preset: '', options: [], onlyFor: [], requiredFor: [], question: '', idOf: '', ...more }) as Field
const ACT = field('act', { kind: 'GROUP', fields: [field('number', {}), field('file', { kind: 'ID', idOf: 'StoredFile' })] })

let values: Values = {}
let answer: (response: Response) => void
let root: ReturnType<typeof createRoot>
const sent = () => inputOf([ACT], values)

function Form() {
  const [act, put] = useState<Values>({})
  values = { act }
  return <GroupInput field={ACT} path="act" value={act} faults={{}} put={(next) => put(next as Values)} />
}

async function write(words: string) {
  const line = document.querySelector<HTMLInputElement>('input[id="field-act-number"]')!
  await act(async () => {
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')!.set!.call(line, words)
    line.dispatchEvent(new Event('input', { bubbles: true }))
  })
}

async function choose() {
  const picker = document.querySelector<HTMLInputElement>('input[type=file]')!
  Object.defineProperty(picker, 'files', { configurable: true, value: [new File(['x'], 'акт.pdf')] })
  await act(async () => void picker.dispatchEvent(new Event('change', { bubbles: true })))
}

beforeEach(async () => {
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true)
  vi.stubGlobal('fetch', () => new Promise<Response>((resolve) => (answer = resolve)))
  document.body.innerHTML = '<div id="root"></div>'
  root = createRoot(document.getElementById('root')!)
  await act(async () => root.render(<MantineProvider><Form /></MantineProvider>))
  await choose()
})
afterEach(async () => act(async () => root.unmount()))

it('what is typed beside a file that is on its way stays', async () => {
  await write('12-р')
  await act(async () => answer(new Response(JSON.stringify({ id: 'F', name: 'акт.pdf' }))))
  expect(sent()).toEqual({ input: { act: { number: '12-р', file: 'F' } }, faults: {} })
})

it('no decision goes without the file that was chosen for it', async () => {
  await write('12-р')
  expect(Object.keys(sent().faults)).toEqual(['act.file'])
  await act(async () => answer(new Response('', { status: 502 })))
  expect(Object.keys(sent().faults)).toEqual(['act.file'])
  await act(async () => [...document.querySelectorAll('button')].find((each) => each.textContent === 'Убрать')!.click())
  expect(sent()).toEqual({ input: { act: { number: '12-р' } }, faults: {} })
})
