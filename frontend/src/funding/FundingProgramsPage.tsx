import { getRouteApi } from '@tanstack/react-router'
import { FundingProgramStatus } from '../generated/enums'
import { FundingPrograms } from '../generated/operations'
import type { FundingProgramsQuery } from '../generated/types'
import { ChoiceField } from '../parts/ChoiceField'
import type { Column } from '../parts/DataTable'
import { ActButton } from '../decisions/ActButton'
import { FilterBar } from '../parts/FilterBar'
import { Go } from '../parts/Go'
import { Listing } from '../parts/Listing'
import { MunicipalityField } from '../parts/MunicipalityField'
import { useMunicipalities } from '../parts/municipalities'
import { Page } from '../parts/Page'
import { useHolds } from '../parts/roles'
import { StatusBadge } from '../parts/StatusBadge'
import { asPrograms, type ProgramFilters } from './filters'

const route = getRouteApi('/funding-programs')

type Row = FundingProgramsQuery['fundingPrograms']['edges'][number]['node']

const COLUMNS: Column<Row>[] = [
  {
    header: 'Программа',
    cell: (row) => (
      <Go to="/funding-programs/$id" params={{ id: row.id }}>
        {row.municipality.name}, {row.period.title}
      </Go>
    ),
  },
  { header: 'Редакция', cell: (row) => row.number, isNumber: true },
  { header: 'Объём средств', cell: (row) => row.totalText, isNumber: true },
  { header: 'Состояние', cell: (row) => <StatusBadge status={row.status} label={row.statusLabel} /> },
]

/** Funding programs of the municipalities; a clerk begins one of the own. */
export function FundingProgramsPage() {
  const filters = route.useSearch()
  const navigate = route.useNavigate()
  const isClerk = useHolds('MUNICIPAL_CLERK')
  const { own } = useMunicipalities()
  const narrow = (more: ProgramFilters) => void navigate({ search: (before) => ({ ...before, ...more }) })
  const isNarrow = Boolean(filters.municipality || filters.status)
  return (
    <Page
      title="Программы финансирования"
      actions={isClerk && own && <ActButton name="draftFundingProgram" label="Новая программа" on={own.id} opens="/funding-programs/$id" />}
    >
      <FilterBar clear={isNarrow ? () => narrow({ municipality: undefined, status: undefined }) : undefined}>
        <MunicipalityField value={filters.municipality} onChange={(municipality) => narrow({ municipality })} />
        <ChoiceField label="Состояние" words={FundingProgramStatus} value={filters.status} onChange={(status) => narrow({ status })} />
      </FilterBar>
      <Listing
        operation={FundingPrograms}
        variables={asPrograms(filters)}
        of={(data) => data.fundingPrograms}
        caption="Программы, новые сверху"
        columns={COLUMNS}
        empty={{
          title: 'Программ не нашлось',
          advice: isNarrow ? 'Сбросьте отбор, чтобы увидеть все.' : 'Программу начинает специалист муниципалитета.',
        }}
      />
    </Page>
  )
}
