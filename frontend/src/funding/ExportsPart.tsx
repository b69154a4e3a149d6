import { Exports } from '../generated/operations'
import type { ExportsQuery } from '../generated/types'
import type { Column } from '../parts/DataTable'
import { FileLink } from '../parts/FileLink'
import { Listing } from '../parts/Listing'
import { useMunicipalities } from '../parts/municipalities'
import { useHolds } from '../parts/roles'
import { StatusBadge } from '../parts/StatusBadge'
import { momentText, numberText } from '../text/format'
import { ExportForm } from './ExportForm'
import { asRuns } from './filters'

type Row = ExportsQuery['exports']['edges'][number]['node']

const COLUMNS: Column<Row>[] = [
  { header: 'Реестр', cell: (row) => row.registerLabel },
  { header: 'Муниципалитет', cell: (row) => row.municipality.name },
  { header: 'Начата', cell: (row) => momentText(row.startedAt) },
  { header: 'Состояние', cell: (row) => <StatusBadge status={row.status} label={row.statusLabel} /> },
  { header: 'Строк', cell: (row) => numberText(row.rows), isNumber: true },
  { header: 'Файл', cell: (row) => (row.file ? <FileLink file={row.file} /> : 'файл видит тот, кто его заказал') },
]

/** Registers as files: ordered here, taken here when they are written. */
export function ExportsPart() {
  const { own } = useMunicipalities()
  const isClerk = useHolds('MUNICIPAL_CLERK')
  return (
    <>
      {isClerk && own && <ExportForm municipality={own} />}
      <Listing
        operation={Exports}
        variables={asRuns}
        of={(data) => data.exports}
        refetchWhile={(data) => data.exports.edges.some(({ node }) => node.status === 'RUNNING')}
        caption="Выгрузки, новые сверху"
        columns={COLUMNS}
        minWidth={900}
        empty={{
          title: 'Выгрузок ещё не было',
          advice: isClerk
            ? 'Закажите файл выше: он появится здесь, когда будет готов.'
            : 'Файлы реестров заказывают специалисты муниципалитетов; здесь видно, что они заказали.',
        }}
      />
    </>
  )
}
