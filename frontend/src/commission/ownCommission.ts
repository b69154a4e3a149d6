import { useAsked } from '../api/hooks'
import { useSession } from '../app/session'
import { Commissions } from '../generated/operations'

export const ALL_COMMISSIONS = { first: 50 }

/** The commission that the person works in, if it is one. */
export function useOwnCommission() {
  const { acting } = useSession()
  const asked = useAsked(Commissions, ALL_COMMISSIONS, { enabled: acting?.unit.kind === 'COMMISSION' })
  return asked.data?.commissions.edges.find(({ node }) => node.name === acting?.unit.name)?.node
}
