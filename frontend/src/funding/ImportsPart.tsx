import { Imports } from '../generated/operations'
import type { ImportsQuery } from '../generated/types'
import type { Column } from '../parts/DataTable'
import { Go } from '../parts/Go'
import { Listing } from '../parts/Listing'
import { useMunicipalities } from '../parts/municipalities'
import { useHolds } from '../parts/roles'
import { RunProgress } from '../parts/RunProgress'
import { StatusBadge } from '../parts/StatusBadge'
import { momentText, numberText } from '../text/format'
import { ImportForm } from './ImportForm'
import { asRuns } from './filters'

type Row = ImportsQuery['imports']['edges'][number]['node']

const COLUMNS: Column<Row>[] = [
  {
    header: 'Файл',
    cell: (row) => (
      <Go to="/imports/$id" params={{ id: row.id }}>
        {row.file?.name ?? `Файл от ${momentText(row.startedAt)}`}
      </Go>
    ),
  },
  { header: 'Что делали', cell: (row) => (row.isDry ? 'Проверка' : 'Загрузка') },
  { header: 'Начато', cell: (row) => momentText(row.startedAt) },
  { header: 'Состояние', cell: (row) => <StatusBadge status={row.status} label={row.statusLabel} /> },
  { header: 'Обработано', cell: (row) => <RunProgress label="Обработано строк" done={row.done + row.refused} total={row.total} /> },
  { header: 'С ошибками', cell: (row) => numberText(row.refused), isNumber: true },
]

/** Files with applications: a new one, and those before. */
export function ImportsPart() {
  const { own } = useMunicipalities()
  const isClerk = useHolds('MUNICIPAL_CLERK')
  return (
    <>
      {isClerk && own && <ImportForm municipality={own} />}
      <Listing
        operation={Imports}
        variables={asRuns}
        of={(data) => data.imports}
        refetchWhile={(data) => data.imports.edges.some(({ node }) => node.status === 'RUNNING')}
        caption="Загрузки, новые сверху"
        columns={COLUMNS}
        minWidth={900}
        empty={{
          title: 'Файлов ещё не загружали',
          advice: isClerk
            ? 'Выберите файл выше; первый стоит сначала только проверить.'
            : 'Файлы загружают специалисты муниципалитетов; здесь видно, что они загрузили.',
        }}
      />
    </>
  )
}
