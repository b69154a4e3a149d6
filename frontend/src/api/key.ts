import { useRef } from 'react'

/** One idempotency key for one attempt of a person: the same for what is repeated, a new one for something else. */
export function useKey() {
  const kept = useRef<{ about: string; key: string } | null>(null)
  return {
    of(about: string): string {
      if (kept.current?.about !== about) kept.current = { about, key: crypto.randomUUID() }
      return kept.current.key
    },
    drop() {
      kept.current = null
    },
  }
}
