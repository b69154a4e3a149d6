import { CertificateMoveStatus } from '../generated/enums'
import { CertificateMoves } from '../generated/operations'
import type { CertificateMovesQuery } from '../generated/types'
import { ChoiceField } from '../parts/ChoiceField'
import type { Column } from '../parts/DataTable'
import { FilterBar } from '../parts/FilterBar'
import { Go } from '../parts/Go'
import { Listing } from '../parts/Listing'
import { StatusBadge } from '../parts/StatusBadge'
import { dayText } from '../text/format'
import { asMoves, type Filters } from './filters'

type Row = CertificateMovesQuery['certificateMoves']['edges'][number]['node']

const COLUMNS: Column<Row>[] = [
  {
    header: 'Сертификат',
    cell: ({ certificate }) =>
      certificate ? (
        <Go to="/certificates/$id" params={{ id: certificate.id }}>
          {certificate.number}
        </Go>
      ) : (
        'не виден'
      ),
  },
  { header: 'Ребёнок', cell: (row) => row.initials },
  { header: 'Откуда', cell: (row) => row.leaves.name },
  { header: 'Куда', cell: (row) => row.enters.name },
  { header: 'Запрошен', cell: (row) => dayText(row.requestedOn) },
  { header: 'Состояние', cell: (row) => <StatusBadge status={row.status} label={row.statusLabel} /> },
  { header: 'Причина', cell: (row) => row.reason || '—' },
]

/** Moves of certificates from one municipality to another; they are decided in the queue of tasks. */
export function Moves({ filters, narrow }: { filters: Filters; narrow: (more: Filters) => void }) {
  return (
    <>
      <FilterBar clear={filters.move && (() => narrow({ move: undefined }))}>
        <ChoiceField label="Состояние" words={CertificateMoveStatus} value={filters.move} onChange={(move) => narrow({ move })} />
      </FilterBar>
      <Listing
        operation={CertificateMoves}
        variables={asMoves(filters)}
        of={(data) => data.certificateMoves}
        caption="Переводы, новые сверху"
        columns={COLUMNS}
        minWidth={900}
        empty={{ title: 'Переводов нет', advice: 'Перевод запрашивает семья; решение о нём стоит в задачах.' }}
      />
    </>
  )
}
