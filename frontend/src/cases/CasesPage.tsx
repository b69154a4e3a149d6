import { NativeSelect, Text } from '@mantine/core'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { useAsked } from '../api/hooks'
import { Cases, Processes } from '../generated/operations'
import type { CasesQuery } from '../generated/types'
import { ChoiceField } from '../parts/ChoiceField'
import { FilterBar } from '../parts/FilterBar'
import { Go } from '../parts/Go'
import { Listing } from '../parts/Listing'
import { Page } from '../parts/Page'
import { WordsField } from '../parts/WordsField'
import { dayText } from '../text/format'
import { asVariables, ofCases, type CaseFilters } from './address'

const route = getRouteApi('/cases')
type Row = CasesQuery['cases']['edges'][number]['node']

const COLUMNS = [
  {
    header: 'Дело',
    cell: (row: Row) => (
      <Go to="/cases/$id" params={{ id: row.id }}>
        {row.subjectLine || row.edition?.name || row.provider?.shortName || row.processTitle}
      </Go>
    ),
  },
  { header: 'Процесс', cell: (row: Row) => row.processTitle },
  { header: 'Состояние', cell: (row: Row) => row.statusLabel },
  { header: 'Шаг', cell: (row: Row) => row.stepTitle || '—' },
  { header: 'У кого', cell: (row: Row) => <Text size="xs">{row.holderName || '—'}</Text> },
  { header: 'Начато', cell: (row: Row) => dayText(row.created) },
  { header: 'Срок', cell: (row: Row) => dayText(row.dueOn) },
  { header: 'Закрыто', cell: (row: Row) => dayText(row.finished) },
]

/** The cases that one may see, the newest first. */
export function CasesPage() {
  const filters = route.useSearch()
  const navigate = useNavigate()
  const put = (changed: CaseFilters) => void navigate({ to: '/cases', search: { ...filters, ...changed } })
  const asked = useAsked(Processes, {})
  const processes = asked.data?.processes ?? []
  const isNarrowed = Object.values(filters).some(Boolean)
  return (
    <Page title="Дела">
      <FilterBar clear={isNarrowed ? () => void navigate({ to: '/cases', search: {} }) : undefined}>
        <WordsField label="Дело" placeholder="Слово или номер" value={filters.text} onChange={(text) => put({ text })} />
        <NativeSelect
          label="Процесс"
          value={filters.process ?? ''}
          data={[{ value: '', label: 'Все' }, ...processes.map(({ name, title }) => ({ value: name, label: title }))]}
          onChange={(event) => put({ process: event.currentTarget.value || undefined })}
        />
        <ChoiceField
          label="Состояние"
          value={filters.standing}
          words={{ closed: 'Закрытые', all: 'Все' }}
          none="Открытые"
          onChange={(standing) => put({ standing })}
        />
      </FilterBar>
      {(filters.edition || filters.provider) && (
        <Text size="sm">Показаны дела только одной программы или одного поставщика.</Text>
      )}
      <Listing
        operation={Cases}
        variables={asVariables(filters)}
        of={ofCases}
        caption="Дела, которые вам видны, новые сверху"
        columns={COLUMNS}
        empty={{ title: 'Таких дел нет', advice: 'Измените условия. Новые дела появятся здесь, когда их начнут.' }}
        minWidth={1100}
      />
    </Page>
  )
}
