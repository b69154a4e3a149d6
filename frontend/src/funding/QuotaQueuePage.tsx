import { getRouteApi } from '@tanstack/react-router'
import { QuotaQueue } from '../generated/operations'
import type { QuotaQueueQuery } from '../generated/types'
import { CategoryField } from '../parts/CategoryField'
import type { Column } from '../parts/DataTable'
import { ActButton } from '../decisions/ActButton'
import { FilterBar } from '../parts/FilterBar'
import { Go } from '../parts/Go'
import { Listing } from '../parts/Listing'
import { MunicipalityField } from '../parts/MunicipalityField'
import { Page } from '../parts/Page'
import { Part } from '../parts/Part'
import { useHolds } from '../parts/roles'
import { momentText } from '../text/format'
import { asQueue, type QueueFilters } from './filters'
import { QuotaList } from './QuotaList'

const route = getRouteApi('/quota-queue')

type Row = QuotaQueueQuery['quotaQueue']['edges'][number]['node']

const COLUMNS: Column<Row>[] = [
  { header: 'Место', cell: (row) => row.position ?? '—', isNumber: true },
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
  { header: 'Ребёнок', cell: (row) => row.certificate?.child?.initials ?? 'не виден' },
  { header: 'Категория', cell: (row) => row.category?.title ?? '—' },
  { header: 'В очереди с', cell: (row) => momentText(row.joinedAt) },
]

const REMOVE: Column<Row> = {
  header: 'Действия',
  cell: (row) => <ActButton name="removeFromQueue" label="Снять с очереди" whom={row.certificate?.number} on={row.id} />,
}

/** What is left of the money, and who waits for it at which place. */
export function QuotaQueuePage() {
  const filters = route.useSearch()
  const navigate = route.useNavigate()
  const isClerk = useHolds('MUNICIPAL_CLERK')
  const narrow = (more: QueueFilters) => void navigate({ search: (before) => ({ ...before, ...more }) })
  const isNarrow = Boolean(filters.municipality || filters.category)
  return (
    <Page title="Очередь на средства">
      <FilterBar clear={isNarrow ? () => narrow({ municipality: undefined, category: undefined }) : undefined}>
        <MunicipalityField value={filters.municipality} onChange={(municipality) => narrow({ municipality })} />
        <CategoryField value={filters.category} onChange={(category) => narrow({ category })} />
      </FilterBar>
      <Part title="Кто ждёт">
        <Listing
          operation={QuotaQueue}
          variables={asQueue(filters)}
          of={(data) => data.quotaQueue}
          caption="Очередь: кто раньше встал, тот раньше получит"
          columns={isClerk ? [...COLUMNS, REMOVE] : COLUMNS}
          minWidth={900}
          empty={{ title: 'В очереди никого нет', advice: 'Кому не хватит средств, встанет в неё сам.' }}
        />
      </Part>
      <Part title="Лимиты средств">
        <QuotaList filters={filters} />
      </Part>
    </Page>
  )
}
