import { dayOf as written } from '../text/written'

type Search = Record<string, unknown>

/** A word of the address; what is not text is left out. Digits alone are read by the router as a number. */
export function wordOf(search: Search, name: string): string | undefined {
  const found = search[name]
  const text = typeof found === 'number' ? String(found) : found
  return typeof text === 'string' && text ? text : undefined
}

/** One of the words that are known; nothing if the address says something else. */
export function oneOf<Word extends string>(search: Search, name: string, known: readonly Word[]): Word | undefined {
  return known.find((word) => word === search[name])
}

/** A value of an enum, by its labels. */
export function valueOf<Value extends string>(search: Search, name: string, labels: Record<Value, string>): Value | undefined {
  return oneOf(search, name, valuesOf(labels))
}

export function valuesOf<Value extends string>(labels: Record<Value, string>): Value[] {
  return Object.keys(labels) as Value[]
}

/** A day as 2026-11-22. */
export function dayOf(search: Search, name: string): string | undefined {
  const found = wordOf(search, name)
  return found && written(found) === found ? found : undefined
}
