import { getRouteApi } from '@tanstack/react-router'
import { BudgetRegister, DossierStatus } from '../generated/enums'
import { Dossiers } from '../generated/operations'
import type { DossiersQuery } from '../generated/types'
import { ChoiceField } from '../parts/ChoiceField'
import type { Column } from '../parts/DataTable'
import { FilterBar } from '../parts/FilterBar'
import { Go } from '../parts/Go'
import { Listing } from '../parts/Listing'
import { Page } from '../parts/Page'
import { StatusBadge } from '../parts/StatusBadge'
import { dayText } from '../text/format'
import { asDossiers } from './filters'

const route = getRouteApi('/dossiers')

type Row = DossiersQuery['dossiers']['edges'][number]['node']

const COLUMNS: Column<Row>[] = [
  {
    header: 'Программа',
    cell: (row) => (
      <Go to="/dossiers/$id" params={{ id: row.id }}>
        {row.edition?.name ?? 'Программа вам не видна'}
      </Go>
    ),
  },
  { header: 'Реестр', cell: (row) => row.registerLabel },
  { header: 'Мест', cell: (row) => row.places, isNumber: true },
  { header: 'Муниципалитет', cell: (row) => row.municipality.name },
  { header: 'Состояние', cell: (row) => <StatusBadge status={row.status} label={row.statusLabel} /> },
  { header: 'Подано', cell: (row) => dayText(row.submittedOn) },
]

/** Dossiers of programs for the budget registers. */
export function DossiersPage() {
  const filters = route.useSearch()
  const navigate = route.useNavigate()
  const narrow = (part: Partial<typeof filters>) => void navigate({ search: { ...filters, ...part } })
  const isNarrow = Boolean(filters.status ?? filters.register)
  return (
    <Page title="Досье программ">
      <FilterBar clear={isNarrow ? () => void navigate({ search: {} }) : undefined}>
        <ChoiceField label="Состояние" words={DossierStatus} value={filters.status} onChange={(status) => narrow({ status })} />
        <ChoiceField label="Реестр" words={BudgetRegister} value={filters.register} onChange={(register) => narrow({ register })} />
      </FilterBar>
      <Listing
        operation={Dossiers}
        variables={asDossiers(filters)}
        of={(data) => data.dossiers}
        caption="Заявки организаций в муниципальные реестры, новые сверху"
        columns={COLUMNS}
        minWidth={900}
        empty={{
          title: 'Досье не нашлось',
          advice: isNarrow ? 'Сбросьте отбор, чтобы увидеть все.' : 'Здесь появятся заявки, которые организации подадут в комиссию.',
        }}
      />
    </Page>
  )
}
