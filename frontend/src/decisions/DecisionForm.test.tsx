import { MantineProvider } from '@mantine/core'
import { QueryClientProvider } from '@tanstack/react-query'
import { act, useState } from 'react'
import { createRoot } from 'react-dom/client'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { newQueryClient } from '../api/client'
import { keepFor } from '../app/kept'
import { DecisionForm } from './DecisionForm'
import type { Field } from './form'

vi.mock('../app/session', () => ({ useSession: () => ({ user: { id: 'ivanova' } }) }))
vi.mock('../generated/decisions', () => ({
  DECISIONS: { callMeeting: { name: 'CallMeeting', id: 'hash', on: 'commission', isVersioned: true, isKeyed: true } },
}))

const FIELDS = [
  { name: 'place', kind: 'LINE', label: 'Место', help: '', isRequired: false, isList: false, isOneEach: false, preset: '', options: [], onlyFor: [], requiredFor: [], question: '', idOf: '' },
] as Field[]
const YES = { data: { callMeeting: { id: '1' } } }
const NO = { data: { callMeeting: { refusals: [{ code: 'CASE_CHANGED', message: 'Дело изменилось.', rule: '', remedy: '', path: [] }] } } }
const done = vi.fn()
const sent: { expectedVersion: number; idempotencyKey: string; place?: string }[] = []
let answers: (() => Promise<Response>)[] = []
let root: ReturnType<typeof createRoot>
let setVersion: (version: number) => void

const says = (answer: object) => () => Promise.resolve(new Response(JSON.stringify(answer)))
const breaks = () => Promise.reject(new TypeError('Failed to fetch'))
const text = () => document.querySelector('input')!
const button = (name: RegExp) => [...document.querySelectorAll('button')].find((each) => name.test(each.textContent))
const wait = (milliseconds: number) => act(async () => void (await vi.advanceTimersByTimeAsync(milliseconds)))

function Page() {
  const [version, set] = useState(1)
  setVersion = set
  return <DecisionForm fields={FIELDS} decision="callMeeting" on={() => 'C'} version={version} about="callMeeting:C" onDone={done} />
}

async function open() {
  document.body.innerHTML = '<div id="root"></div>'
  root = createRoot(document.getElementById('root')!)
  const client = newQueryClient()
  await act(async () =>
    root.render(
      <MantineProvider>
        <QueryClientProvider client={client}>
          <Page />
        </QueryClientProvider>
      </MantineProvider>,
    ),
  )
}

async function write(words: string) {
  const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')!.set!
  await act(async () => {
    set.call(text(), words)
    text().dispatchEvent(new Event('input', { bubbles: true }))
  })
}

async function press() {
  await act(async () => void document.querySelector('form')?.dispatchEvent(new Event('submit', { bubbles: true, cancelable: true })))
  await wait(0)
}

beforeEach(async () => {
  vi.useFakeTimers()
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true)
  localStorage.clear()
  keepFor('ivanova')
  sent.length = 0
  answers = []
  vi.stubGlobal('fetch', (_: string, { body }: { body: string }) => {
    sent.push(JSON.parse(body).variables.input)
    return (answers.shift() ?? breaks)()
  })
  await open()
  await write('Зал')
})
afterEach(async () => {
  await act(async () => root.unmount())
  vi.useRealTimers()
  done.mockClear()
})

it('what got no answer is sent again as it was, under one key, and is not changed meanwhile', async () => {
  await press()
  await wait(60_000)
  expect(sent).toHaveLength(5)
  expect(button(/Отправить ещё раз/)).toBeDefined()
  await write('Другой зал')
  answers = [says(YES)]
  await press()
  expect(new Set(sent.map((each) => JSON.stringify(each))).size).toBe(1)
  expect(done).toHaveBeenCalledOnce()
})

it('the key outlives the page: who comes back sends the same try', async () => {
  await press()
  await wait(60_000)
  await act(async () => root.unmount())
  await open()
  expect(document.body.textContent).toContain('неизвестно, записано ли решение')
  answers = [says(YES)]
  await press()
  expect(new Set(sent.map(({ idempotencyKey }) => idempotencyKey)).size).toBe(1)
  expect(sent.at(-1)!.place).toBe('Зал')
})

it('after an answer the next try has a key of its own', async () => {
  answers = [says(NO), says(YES)]
  await press()
  await press()
  expect(new Set(sent.map(({ idempotencyKey }) => idempotencyKey)).size).toBe(2)
})

it('is taken once, however often one presses, and leaves nothing behind', async () => {
  answers = [says(YES), says(YES)]
  await press()
  await press()
  await wait(1000)
  expect(sent).toHaveLength(1)
  expect(Object.keys(localStorage)).toEqual(['owner'])
})

it('leaves nothing behind when the page is left before the answer', async () => {
  let answer: (response: Response) => void = () => undefined
  answers = [() => new Promise((resolve) => (answer = resolve))]
  await press()
  await act(async () => root.unmount())
  answer(new Response(JSON.stringify(YES)))
  await vi.advanceTimersByTimeAsync(1000)
  expect(Object.keys(localStorage)).toEqual(['owner'])
})

it('does not write over what somebody else has changed since the first key', async () => {
  await act(async () => setVersion(2))
  expect(document.body.textContent).toContain('Данные изменились')
  answers = [says(NO), says(YES)]
  await press()
  expect(sent[0]!.expectedVersion).toBe(1)
  await act(async () => button(/Проверено/)!.click())
  await press()
  expect(sent[1]!.expectedVersion).toBe(2)
})
