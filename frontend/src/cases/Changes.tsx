import { Stack, Text } from '@mantine/core'
import { DataTable } from '../parts/DataTable'

export interface Remark {
  round: number
  field: string
  label: string
  text: string
  valueBefore: string
  valueAfter: string | null
  isChanged: boolean | null
}

/** A part of a card is shown field by field, each on a line. */
const LINES = { whiteSpace: 'pre-line' } as const

const COLUMNS = [
  { header: 'Поле', cell: (remark: Remark) => remark.label },
  { header: 'Замечание', cell: (remark: Remark) => remark.text },
  { header: 'Было', cell: (remark: Remark) => <Text size="sm" style={LINES}>{remark.valueBefore || 'пусто'}</Text> },
  { header: 'Стало', cell: (remark: Remark) => <After {...remark} /> },
]

/** What was remarked and what became of it, the last round first. */
export function Changes({ remarks }: { remarks: Remark[] }) {
  const rounds = [...new Set(remarks.map(({ round }) => round))].toSorted((one, other) => other - one)
  return (
    <Stack gap="md">
      {rounds.map((round, place) => (
        <DataTable
          key={round}
          caption={place === 0 ? `Последний возврат (№ ${round})` : `Возврат № ${round}`}
          minWidth={480}
          columns={COLUMNS}
          rows={remarks.filter((remark) => remark.round === round)}
          keyOf={({ field, text }) => `${field} ${text}`}
        />
      ))}
    </Stack>
  )
}

function After({ valueBefore, valueAfter, isChanged }: Remark) {
  if (isChanged === null) return <Text size="sm">ещё не исправлено</Text>
  if (!isChanged) return <Text size="sm">без изменений</Text>
  return (
    <Text size="sm" component="ins" td="none" fw={600} style={LINES}>
      {valueAfter || 'пусто'}
      {valueAfter === valueBefore && ' (заменено)'}
    </Text>
  )
}
