import { act } from 'react'
import { createRoot } from 'react-dom/client'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { useKeys } from './keys'

const decide = vi.fn()
const help = vi.fn()
const open = vi.fn()
const next = vi.fn()
let root: ReturnType<typeof createRoot>

function Keys() {
  useKeys([
    { codes: ['KeyD'], shown: 'D', does: 'решить', act: decide },
    { codes: ['?'], shown: '?', does: 'клавиши', act: help },
    { codes: ['ArrowDown'], shown: '↓', does: 'дальше', act: next, repeats: true },
    { codes: ['Enter'], shown: 'Enter', does: 'открыть', act: open },
  ])
  return (
    <>
      <input />
      <button type="button">Кнопка</button>
      <p>Текст</p>
    </>
  )
}

function press(on: string, init: KeyboardEventInit) {
  document.querySelector(on)!.dispatchEvent(new KeyboardEvent('keydown', { bubbles: true, cancelable: true, ...init }))
}

beforeEach(async () => {
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true)
  const box = document.body.appendChild(document.createElement('div'))
  root = createRoot(box)
  await act(async () => root.render(<Keys />))
})
afterEach(async () => {
  await act(async () => root.unmount())
  document.body.innerHTML = ''
  vi.clearAllMocks()
})

it('knows a key by its place, in the Russian layout too', () => {
  press('p', { code: 'KeyD', key: 'в' })
  expect(decide).toHaveBeenCalledOnce()
})

it('leaves fields, dialogs and chords alone', () => {
  press('input', { code: 'KeyD', key: 'd' })
  press('p', { code: 'KeyD', key: 'd', ctrlKey: true })
  document.body.insertAdjacentHTML('beforeend', '<div role="dialog"></div>')
  press('p', { code: 'KeyD', key: 'd' })
  expect(decide).not.toHaveBeenCalled()
})

it('leaves what stands over the page alone, and a key that is held acts once', () => {
  document.body.insertAdjacentHTML('beforeend', '<div role="menu"></div>')
  press('p', { code: 'KeyD', key: 'd' })
  document.querySelector('[role=menu]')!.remove()
  press('p', { code: 'KeyD', key: 'd' })
  press('p', { code: 'KeyD', key: 'd', repeat: true })
  expect(decide).toHaveBeenCalledOnce()
  press('p', { code: 'ArrowDown', key: 'ArrowDown', repeat: true })
  expect(next).toHaveBeenCalledOnce()
})

it('finds the question mark in both layouts and leaves Enter to a button', () => {
  press('p', { code: 'Slash', key: '?', shiftKey: true })
  press('p', { code: 'Digit7', key: '?', shiftKey: true })
  press('button', { code: 'Enter', key: 'Enter' })
  expect(help).toHaveBeenCalledTimes(2)
  expect(open).not.toHaveBeenCalled()
})

it('Esc ends typing and keeps what was typed', () => {
  const field = document.querySelector('input')!
  field.value = 'шахматы'
  field.focus()
  press('input', { code: 'Escape', key: 'Escape' })
  expect(document.activeElement).not.toBe(field)
  expect(field.value).toBe('шахматы')
})
