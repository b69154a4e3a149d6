import { Group, Text } from '@mantine/core'
import { IssueRuns } from '../generated/operations'
import type { IssueRunsQuery } from '../generated/types'
import type { Column } from '../parts/DataTable'
import { ActButton } from '../decisions/ActButton'
import { Go } from '../parts/Go'
import { Listing } from '../parts/Listing'
import { useMunicipalities } from '../parts/municipalities'
import { Part } from '../parts/Part'
import { useHolds } from '../parts/roles'
import { RunProgress } from '../parts/RunProgress'
import { StatusBadge } from '../parts/StatusBadge'
import { momentText, numberText } from '../text/format'
import { asRuns } from './filters'

type Row = IssueRunsQuery['issueRuns']['edges'][number]['node']

const COLUMNS: Column<Row>[] = [
  {
    header: 'Выдача',
    cell: (row) => (
      <Go to="/imports/issue/$id" params={{ id: row.id }}>
        {momentText(row.startedAt)}
      </Go>
    ),
  },
  { header: 'Муниципалитет', cell: (row) => row.municipality.name },
  { header: 'Состояние', cell: (row) => <StatusBadge status={row.status} label={row.statusLabel} /> },
  { header: 'Обработано', cell: (row) => <RunProgress label="Обработано заявлений" done={row.issued + row.refused} total={row.total} /> },
  { header: 'Выдано', cell: (row) => numberText(row.issued), isNumber: true },
  { header: 'Ждут человека', cell: (row) => numberText(row.refused), isNumber: true },
]

/** All applications that nothing speaks against become certificates at once. */
export function IssueRunsPart() {
  const { own } = useMunicipalities()
  const isClerk = useHolds('MUNICIPAL_CLERK')
  return (
    <>
      {isClerk && own && (
        <Part title={`Выдать сертификаты: ${own.name}`}>
          <Text size="sm">
            Сертификаты получат все заявления, против которых ничего нет. Остальные останутся в задачах, и отчёт скажет почему.
          </Text>
          <Group>
            <ActButton name="startIssueRun" label="Выдать все сразу" on={own.id} />
          </Group>
        </Part>
      )}
      <Listing
        operation={IssueRuns}
        variables={asRuns}
        of={(data) => data.issueRuns}
        refetchWhile={(data) => data.issueRuns.edges.some(({ node }) => node.status === 'RUNNING')}
        caption="Выдачи, новые сверху"
        columns={COLUMNS}
        minWidth={800}
        empty={{ title: 'Массовых выдач ещё не было', advice: 'Заявления можно решать и по одному, в задачах.' }}
      />
    </>
  )
}
