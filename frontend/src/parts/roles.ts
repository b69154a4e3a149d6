import { useSession } from '../app/session'
import type { Role } from '../generated/types'

/** Whether the person works in one of these roles now: what exactly may be done where, the server says. */
export function useHolds(...roles: Role[]): boolean {
  const { acting } = useSession()
  return acting !== undefined && roles.includes(acting.role)
}
