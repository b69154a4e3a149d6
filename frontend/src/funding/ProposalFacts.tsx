import { Alert, Stack } from '@mantine/core'
import { useAsked } from '../api/hooks'
import { MunicipalParameters } from '../generated/operations'
import type { ParameterProposalQuery } from '../generated/types'
import { Facts } from '../parts/Facts'
import { FileLink } from '../parts/FileLink'
import { dayText } from '../text/format'
import { Figures } from './Figures'

export type Proposal = NonNullable<ParameterProposalQuery['parameterProposal']>

/** What is proposed, what was said of it, and the figures beside those that hold today. */
export function ProposalFacts({ proposal }: { proposal: Proposal }) {
  const now = useAsked(MunicipalParameters, { municipality: proposal.municipality.id, on: undefined })
  return (
    <Stack gap="md">
      {proposal.remark && (
        <Alert color="yellow" title="Замечание оператора">
          {proposal.remark}
        </Alert>
      )}
      {proposal.reason && (
        <Alert color="yellow" title="Почему возвращено">
          {proposal.reason}
        </Alert>
      )}
      <Facts
        facts={[
          ['Муниципалитет', proposal.municipality.name],
          ['Действуют с', dayText(proposal.validFrom)],
          ['Расчёт', proposal.file && <FileLink file={proposal.file} />],
          ['Утверждены актом', proposal.act && `№ ${proposal.act.number}`],
        ]}
      />
      <Figures areas={proposal.parameters} before={proposal.act ? undefined : now.data?.municipalParameters} />
    </Stack>
  )
}
