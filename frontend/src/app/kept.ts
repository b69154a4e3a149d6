/**
 * What the browser keeps of a person's work: drafts, the chosen role, the open queue. It may name a child, so it is one
 * person's, and goes when this person leaves or another begins.
 */
const OWNER = 'owner'
const COLOURS = 'mantine-color-scheme-value' // of the machine, not of a person
export const ACTING = 'acting' // the chosen role and unit

export function forget(): void {
  for (const key of Object.keys(localStorage)) if (key !== COLOURS) localStorage.removeItem(key)
  sessionStorage.clear()
}

export function keepFor(user: string): void {
  if (isKeptFor(user)) return
  forget()
  localStorage.setItem(OWNER, user)
}

/** Not of who has left: a page that is on its way out keeps nothing more. */
export function isKeptFor(user: string): boolean {
  return localStorage.getItem(OWNER) === user
}
