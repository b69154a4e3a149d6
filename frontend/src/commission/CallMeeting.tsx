import { useAsked } from '../api/hooks'
import { useSession } from '../app/session'
import { ActButton } from '../decisions/ActButton'
import { Commissions } from '../generated/operations'

const ALL = { first: 50 }

/** The secretary of a commission calls it together. */
export function CallMeeting() {
  const { acting } = useSession()
  const isSecretary = acting?.role === 'COMMISSION_SECRETARY'
  const asked = useAsked(Commissions, ALL, { enabled: isSecretary })
  const own = asked.data?.commissions.edges.find(({ node }) => node.name === acting?.unit.name)?.node
  return isSecretary && own ? <ActButton name="callMeeting" label="Созвать заседание" on={own.id} /> : null
}
