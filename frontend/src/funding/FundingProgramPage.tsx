import { Group, Text } from '@mantine/core'
import { getRouteApi } from '@tanstack/react-router'
import { useAsked } from '../api/hooks'
import { FundingProgram } from '../generated/operations'
import { ActButton } from '../decisions/ActButton'
import { Missing, Page } from '../parts/Page'
import { Part } from '../parts/Part'
import { useHolds } from '../parts/roles'
import { Failed, Waiting } from '../parts/States'
import { StatusBadge } from '../parts/StatusBadge'
import { FundingFacts, type OneProgram } from './FundingFacts'
import { Replenishment } from './Replenishment'

const route = getRouteApi('/funding-programs/$id')

/** One funding program: what each category gets, within what limits, and the yearly refill of certificates from it. */
export function FundingProgramPage() {
  const { id } = route.useParams()
  const asked = useAsked(FundingProgram, { id })
  if (asked.isLoadingError) return <Failed problem={asked.error} again={() => void asked.refetch()} />
  if (asked.isPending) return <Waiting />
  const program = asked.data.fundingProgram
  if (!program) return <Missing title="Такой программы нет">Или она вам не видна. Вернитесь к списку программ.</Missing>
  return (
    <Page title={`Программа финансирования: ${program.municipality.name}, ${program.period.title}`} actions={<Acts program={program} />}>
      <Group gap="sm">
        <StatusBadge status={program.status} label={program.statusLabel} />
        <Text size="sm">Редакция {program.number}</Text>
      </Group>
      <Part title="Программа">
        <FundingFacts program={program} />
      </Part>
      {program.status === 'IN_FORCE' && <Replenishment period={program.period.id} />}
    </Page>
  )
}

/** What is in force is changed by an edition of its own, which begins with what stands. */
function NextEdition({ program: { municipality, period, ...card } }: { program: OneProgram }) {
  const given = { startsOn: period.startsOn, endsOn: period.endsOn, card }
  return <ActButton name="draftFundingProgram" label="Новая редакция" on={municipality.id} given={given} opens="/funding-programs/$id" />
}

/** A clerk writes a draft and submits it; the head decides in the queue of tasks. */
function Acts({ program }: { program: OneProgram }) {
  const { id, status, version } = program
  const isClerk = useHolds('MUNICIPAL_CLERK')
  if (!isClerk) return null
  if (status === 'IN_FORCE') return <NextEdition program={program} />
  if (status !== 'DRAFT' && status !== 'RETURNED') return null
  return (
    <>
      <ActButton name="saveFundingProgram" label="Изменить" on={id} version={version} given={{ card: program }} />
      {status === 'DRAFT' && <ActButton name="submitFundingProgram" label="Отправить на утверждение" on={id} version={version} />}
    </>
  )
}
