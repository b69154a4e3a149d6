import { Alert, Stack, Text } from '@mantine/core'
import { DataTable, type Column } from '../parts/DataTable'
import { actText, dayText, numberText } from '../text/format'
import type { FundingProgramQuery } from '../generated/types'
import { Facts } from '../parts/Facts'

export type OneProgram = NonNullable<FundingProgramQuery['fundingProgram']>

const CATEGORIES: Column<OneProgram['categories'][number]>[] = [
  { header: 'Категория', cell: (row) => row.title },
  { header: 'Сертификатов', cell: (row) => numberText(row.count), isNumber: true },
  { header: 'Номинал сертификата', cell: (row) => row.nominalText, isNumber: true },
  { header: 'Не больше', cell: (row) => row.sumLimitText || '—', isNumber: true },
]

const CAPS: Column<OneProgram['caps'][number]>[] = [
  { header: 'Направленность', cell: (row) => row.directionLabel },
  { header: 'Не больше', cell: (row) => row.amountText, isNumber: true },
]

/** What a program says: its period, its money, what each category gets and within what limits. */
export function FundingFacts({ program }: { program: OneProgram }) {
  return (
    <Stack gap="md">
      {program.remark && (
        <Alert color="yellow" title="Замечание главы">
          {program.remark}
        </Alert>
      )}
      <Facts
        facts={[
          ['Муниципалитет', program.municipality.name],
          ['Период', `${dayText(program.period.startsOn)} – ${dayText(program.period.endsOn)}`],
          ['Объём средств', program.totalText],
          ['Договоры за счёт периода', `${dayText(program.currentFrom)} – ${dayText(program.currentTo)}`],
          ['Договоры заранее', program.futureFrom && `с ${dayText(program.futureFrom)}`],
          ['Утверждена', program.act && actText(program.act)],
        ]}
      />
      <FundedCategories program={program} />
      <Caps program={program} />
    </Stack>
  )
}

function FundedCategories({ program: { categories } }: { program: OneProgram }) {
  if (categories.length === 0) return <Text size="sm">Категории ещё не указаны.</Text>
  return <DataTable caption="Что получает каждая категория" columns={CATEGORIES} rows={categories} keyOf={(row) => row.code} />
}

function Caps({ program: { caps } }: { program: OneProgram }) {
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
