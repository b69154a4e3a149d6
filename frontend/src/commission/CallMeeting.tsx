import { useSession } from '../app/session'
import { ActButton } from '../decisions/ActButton'
import { useOwnCommission } from './ownCommission'

/** The secretary of a commission calls it together. */
export function CallMeeting() {
  const { acting } = useSession()
  const own = useOwnCommission()
  return acting?.role === 'COMMISSION_SECRETARY' && own ? <ActButton name="callMeeting" label="Созвать заседание" on={own.id} opens="/meetings/$id" /> : null
}
