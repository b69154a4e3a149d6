import { useQueryClient } from '@tanstack/react-query'
import { createContext, use, useState, type ReactNode } from 'react'
import { useAsked } from '../api/hooks'
import { Problem } from '../api/problem'
import { Me } from '../generated/operations'
import type { MeQuery } from '../generated/types'
import { Failed, Waiting } from '../parts/States'
import { SignIn } from './SignIn'

export type Membership = MeQuery['me']['memberships'][number]

interface Session {
  user: MeQuery['me']['user']
  memberships: Membership[]
  /** In which role, and for which unit, the person works now. */
  acting: Membership | undefined
  act: (membership: Membership) => void
}

const Context = createContext<Session | null>(null)
const KEPT = 'acting'

/** Who works here: the server says it, the cookie proves it. A stranger signs in first. */
export function SessionProvider({ children }: { children: ReactNode }) {
  const asked = useAsked(Me, {})
  const client = useQueryClient()
  const [kept, keep] = useState(() => localStorage.getItem(KEPT))
  if (asked.error instanceof Problem && asked.error.code === 'UNAUTHENTICATED') return <SignIn />
  if (asked.error) return <Failed problem={asked.error} again={() => void asked.refetch()} />
  if (!asked.data) return <Waiting />
  const { user, memberships } = asked.data.me
  const act = (membership: Membership) => {
    localStorage.setItem(KEPT, keyOf(membership))
    keep(keyOf(membership))
    void client.invalidateQueries()
  }
  const acting = memberships.find((each) => keyOf(each) === kept) ?? memberships[0]
  return <Context value={{ user, memberships, acting, act }}>{children}</Context>
}

export function useSession(): Session {
  const session = use(Context)
  if (!session) throw new Error('useSession outside of SessionProvider')
  return session
}

export function keyOf({ role, unit }: Membership): string {
  return `${role}@${unit.id}`
}
