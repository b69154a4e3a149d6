import { Text } from '@mantine/core'
import { getRouteApi } from '@tanstack/react-router'
import { useAsked } from '../api/hooks'
import { IssueProblems, IssueRun } from '../generated/operations'
import type { IssueProblemsQuery } from '../generated/types'
import type { Column } from '../parts/DataTable'
import { ActButton } from '../decisions/ActButton'
import { Go } from '../parts/Go'
import { Listing } from '../parts/Listing'
import { Missing, Page } from '../parts/Page'
import { Part } from '../parts/Part'
import { useHolds } from '../parts/roles'
import { RunProgress } from '../parts/RunProgress'
import { Failed, Waiting } from '../parts/States'
import { StatusBadge } from '../parts/StatusBadge'
import { count, momentText } from '../text/format'

const route = getRouteApi('/imports/issue/$id')

type Row = IssueProblemsQuery['issueProblems']['edges'][number]['node']

const COLUMNS: Column<Row>[] = [
  {
    header: 'Заявление',
    cell: ({ certificate }) =>
      certificate ? (
        <Go to="/certificates/$id" params={{ id: certificate.id }}>
          {certificate.child?.initials ?? 'Открыть'}
        </Go>
      ) : (
        'не видно'
      ),
  },
  { header: 'Почему не выдан', cell: (row) => row.message },
]

/** One bulk issue: how far it is, and which applications wait for a person. */
export function IssueRunPage() {
  const { id } = route.useParams()
  const isClerk = useHolds('MUNICIPAL_CLERK')
  const asked = useAsked(IssueRun, { id }, { refetchWhile: (data) => data.issueRun?.status === 'RUNNING' })
  if (asked.isLoadingError) return <Failed problem={asked.error} again={() => void asked.refetch()} />
  if (asked.isPending) return <Waiting />
  const run = asked.data.issueRun
  if (!run) return <Missing title="Такой выдачи нет">Или она вам не видна. Вернитесь к списку выдач.</Missing>
  const isRunning = run.status === 'RUNNING'
  return (
    <Page
      title={`Выдача от ${momentText(run.startedAt)}`}
      actions={isClerk && isRunning && <ActButton name="cancelIssueRun" label="Остановить" on={id} />}
    >
      <div role="status">
        <StatusBadge status={run.status} label={run.statusLabel} />
        <RunProgress label="Обработано заявлений" done={run.issued + run.refused} total={run.total} />
        <Text size="sm">
          {run.municipality.name}. Выдано: {count(run.issued, 'сертификат', 'сертификата', 'сертификатов')}; ждут человека:{' '}
          {count(run.refused, 'заявление', 'заявления', 'заявлений')}.
        </Text>
      </div>
      <Part title="Что не выдано">
        <Listing
          operation={IssueProblems}
          variables={{ run: id, first: 100 }}
          of={(data) => data.issueProblems}
          refetchWhile={() => isRunning}
          caption="Заявления, которые ждут человека"
          columns={COLUMNS}
          empty={{ title: 'Препятствий не было', advice: 'Все заявления, до которых дошла очередь, выданы.' }}
        />
      </Part>
    </Page>
  )
}
