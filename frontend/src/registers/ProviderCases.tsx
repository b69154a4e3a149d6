import { Anchor } from '@mantine/core'
import { Cases } from '../generated/operations'
import type { CasesQuery } from '../generated/types'
import type { Column } from '../parts/DataTable'
import { Listing } from '../parts/Listing'
import { Part } from '../parts/Part'
import { dayText } from '../text/format'
import { ofProvider } from './filters'

type Row = CasesQuery['cases']['edges'][number]['node']

const COLUMNS: Column<Row>[] = [
  {
    header: 'Дело',
    cell: (row) => (
      <Anchor href={`/cases/${row.id}`} inherit underline="always">
        {row.processTitle}
      </Anchor>
    ),
  },
  { header: 'Открыто', cell: (row) => dayText(row.created) },
  { header: 'Срок', cell: (row) => dayText(row.dueOn) },
  { header: 'Состояние', cell: (row) => row.statusLabel },
]

/** Cases about the provider itself. */
export function ProviderCases({ id }: { id: string }) {
  return (
    <Part title="Дела">
      <Listing
        operation={Cases}
        variables={ofProvider(id)}
        of={(data) => data.cases}
        caption="Дела этого поставщика, новые сверху"
        columns={COLUMNS}
        empty={{ title: 'Дел, которые вам видны, нет' }}
      />
    </Part>
  )
}
