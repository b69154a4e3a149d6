import { Checkbox, NativeSelect, Text } from '@mantine/core'
import { getRouteApi } from '@tanstack/react-router'
import { RoadmapStatus } from '../generated/enums'
import { RoadmapDuties } from '../generated/operations'
import type { RoadmapDutiesQuery } from '../generated/types'
import { ChoiceField } from '../parts/ChoiceField'
import type { Column } from '../parts/DataTable'
import { FilterBar } from '../parts/FilterBar'
import { Go } from '../parts/Go'
import { Listing } from '../parts/Listing'
import { MunicipalityField } from '../parts/MunicipalityField'
import { useMunicipalities } from '../parts/municipalities'
import { StatusBadge } from '../parts/StatusBadge'
import { dayText, shortened } from '../text/format'
import { delayText, standingOf } from './delay'
import { asDuties, type RoadmapFilters } from './filters'
import type { Report } from './RoadmapPage'

const route = getRouteApi('/roadmap')
const TITLE = 120 // characters of a measure in a row; its page has all of them

type Duty = RoadmapDutiesQuery['roadmapDuties']['edges'][number]['node']

const COLUMNS: Column<Duty>[] = [
  {
    header: 'Мероприятие',
    cell: ({ id, item }) => (
      <Go to="/roadmap/$id" params={{ id }} search={{}}>
        {item.number}. {shortened(item.title, TITLE)}
      </Go>
    ),
  },
  { header: 'Ответственный', cell: ({ bodyName }) => bodyName },
  { header: 'Срок', cell: ({ item }) => dayText(item.endsOn), isWhole: true },
  {
    header: 'Состояние',
    cell: (duty) => (
      <>
        <StatusBadge {...standingOf(duty)} />
        {duty.doneOn && <Text size="xs">{dayText(duty.doneOn)}</Text>}
      </>
    ),
  },
  { header: 'Отставание', cell: delayText },
  { header: 'Подтверждение', cell: ({ evidence, note }) => evidence?.name || note || (note === null ? 'не видно вам' : 'нет') },
]

/** Every body's part in every measure, narrowed by what the address says. */
export function Duties({ report }: { report: Report }) {
  const filters = route.useSearch()
  const navigate = route.useNavigate()
  const narrow = (part: RoadmapFilters) => void navigate({ search: { ...filters, ...part } })
  const { municipality, body, item, status, late } = filters
  const narrowed = useNarrowed(filters, report)
  const isNarrow = [municipality, body, item, status, late].some((each) => each !== undefined)
  return (
    <>
      <FilterBar clear={isNarrow ? () => void navigate({ search: { view: 'duties' } }) : undefined}>
        <MunicipalityField value={municipality} onChange={(next) => narrow({ municipality: next, body: undefined })} />
        <NativeSelect
          label="Ответственный"
          value={body ?? ''}
          data={[{ value: '', label: 'Все' }, ...report.roadmapBodies.map(({ code, name }) => ({ value: code, label: name }))]}
          onChange={(event) => narrow({ body: event.currentTarget.value || undefined, municipality: undefined })}
        />
        <NativeSelect
          label="Мероприятие"
          maw={320}
          value={item ?? ''}
          data={[
            { value: '', label: 'Все' },
            ...report.roadmap.edges.map(({ node }) => ({ value: node.number, label: `${node.number}. ${shortened(node.title, 70)}` })),
          ]}
          onChange={(event) => narrow({ item: event.currentTarget.value || undefined })}
        />
        <ChoiceField label="Состояние" words={RoadmapStatus} value={status} onChange={(next) => narrow({ status: next })} />
        <Checkbox
          label="Только просроченные"
          checked={late ?? false}
          onChange={(event) => narrow({ late: event.currentTarget.checked || undefined })}
          pt={8}
        />
      </FilterBar>
      <Listing
        operation={RoadmapDuties}
        variables={asDuties(filters)}
        of={(data) => data.roadmapDuties}
        caption={`Пункты дорожной карты по порядку мероприятий${narrowed}`}
        columns={COLUMNS}
        minWidth={1000}
        empty={{ title: 'Таких пунктов нет', advice: 'Измените отбор или сбросьте его.' }}
      />
    </>
  )
}

/** What the list is narrowed to, in words: paper has no fields. */
function useNarrowed({ municipality, body, item, status, late }: RoadmapFilters, report: Report): string {
  const { all } = useMunicipalities()
  const parts = [
    municipality && all.find(({ id }) => id === municipality)?.name,
    body && report.roadmapBodies.find(({ code }) => code === body)?.name,
    item && `мероприятие ${item}`,
    status && `состояние «${RoadmapStatus[status]}»`,
    late && 'только просроченные',
  ].filter(Boolean)
  return parts.length > 0 ? `: ${parts.join(', ')}` : ''
}
