import { Group, Text } from '@mantine/core'
import { getRouteApi } from '@tanstack/react-router'
import { useAsked } from '../api/hooks'
import { MunicipalAssignment } from '../generated/operations'
import type { MunicipalAssignmentQuery } from '../generated/types'
import { DataTable } from '../parts/DataTable'
import { Facts } from '../parts/Facts'
import { Missing, Page } from '../parts/Page'
import { Part } from '../parts/Part'
import { Failed, Waiting } from '../parts/States'
import { StatusBadge } from '../parts/StatusBadge'
import { dayText, numberText } from '../text/format'
import { CaseHistory } from './CaseHistory'
import { SubjectActs } from './SubjectActs'

const route = getRouteApi('/assignments/$id')

type Line = NonNullable<MunicipalAssignmentQuery['municipalAssignment']>['lines'][number]

/** One municipal assignment: programs, places, hours, and the minutes on which each line rests. */
export function AssignmentPage() {
  const { id } = route.useParams()
  const asked = useAsked(MunicipalAssignment, { id })
  if (asked.isLoadingError) return <Failed problem={asked.error} again={() => void asked.refetch()} />
  if (asked.isPending) return <Waiting />
  const found = asked.data.municipalAssignment
  if (!found) return <Missing title="Такого задания нет">Или оно вам не видно. Вернитесь к списку заданий.</Missing>
  return (
    <Page title={`Муниципальное задание: ${found.provider?.shortName ?? 'организация'}`}>
      <Group gap="sm">
        <StatusBadge status={found.status} label={found.statusLabel} />
        <Text size="sm">Редакция {found.number}</Text>
      </Group>
      <SubjectActs subject={id} />
      <Part title="Задание">
        <Facts
          facts={[
            ['Учредитель', found.municipality.name],
            ['Период', `${dayText(found.startsOn)} – ${dayText(found.endsOn)}`],
            ['Мест всего', numberText(found.totalPlaces)],
            ['Человеко-часов', numberText(found.pupilHours)],
            ['Утверждено', found.act && `актом № ${found.act.number} от ${dayText(found.act.adoptedOn)}`],
          ]}
        />
        <DataTable
          caption="Программы задания"
          minWidth={760}
          rows={found.lines}
          keyOf={(line) => line.entry.id}
          columns={[
            { header: 'Программа', cell: ({ entry }: Line) => entry.edition?.name ?? '—' },
            { header: 'Реестр', cell: ({ entry }: Line) => `${entry.kindLabel}, № ${entry.number}` },
            { header: 'Действует', cell: ({ entry }: Line) => `${dayText(entry.includedOn)} – ${dayText(entry.validUntil)}` },
            { header: 'Мест', cell: ({ places }: Line) => numberText(places), isNumber: true },
            { header: 'Часов на одного', cell: ({ hours }: Line) => numberText(hours), isNumber: true },
            { header: 'Основание', cell: (line: Line) => `протокол № ${line.minutesNumber} от ${dayText(line.minutesOf)}` },
          ]}
        />
      </Part>
      <CaseHistory subject={id} />
    </Page>
  )
}
