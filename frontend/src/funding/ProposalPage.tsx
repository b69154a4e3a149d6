import { getRouteApi } from '@tanstack/react-router'
import { useAsked } from '../api/hooks'
import { ParameterProposal } from '../generated/operations'
import { ActButton } from '../decisions/ActButton'
import { Missing, Page } from '../parts/Page'
import { Part } from '../parts/Part'
import { useHolds } from '../parts/roles'
import { Failed, Waiting } from '../parts/States'
import { StatusBadge } from '../parts/StatusBadge'
import { dayText } from '../text/format'
import { ProposalFacts } from './ProposalFacts'

const route = getRouteApi('/parameters/$id')

/** Proposed figures, and the acts of the clerk who writes them. */
export function ProposalPage() {
  const { id } = route.useParams()
  const asked = useAsked(ParameterProposal, { id })
  const isClerk = useHolds('MUNICIPAL_CLERK')
  if (asked.isLoadingError) return <Failed problem={asked.error} again={() => void asked.refetch()} />
  if (asked.isPending) return <Waiting />
  const proposal = asked.data.parameterProposal
  if (!proposal) return <Missing title="Такого предложения нет">Или оно вам не видно. Вернитесь к параметрам.</Missing>
  const { status, version } = proposal
  const isOpen = status === 'DRAFT' || status === 'RETURNED'
  return (
    <Page
      title={`Параметры: ${proposal.municipality.name}, с ${dayText(proposal.validFrom)}`}
      actions={
        isClerk &&
        isOpen && (
          <>
            <ActButton name="saveParameters" label="Изменить" on={id} version={version} given={{ card: { ...proposal, areas: proposal.parameters, file: null } }} />
            {status === 'DRAFT' && <ActButton name="submitParameters" label="Отправить на проверку" on={id} version={version} />}
          </>
        )
      }
    >
      <div>
        <StatusBadge status={status} label={proposal.statusLabel} />
      </div>
      <Part title="Предложение">
        <ProposalFacts proposal={proposal} />
      </Part>
    </Page>
  )
}
