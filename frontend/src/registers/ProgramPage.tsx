import { Group, Text } from '@mantine/core'
import { getRouteApi } from '@tanstack/react-router'
import { useAsked } from '../api/hooks'
import { ProgramEdition } from '../generated/operations'
import type { ProgramEditionQuery } from '../generated/types'
import { ActButton } from '../decisions/ActButton'
import { Missing, Page } from '../parts/Page'
import { useHolds } from '../parts/roles'
import { Failed, Waiting } from '../parts/States'
import { StatusBadge } from '../parts/StatusBadge'
import { ProgramParts } from '../program/ProgramParts'
import { count, dayText } from '../text/format'

const route = getRouteApi('/programs/$id')

export type Edition = NonNullable<ProgramEditionQuery['programEdition']>

/** One edition of a program: what it says, where it is taught, what its modules cost. */
export function ProgramPage() {
  const { id } = route.useParams()
  const asked = useAsked(ProgramEdition, { id })
  const isHead = useHolds('OPERATOR_HEAD')
  if (asked.isLoadingError) return <Failed problem={asked.error} again={() => void asked.refetch()} />
  if (asked.isPending) return <Waiting />
  const edition = asked.data.programEdition
  if (!edition) return <Missing title="Такой программы нет">Или она вам не видна. Вернитесь к списку программ.</Missing>
  return (
    <Page
      title={edition.name}
      actions={
        isHead &&
        edition.status === 'CERTIFIED' && (
          <ActButton name="revokeProgram" label="Исключить из реестра" whom={`«${edition.name}»`} on={edition.id} version={edition.version} />
        )
      }
    >
      <Group gap="sm">
        <StatusBadge status={edition.status} label={edition.statusLabel} />
        <Text size="sm">Редакция {edition.number}</Text>
      </Group>
      <ProgramParts
        card={edition}
        more={[
          ['Подана', edition.submittedOn && dayText(edition.submittedOn)],
          ['Возвращалась на исправление', edition.returns > 0 && count(edition.returns, 'раз', 'раза', 'раз')],
        ]}
      />
    </Page>
  )
}
