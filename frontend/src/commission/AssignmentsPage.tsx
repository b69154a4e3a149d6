import { getRouteApi } from '@tanstack/react-router'
import { AssignmentStatus } from '../generated/enums'
import { MunicipalAssignments } from '../generated/operations'
import type { MunicipalAssignmentsQuery } from '../generated/types'
import { ChoiceField } from '../parts/ChoiceField'
import type { Column } from '../parts/DataTable'
import { FilterBar } from '../parts/FilterBar'
import { Go } from '../parts/Go'
import { Listing } from '../parts/Listing'
import { MunicipalityField } from '../parts/MunicipalityField'
import { Page } from '../parts/Page'
import { StatusBadge } from '../parts/StatusBadge'
import { dayText, numberText } from '../text/format'
import { asAssignments } from './filters'

const route = getRouteApi('/assignments')

type Row = MunicipalAssignmentsQuery['municipalAssignments']['edges'][number]['node']

const COLUMNS: Column<Row>[] = [
  {
    header: 'Организация',
    cell: (row) => (
      <Go to="/assignments/$id" params={{ id: row.id }}>
        {row.provider?.shortName ?? 'Организация вам не видна'}
      </Go>
    ),
  },
  { header: 'Муниципалитет', cell: (row) => row.municipality.name },
  { header: 'Период', cell: (row) => `${dayText(row.startsOn)} – ${dayText(row.endsOn)}` },
  { header: 'Редакция', cell: (row) => row.number, isNumber: true },
  { header: 'Мест', cell: (row) => numberText(row.totalPlaces), isNumber: true },
  { header: 'Человеко-часов', cell: (row) => numberText(row.pupilHours), isNumber: true },
  { header: 'Состояние', cell: (row) => <StatusBadge status={row.status} label={row.statusLabel} /> },
]

/** Municipal assignments: what the budget pays institutions for. */
export function AssignmentsPage() {
  const filters = route.useSearch()
  const navigate = route.useNavigate()
  const narrow = (part: Partial<typeof filters>) => void navigate({ search: { ...filters, ...part } })
  const isNarrow = Boolean(filters.status ?? filters.municipality)
  return (
    <Page title="Муниципальные задания">
      <FilterBar clear={isNarrow ? () => void navigate({ search: {} }) : undefined}>
        <ChoiceField label="Состояние" words={AssignmentStatus} value={filters.status} onChange={(status) => narrow({ status })} />
        <MunicipalityField value={filters.municipality} onChange={(municipality) => narrow({ municipality })} />
      </FilterBar>
      <Listing
        operation={MunicipalAssignments}
        variables={asAssignments(filters)}
        of={(data) => data.municipalAssignments}
        caption="Муниципальные задания, новые сверху"
        columns={COLUMNS}
        minWidth={960}
        empty={{
          title: 'Заданий не нашлось',
          advice: isNarrow ? 'Сбросьте отбор, чтобы увидеть все.' : 'Проект задания система составит, когда программу включат в реестр.',
        }}
      />
    </Page>
  )
}
