import { List } from '@mantine/core'
import { ImportRows } from '../generated/operations'
import type { ImportRowsQuery, ImportRowsQueryVariables } from '../generated/types'
import type { Column } from '../parts/DataTable'
import { Go } from '../parts/Go'
import { Listing } from '../parts/Listing'
import { StatusBadge } from '../parts/StatusBadge'

type Row = ImportRowsQuery['importRows']['edges'][number]['node']

const COLUMNS: Column<Row>[] = [
  { header: 'Строка', cell: (row) => row.number, isNumber: true },
  { header: 'Итог', cell: (row) => <StatusBadge status={row.status} label={row.statusLabel} /> },
  { header: 'Столбец и причина', cell: reasons },
  {
    header: 'Заявление',
    cell: ({ certificate }) =>
      certificate ? (
        <Go to="/certificates/$id" params={{ id: certificate.id }}>
          Открыть
        </Go>
      ) : (
        '—'
      ),
  },
]

interface Props {
  variables: ImportRowsQueryVariables
  onlyErrors: boolean
  isRunning: boolean
}

/** What became of each row: at fault is a column, or the row as a whole. */
export function ImportRowList({ variables, onlyErrors, isRunning }: Props) {
  return (
    <Listing
      operation={ImportRows}
      variables={variables}
      of={(data) => data.importRows}
      refetchWhile={() => isRunning}
      caption={onlyErrors ? 'Строки с ошибками' : 'Все строки'}
      columns={COLUMNS}
      minWidth={700}
      empty={
        onlyErrors
          ? { title: isRunning ? 'Ошибок пока нет' : 'Ошибок нет', advice: 'Все строки можно увидеть, выбрав «Все строки».' }
          : { title: 'Строк ещё нет', advice: isRunning ? 'Файл читается.' : 'Проверьте файл и загрузите его снова.' }
      }
    />
  )
}

function reasons({ refusals }: Row) {
  if (refusals.length === 0) return '—'
  return (
    <List size="sm">
      {refusals.map((each) => (
        <List.Item key={each.id}>
          <b>{each.column || 'Строка целиком'}:</b> {each.message} {each.remedy}
        </List.Item>
      ))}
    </List>
  )
}
