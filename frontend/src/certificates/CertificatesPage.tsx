import { Tabs, Text } from '@mantine/core'
import { getRouteApi } from '@tanstack/react-router'
import { Certificates } from '../generated/operations'
import type { CertificatesQuery } from '../generated/types'
import type { Column } from '../parts/DataTable'
import { Go } from '../parts/Go'
import { Listing } from '../parts/Listing'
import { Page } from '../parts/Page'
import { StatusBadge } from '../parts/StatusBadge'
import { dayText } from '../text/format'
import { CertificateFilters } from './CertificateFilters'
import { asVariables, type Filters } from './filters'
import { Moves } from './Moves'

const route = getRouteApi('/certificates')

/** The register of certificates, and their moves between municipalities. */
export function CertificatesPage() {
  const filters = route.useSearch()
  const navigate = route.useNavigate()
  const narrow = (more: Filters) => void navigate({ search: (before) => ({ ...before, ...more }) })
  return (
    <Page title="Сертификаты">
      <Tabs
        value={filters.view ?? 'all'}
        keepMounted={false}
        onChange={(view) => void navigate({ search: view === 'moves' ? { view } : {} })}
      >
        <Tabs.List mb="md">
          <Tabs.Tab value="all">Реестр сертификатов</Tabs.Tab>
          <Tabs.Tab value="moves">Переводы между муниципалитетами</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="all">
          <CertificateFilters filters={filters} narrow={narrow} />
          <Listing
            operation={Certificates}
            variables={asVariables(filters)}
            of={(data) => data.certificates}
            caption="Сертификаты и заявления, новые сверху"
            columns={COLUMNS}
            minWidth={1000}
            empty={{
              title: 'Сертификатов не нашлось',
              advice: 'Сбросьте отбор. Номер вводят целиком; сертификаты других муниципалитетов здесь не видны.',
            }}
          />
        </Tabs.Panel>
        <Tabs.Panel value="moves">
          <Moves filters={filters} narrow={narrow} />
        </Tabs.Panel>
      </Tabs>
    </Page>
  )
}

type Row = CertificatesQuery['certificates']['edges'][number]['node']

const COLUMNS: Column<Row>[] = [
  {
    header: 'Номер',
    cell: (row) => (
      <Go to="/certificates/$id" params={{ id: row.id }}>
        {row.number || `Заявление от ${dayText(row.appliedOn)}`}
      </Go>
    ),
  },
  { header: 'Ребёнок', cell: (row) => row.child?.initials ?? 'не виден' },
  { header: 'Состояние', cell: (row) => <StatusBadge status={row.status} label={row.statusLabel} /> },
  {
    header: 'Вид и категория',
    cell: (row) => (
      <>
        {row.fundingStatusLabel}
        <Text size="xs" c="dimmed">
          {row.category?.title ?? '—'}
        </Text>
      </>
    ),
  },
  { header: 'Муниципалитет', cell: (row) => row.issuer.name },
  { header: 'Выдан', cell: (row) => dayText(row.issuedOn) },
  { header: 'Не действует с', cell: (row) => dayText(row.expiresOn) },
]
