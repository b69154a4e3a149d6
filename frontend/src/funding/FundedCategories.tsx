import { Text } from '@mantine/core'
import { DataTable, type Column } from '../parts/DataTable'
import { numberText } from '../text/format'
import type { OneProgram } from './FundingProgramPage'

const CATEGORIES: Column<OneProgram['categories'][number]>[] = [
  { header: 'Категория', cell: (row) => row.title },
  { header: 'Сертификатов', cell: (row) => numberText(row.count), isNumber: true },
  { header: 'Норматив', cell: (row) => row.nominalText, isNumber: true },
  { header: 'Не больше', cell: (row) => row.sumLimitText || '—', isNumber: true },
]

const CAPS: Column<OneProgram['caps'][number]>[] = [
  { header: 'Направленность', cell: (row) => row.directionLabel },
  { header: 'Не больше', cell: (row) => row.amountText, isNumber: true },
]

export function FundedCategories({ program: { categories } }: { program: OneProgram }) {
  if (categories.length === 0) return <Text size="sm">Категории ещё не указаны.</Text>
  return <DataTable caption="Что получает каждая категория" columns={CATEGORIES} rows={categories} keyOf={(row) => row.code} />
}

export function Caps({ program: { caps } }: { program: OneProgram }) {
  if (caps.length === 0) return <Text size="sm">Ограничений по направленностям нет.</Text>
  return (
    <DataTable
      caption="Сколько можно потратить на направленность"
      columns={CAPS}
      rows={caps}
      keyOf={(row) => row.direction}
      minWidth={320}
    />
  )
}
