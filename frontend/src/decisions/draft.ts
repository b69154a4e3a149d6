import type { Values } from './form'

/**
 * What was typed and not sent yet, on this machine only. It may name a child, so it does not stay: it goes when the
 * decision is taken, when its author signs out, when somebody else works here, and after three days.
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
  const values = Object.fromEntries(Object.entries(draft.values).filter(([name]) => !NEVER.includes(name)))
  const kept: Kept = { ...draft, values, at: Date.now() }
  try {
    localStorage.setItem(keyOf(user, about), JSON.stringify(kept))
  } catch {
    // no room, or storage is forbidden: the form works without drafts
  }
}

export function draftOf(user: string, about: string): Draft | undefined {
  forgetOthers(user)
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

/** All of them: somebody signs out. */
export function forgetDrafts(): void {
  forget(() => true)
}

function forgetOthers(user: string): void {
  forget((key) => !key.startsWith(keyOf(user, '')) || isOld(key))
}

function isOld(key: string): boolean {
  try {
    return Date.now() - (JSON.parse(localStorage.getItem(key) ?? '') as Kept).at > KEPT
  } catch {
    return true
  }
}

function forget(which: (key: string) => boolean): void {
  const keys = Array.from({ length: localStorage.length }, (_, place) => localStorage.key(place) ?? '')
  for (const key of keys) if (key.startsWith(PREFIX) && which(key)) localStorage.removeItem(key)
}

function keyOf(user: string, about: string): string {
  return `${PREFIX}${user}:${about}`
}
