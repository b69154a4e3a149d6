import { isKeptFor } from '../app/kept'
import type { Values } from './form'

/**
 * What was typed and not sent yet, on this machine only. It goes with all that is kept of its author, when the decision is
 * taken, and after three days.
 */
const PREFIX = 'draft:'
const KEPT = 3 * 24 * 3600 * 1000 // milliseconds
const NEVER = ['code'] // one-time codes

export interface Draft {
  values: Values
  /** Of what is decided about, when the first key was typed. */
  version?: number
  /** The key of a try that got no answer. */
  key?: string
}
interface Kept extends Draft {
  at: number
}

export function keepDraft(user: string, about: string, draft: Draft): void {
  if (!isKeptFor(user)) return
  const values = Object.fromEntries(Object.entries(draft.values).filter(([name]) => !NEVER.includes(name)))
  const kept: Kept = { ...draft, values, at: Date.now() }
  try {
    localStorage.setItem(keyOf(user, about), JSON.stringify(kept))
  } catch {
    // no room, or storage is forbidden: the form works without drafts
  }
}

export function draftOf(user: string, about: string): Draft | undefined {
  forgetOld()
  try {
    const { at: _at, ...draft } = JSON.parse(localStorage.getItem(keyOf(user, about)) ?? '') as Kept
    return draft
  } catch {
    return undefined
  }
}

export function dropDraft(user: string, about: string): void {
  localStorage.removeItem(keyOf(user, about))
}

function forgetOld(): void {
  for (const key of Object.keys(localStorage)) if (key.startsWith(PREFIX) && isOld(key)) localStorage.removeItem(key)
}

function isOld(key: string): boolean {
  try {
    return Date.now() - (JSON.parse(localStorage.getItem(key) ?? '') as Kept).at > KEPT
  } catch {
    return true
  }
}

function keyOf(user: string, about: string): string {
  return `${PREFIX}${user}:${about}`
}
