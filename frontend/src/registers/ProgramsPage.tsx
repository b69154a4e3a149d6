import { getRouteApi } from '@tanstack/react-router'
import { EditionStatus } from '../generated/enums'
import { ProgramEditions } from '../generated/operations'
import type { ProgramEditionsQuery } from '../generated/types'
import { ChoiceField } from '../parts/ChoiceField'
import type { Column } from '../parts/DataTable'
import { FilterBar } from '../parts/FilterBar'
import { Go } from '../parts/Go'
import { Listing } from '../parts/Listing'
import { Page } from '../parts/Page'
import { StatusBadge } from '../parts/StatusBadge'
import { WordsField } from '../parts/WordsField'
import { dayText } from '../text/format'
import { asEditions, type EditionFilters } from './filters'

const route = getRouteApi('/programs')

export type EditionRow = ProgramEditionsQuery['programEditions']['edges'][number]['node']

export const EDITION_COLUMNS: Column<EditionRow>[] = [
  {
    header: 'Программа',
    cell: (row) => (
      <Go to="/programs/$id" params={{ id: row.id }}>
        {row.name}
      </Go>
    ),
  },
  { header: 'Редакция', cell: (row) => row.number, isNumber: true },
  { header: 'Поставщик', cell: (row) => row.program.provider?.shortName ?? '—' },
  { header: 'Направленность', cell: (row) => row.directionLabel },
  { header: 'Состояние', cell: (row) => <StatusBadge status={row.status} label={row.statusLabel} /> },
  { header: 'Подана', cell: (row) => dayText(row.submittedOn) },
]

/** Editions of programs whose way one may follow. */
export function ProgramsPage() {
  const filters = route.useSearch()
  const navigate = route.useNavigate()
  const narrow = (more: EditionFilters) => void navigate({ search: (before) => ({ ...before, ...more }), replace: 'text' in more })
  const isNarrow = Boolean(filters.status || filters.text)
  return (
    <Page title="Программы">
      <FilterBar clear={isNarrow ? () => narrow({ status: undefined, text: undefined }) : undefined}>
        <WordsField label="Название" placeholder="Слово из названия" value={filters.text} onChange={(text) => narrow({ text })} />
        <ChoiceField label="Состояние" words={EditionStatus} value={filters.status} onChange={(status) => narrow({ status })} />
      </FilterBar>
      <Listing
        operation={ProgramEditions}
        variables={asEditions(filters)}
        of={(data) => data.programEditions}
        caption="Редакции программ, новые сверху"
        columns={EDITION_COLUMNS}
        minWidth={900}
        empty={{
          title: 'Программ не нашлось',
          advice: isNarrow ? 'Сбросьте отбор, чтобы увидеть все.' : 'Здесь появятся программы, которые подадут поставщики.',
        }}
      />
    </Page>
  )
}
