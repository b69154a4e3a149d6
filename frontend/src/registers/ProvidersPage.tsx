import { Tabs } from '@mantine/core'
import { getRouteApi } from '@tanstack/react-router'
import { ProviderStatus } from '../generated/enums'
import { Providers } from '../generated/operations'
import type { ProvidersQuery } from '../generated/types'
import { ChoiceField } from '../parts/ChoiceField'
import type { Column } from '../parts/DataTable'
import { FilterBar } from '../parts/FilterBar'
import { Go } from '../parts/Go'
import { Listing } from '../parts/Listing'
import { MunicipalityField } from '../parts/MunicipalityField'
import { Page } from '../parts/Page'
import { StatusBadge } from '../parts/StatusBadge'
import { dayText } from '../text/format'
import { asProviders, type ProviderFilters } from './filters'
import { ProviderRegisterList } from './ProviderRegisterList'

const route = getRouteApi('/providers')

/** Providers and their applications, and the register as it stood on a day. */
export function ProvidersPage() {
  const filters = route.useSearch()
  const navigate = route.useNavigate()
  return (
    <Page title="Поставщики">
      <Tabs
        value={filters.view ?? 'all'}
        keepMounted={false}
        onChange={(view) => void navigate({ search: view === 'register' ? { view } : {} })}
      >
        <Tabs.List mb="md">
          <Tabs.Tab value="all">Заявки и карточки</Tabs.Tab>
          <Tabs.Tab value="register">Реестр поставщиков</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="all">
          <ProviderList />
        </Tabs.Panel>
        <Tabs.Panel value="register">
          <ProviderRegisterList asOf={filters.asOf} onDay={(asOf) => void navigate({ search: { view: 'register', asOf } })} />
        </Tabs.Panel>
      </Tabs>
    </Page>
  )
}

type Row = ProvidersQuery['providers']['edges'][number]['node']

const COLUMNS: Column<Row>[] = [
  {
    header: 'Поставщик',
    cell: (row) => (
      <Go to="/providers/$id" params={{ id: row.id }}>
        {row.shortName}
      </Go>
    ),
  },
  { header: 'Вид', cell: (row) => row.kindLabel },
  { header: 'ИНН', cell: (row) => row.inn },
  { header: 'Муниципалитет', cell: (row) => row.municipality.name },
  { header: 'Состояние', cell: (row) => <StatusBadge status={row.status} label={row.statusLabel} /> },
  { header: 'Заявка подана', cell: (row) => dayText(row.submittedOn) },
  { header: 'Номер в реестре', cell: (row) => row.entry?.number ?? '—', isWhole: true },
]

function ProviderList() {
  const filters = route.useSearch()
  const navigate = route.useNavigate()
  const narrow = (more: ProviderFilters) => void navigate({ search: (before) => ({ ...before, ...more }) })
  const isNarrow = Boolean(filters.status || filters.municipality)
  return (
    <>
      <FilterBar clear={isNarrow ? () => narrow({ status: undefined, municipality: undefined }) : undefined}>
        <ChoiceField label="Состояние" words={ProviderStatus} value={filters.status} onChange={(status) => narrow({ status })} />
        <MunicipalityField value={filters.municipality} onChange={(municipality) => narrow({ municipality })} />
      </FilterBar>
      <Listing
        operation={Providers}
        variables={asProviders(filters)}
        of={(data) => data.providers}
        caption="Поставщики, новые сверху"
        columns={COLUMNS}
        minWidth={900}
        empty={{
          title: 'Поставщиков не нашлось',
          advice: isNarrow ? 'Сбросьте отбор, чтобы увидеть всех.' : 'Здесь появятся те, кто подаст заявку на включение в реестр.',
        }}
      />
    </>
  )
}
