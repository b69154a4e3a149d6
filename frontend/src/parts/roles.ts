import { useSession } from '../app/session'
import type { Role } from '../generated/types'

/** Whether the person holds one of these roles anywhere: what exactly may be done where, the server says. */
export function useHolds(...roles: Role[]): boolean {
  const { memberships } = useSession()
  return memberships.some(({ role }) => roles.includes(role))
}
