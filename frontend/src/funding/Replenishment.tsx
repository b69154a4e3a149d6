import { Alert, Group, Stack, Text } from '@mantine/core'
import { useAsked } from '../api/hooks'
import { ReplenishmentPreview, Replenishments } from '../generated/operations'
import type { ReplenishmentPreviewQuery, ReplenishmentsQuery } from '../generated/types'
import { DataTable, type Column } from '../parts/DataTable'
import { ActButton } from '../decisions/ActButton'
import { Part } from '../parts/Part'
import { useHolds } from '../parts/roles'
import { RunProgress } from '../parts/RunProgress'
import { Failed, Waiting } from '../parts/States'
import { StatusBadge } from '../parts/StatusBadge'
import { moneyText, momentText, numberText } from '../text/format'

type Forecast = NonNullable<ReplenishmentPreviewQuery['replenishmentPreview']>[number]
type Run = ReplenishmentsQuery['replenishments']['edges'][number]['node']

const FORECAST: Column<Forecast>[] = [
  { header: 'Категория', cell: (row) => row.categoryTitle },
  { header: 'Без средств периода', cell: (row) => numberText(row.funded), isNumber: true },
  { header: 'Станут взрослыми', cell: (row) => numberText(row.tooOld), isNumber: true },
  { header: 'Получат', cell: (row) => numberText(row.granted), isNumber: true },
  { header: 'Встанут в очередь', cell: (row) => numberText(row.queued), isNumber: true },
  { header: 'Сумма', cell: (row) => moneyText(row.sum), isNumber: true },
]

/** What giving the money of a period to all certificates would do, the way to begin it, and how far it has come. */
export function Replenishment({ period }: { period: string }) {
  const isHead = useHolds('MUNICIPAL_HEAD')
  const preview = useAsked(ReplenishmentPreview, { period })
  const runs = useAsked(Replenishments, { period, first: 10 }, { refetchWhile: (data) => runsOf(data).some(isRunning) })
  const found = runs.data ? runsOf(runs.data) : []
  const rows = preview.data?.replenishmentPreview ?? []
  return (
    <Part title="Пополнение сертификатов">
      {preview.isLoadingError && <Failed problem={preview.error} again={() => void preview.refetch()} />}
      {preview.isPending && <Waiting words="Считаем, что получится…" />}
      {preview.data && rows.length === 0 && <Text size="sm">Пополнять некого: у всех сертификатов средства этого периода есть.</Text>}
      {rows.length > 0 && (
        <>
          <Text size="sm">Вот что получится, если начать сейчас. До начала ничего не меняется.</Text>
          <DataTable caption="Прогноз пополнения" columns={FORECAST} rows={rows} keyOf={(row) => row.categoryTitle} minWidth={800} />
        </>
      )}
      {isHead && rows.length > 0 && !found.some(isRunning) && (
        <Group>
          <ActButton name="startReplenishment" label="Начать пополнение" on={period} />
        </Group>
      )}
      {runs.isLoadingError && <Failed problem={runs.error} again={() => void runs.refetch()} />}
      {found.map((run) => (
        <OneRun key={run.id} run={run} mayStop={isHead} />
      ))}
    </Part>
  )
}

function OneRun({ run, mayStop }: { run: Run; mayStop: boolean }) {
  return (
    <Alert color="blue" variant="outline" title={`Пополнение от ${momentText(run.startedAt)}`} role="status">
      <Stack gap="xs" align="flex-start">
        <StatusBadge status={run.status} label={run.statusLabel} />
        <RunProgress label="Ход пополнения" done={run.done} total={run.total} />
        <Text size="sm">
          Получили: {numberText(run.granted)} на {moneyText(run.sum)}; встали в очередь: {numberText(run.queued)}.
        </Text>
        {mayStop && isRunning(run) && <ActButton name="cancelReplenishment" label="Остановить" on={run.id} />}
      </Stack>
    </Alert>
  )
}

const runsOf = (data: ReplenishmentsQuery) => data.replenishments.edges.map((edge) => edge.node)
const isRunning = (run: Run) => run.status === 'RUNNING'
