import { Alert, SegmentedControl, Text } from '@mantine/core'
import { getRouteApi } from '@tanstack/react-router'
import { useAsked } from '../api/hooks'
import { Import } from '../generated/operations'
import { ActButton } from '../decisions/ActButton'
import { Facts } from '../parts/Facts'
import { Missing, Page } from '../parts/Page'
import { Part } from '../parts/Part'
import { useHolds } from '../parts/roles'
import { RunProgress } from '../parts/RunProgress'
import { Failed, Waiting } from '../parts/States'
import { StatusBadge } from '../parts/StatusBadge'
import { count, momentText } from '../text/format'
import { asRows } from './filters'
import { ImportRowList } from './ImportRowList'

const route = getRouteApi('/imports/$id')

/** One file: how far it is, and what became of each row. */
export function ImportPage() {
  const { id } = route.useParams()
  const { rows } = route.useSearch()
  const navigate = route.useNavigate()
  const isClerk = useHolds('MUNICIPAL_CLERK')
  const asked = useAsked(Import, { id }, { refetchWhile: (data) => data.import?.status === 'RUNNING' })
  if (asked.isLoadingError) return <Failed problem={asked.error} again={() => void asked.refetch()} />
  if (asked.isPending) return <Waiting />
  const run = asked.data.import
  if (!run) return <Missing title="Такой загрузки нет">Или она вам не видна. Вернитесь к списку загрузок.</Missing>
  const isRunning = run.status === 'RUNNING'
  return (
    <Page
      title={`${run.isDry ? 'Проверка' : 'Загрузка'} файла${run.file ? ` «${run.file.name}»` : ''}`}
      actions={isClerk && isRunning && <ActButton name="cancelImport" label="Остановить" on={id} />}
    >
      <div role="status">
        <StatusBadge status={run.status} label={run.statusLabel} />
        <RunProgress label="Обработано строк" done={run.done + run.refused} total={run.total} />
        <Text size="sm">
          Принято: {count(run.done, 'строка', 'строки', 'строк')}; с ошибками: {count(run.refused, 'строка', 'строки', 'строк')}
          {run.waiting > 0 && `; ждут: ${count(run.waiting, 'строка', 'строки', 'строк')}`}
          {!run.isRead && isRunning && '; файл ещё читается'}.
        </Text>
      </div>
      {run.problem && (
        <Alert color="red" title="Файл обработан не до конца">
          {run.problem}
        </Alert>
      )}
      <Part title="О загрузке">
        <Facts
          facts={[
            ['Муниципалитет', run.municipality.name],
            ['Начата', momentText(run.startedAt)],
            ['Закончена', run.finishedAt && momentText(run.finishedAt)],
            ['Что делает', run.isDry ? 'Только проверяет: заявления не создаются' : 'Создаёт заявления по строкам без ошибок'],
          ]}
        />
      </Part>
      <Part title="Строки файла">
        <SegmentedControl
          aria-label="Какие строки показать"
          value={rows ?? 'errors'}
          data={[
            { value: 'errors', label: 'Только ошибки' },
            { value: 'all', label: 'Все строки' },
          ]}
          onChange={(chosen) => void navigate({ search: { rows: chosen === 'all' ? 'all' : undefined } })}
        />
        <ImportRowList variables={asRows(id, { rows })} onlyErrors={rows !== 'all'} isRunning={isRunning} />
      </Part>
    </Page>
  )
}
