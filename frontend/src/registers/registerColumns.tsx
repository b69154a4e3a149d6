import { Text } from '@mantine/core'
import type { ProgramRegisterQuery, RegisterKind } from '../generated/types'
import type { Column } from '../parts/DataTable'
import { Go } from '../parts/Go'
import { dayText } from '../text/format'

type Row = ProgramRegisterQuery['programRegister']['edges'][number]['node']

const ALWAYS: Column<Row>[] = [
  { header: 'Номер', cell: (row) => row.number, isWhole: true },
  {
    header: 'Программа',
    cell: ({ edition }) =>
      edition ? (
        <Go to="/programs/$id" params={{ id: edition.id }}>
          {edition.name}
        </Go>
      ) : (
        '—'
      ),
  },
  { header: 'Поставщик', cell: (row) => row.edition?.program.provider?.shortName ?? '—' },
  { header: 'Включена', cell: (row) => dayText(row.includedOn), isWhole: true },
]

const OF_CERTIFIED: Column<Row>[] = [{ header: 'Нормативная стоимость модулей', cell: costs }]

const OF_BUDGET: Column<Row>[] = [
  { header: 'Не действует с', cell: (row) => dayText(row.validUntil) },
  { header: 'Муниципалитет', cell: (row) => row.municipality?.name ?? '—' },
  { header: 'Мест за счёт бюджета', cell: (row) => row.maxFundedPupils ?? '—', isNumber: true },
  { header: 'Свободно', cell: (row) => row.freePlaces ?? '—', isNumber: true },
  { header: 'Основание', cell: (row) => row.ground || '—' },
]

/** What the rows of a register tell. */
export function columnsOf(kind: RegisterKind): Column<Row>[] {
  return [...ALWAYS, ...(kind === 'CERTIFIED' ? OF_CERTIFIED : OF_BUDGET)]
}

/** Each module with what it costs, and where, if it is taught in several places. */
function costs({ edition }: Row) {
  return edition?.modules.map((module) => (
    <Text key={module.id} size="sm">
      {module.name}:{' '}
      {module.normativeCosts.map(({ kopecksText, place }) => `${kopecksText} (${place.municipality.name})`).join(', ') || '—'}
    </Text>
  ))
}
