import { useEffect, useRef } from 'react'

export interface Key {
  /** Places on the keyboard (KeyboardEvent.code): the same in every layout. */
  codes: string[]
  /** Written on the key, in the Latin and the Russian layout. */
  shown: string
  does: string
  act: () => void
  /** Whether it goes on acting while it is held. */
  repeats?: true
}

const FIELDS = 'input, textarea, select, [contenteditable="true"]'
const PRESSED = 'a, button, [role="menuitem"], summary'
const ABOVE = '[role="dialog"], [role="menu"]' // what stands over the page has the keys

/** Keys of a page: never while one types (Esc ends typing), something stands over the page, or another key is held; Enter is left to links and buttons. */
export function useKeys(keys: Key[]) {
  const latest = useRef(keys)
  latest.current = keys
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (leavesField(event)) return
      if (!isOurs(event)) return
      const code = event.shiftKey && event.code === 'Slash' ? '?' : event.key === '?' ? '?' : event.code
      if (event.shiftKey && code !== '?') return
      const key = latest.current.find(({ codes }) => codes.includes(code))
      if (!key || (event.repeat && !key.repeats)) return
      event.preventDefault()
      key.act()
    }
    window.addEventListener('keydown', pressed)
    return () => window.removeEventListener('keydown', pressed)
  }, [])
}

/** Esc in a field goes back to the page's keys; what was typed stays, and a list that is open closes first. */
function leavesField(event: KeyboardEvent): boolean {
  const field = event.target instanceof HTMLElement && event.target.closest<HTMLElement>(FIELDS)
  if (!field || event.code !== 'Escape' || event.defaultPrevented) return false
  if (field.getAttribute('aria-expanded') === 'true' || document.querySelector(ABOVE)) return false
  event.preventDefault()
  field.blur()
  return true
}

export function isTyping(on: Element | null): boolean {
  return Boolean(on?.closest(FIELDS))
}

function isOurs(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return false
  const on = event.target instanceof Element ? event.target : document.body
  if (isTyping(on) || document.querySelector(ABOVE)) return false
  return !(event.code === 'Enter' && on.closest(PRESSED))
}
