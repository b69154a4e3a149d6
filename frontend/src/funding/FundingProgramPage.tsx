import { Alert, Group, Text } from '@mantine/core'
import { getRouteApi } from '@tanstack/react-router'
import { useAsked } from '../api/hooks'
import { FundingProgram } from '../generated/operations'
import type { FundingProgramQuery } from '../generated/types'
import { ActButton } from '../decisions/ActButton'
import { Facts } from '../parts/Facts'
import { Missing, Page } from '../parts/Page'
import { Part } from '../parts/Part'
import { useHolds } from '../parts/roles'
import { Failed, Waiting } from '../parts/States'
import { StatusBadge } from '../parts/StatusBadge'
import { actText, dayText } from '../text/format'
import { Caps, FundedCategories } from './FundedCategories'
import { Replenishment } from './Replenishment'

const route = getRouteApi('/funding-programs/$id')

export type OneProgram = NonNullable<FundingProgramQuery['fundingProgram']>

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
      {program.remark && (
        <Alert color="yellow" title="Замечание главы">
          {program.remark}
        </Alert>
      )}
      <Part title="Карточка">
        <Facts
          facts={[
            ['Период', `${dayText(program.period.startsOn)} – ${dayText(program.period.endsOn)}`],
            ['Объём средств', program.totalText],
            ['Договоры за счёт периода', `${dayText(program.currentFrom)} – ${dayText(program.currentTo)}`],
            ['Договоры заранее', program.futureFrom && `с ${dayText(program.futureFrom)}`],
            ['Утверждена', program.act && actText(program.act)],
          ]}
        />
      </Part>
      <Part title="Категории детей">
        <FundedCategories program={program} />
      </Part>
      <Part title="Предельные суммы по направленностям">
        <Caps program={program} />
      </Part>
      {program.status === 'IN_FORCE' && <Replenishment period={program.period.id} />}
    </Page>
  )
}

/** A clerk writes a draft and submits it; the head decides in the queue of tasks. */
function Acts({ program }: { program: OneProgram }) {
  const { id, status, version } = program
  const isClerk = useHolds('MUNICIPAL_CLERK')
  if (!isClerk || (status !== 'DRAFT' && status !== 'RETURNED')) return null
  return (
    <>
      <ActButton name="saveFundingProgram" label="Изменить" on={id} version={version} given={{ card: program }} />
      {status === 'DRAFT' && <ActButton name="submitFundingProgram" label="Отправить на утверждение" on={id} version={version} />}
    </>
  )
}
