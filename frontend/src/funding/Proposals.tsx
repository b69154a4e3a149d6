import { ParametersStatus } from '../generated/enums'
import { ParameterProposals } from '../generated/operations'
import type { ParameterProposalsQuery } from '../generated/types'
import { ChoiceField } from '../parts/ChoiceField'
import type { Column } from '../parts/DataTable'
import { FilterBar } from '../parts/FilterBar'
import { Go } from '../parts/Go'
import { Listing } from '../parts/Listing'
import { StatusBadge } from '../parts/StatusBadge'
import { dayText } from '../text/format'
import { asProposals, type ParameterFilters } from './filters'

type Row = ParameterProposalsQuery['parameterProposals']['edges'][number]['node']

const COLUMNS: Column<Row>[] = [
  {
    header: 'Предложение',
    cell: (row) => (
      <Go to="/parameters/$id" params={{ id: row.id }}>
        {row.municipality.name}, с {dayText(row.validFrom)}
      </Go>
    ),
  },
  { header: 'Состояние', cell: (row) => <StatusBadge status={row.status} label={row.statusLabel} /> },
]

export function Proposals({ filters, narrow }: { filters: ParameterFilters; narrow: (more: ParameterFilters) => void }) {
  return (
    <>
      <FilterBar>
        <ChoiceField label="Состояние" words={ParametersStatus} value={filters.status} onChange={(status) => narrow({ status })} />
      </FilterBar>
      <Listing
        operation={ParameterProposals}
        variables={asProposals(filters)}
        of={(data) => data.parameterProposals}
        caption="Предложения, новые сверху"
        columns={COLUMNS}
        minWidth={480}
        empty={{ title: 'Предложений нет', advice: 'Новые параметры предлагает специалист муниципалитета.' }}
      />
    </>
  )
}
