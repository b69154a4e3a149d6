import { useQueryClient } from '@tanstack/react-query'
import { createContext, use, useRef, useState, type ReactNode } from 'react'
import { useAsked } from '../api/hooks'
import { Problem } from '../api/problem'
import { Me } from '../generated/operations'
import type { MeQuery } from '../generated/types'
import { Failed, Waiting } from '../parts/States'
import { ACTING, keepFor } from './kept'
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

/** Who works here: the server says it, the cookie proves it. A stranger signs in first. */
export function SessionProvider({ children }: { children: ReactNode }) {
  const asked = useAsked(Me, {})
  const isStranger = useRef(false) // until somebody is in: asked again meanwhile, the form and what is typed there stays
  if (asked.error instanceof Problem && asked.error.code === 'UNAUTHENTICATED') isStranger.current = true
  else if (asked.data) isStranger.current = false
  if (isStranger.current) return <SignIn />
  if (asked.isLoadingError) return <Failed problem={asked.error} again={() => void asked.refetch()} />
  if (!asked.data) return <Waiting />
  const { me } = asked.data
  keepFor(me.user.id)
  return (
    <ActingProvider key={me.user.id} me={me}>
      {children}
    </ActingProvider>
  )
}

/** What this person chose to be; who comes next begins anew. */
function ActingProvider({ me: { user, memberships }, children }: { me: MeQuery['me']; children: ReactNode }) {
  const client = useQueryClient()
  const [kept, keep] = useState(() => localStorage.getItem(ACTING))
  const act = (membership: Membership) => {
    localStorage.setItem(ACTING, keyOf(membership))
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
