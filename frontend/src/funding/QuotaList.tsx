import { Quotas } from '../generated/operations'
import type { QuotasQuery } from '../generated/types'
import type { Column } from '../parts/DataTable'
import { Listing } from '../parts/Listing'
import { dayText, moneyText, numberText } from '../text/format'
import { asQuotas, type QueueFilters } from './filters'

type Row = QuotasQuery['quotas']['edges'][number]['node']

const COLUMNS: Column<Row>[] = [
  { header: 'Муниципалитет', cell: (row) => row.period.municipality.name },
  { header: 'Период', cell: ({ period }) => `${dayText(period.startsOn)} – ${dayText(period.endsOn)}` },
  { header: 'Категория', cell: (row) => row.categoryTitle },
  { header: 'Норматив', cell: (row) => row.nominalText, isNumber: true },
  { header: 'Выдано', cell: (row) => `${numberText(row.grantedCount)} из ${numberText(row.countLimit)}`, isNumber: true },
  { header: 'На сумму', cell: (row) => row.grantedSumText, isNumber: true },
  { header: 'Осталось мест', cell: (row) => numberText(row.leftCount), isNumber: true },
  { header: 'Осталось средств', cell: (row) => moneyText(row.leftSum), isNumber: true },
  { header: 'Ждут', cell: (row) => numberText(row.waitingCount), isNumber: true },
]

/** What each category has been given and what is left, period by period. */
export function QuotaList({ filters }: { filters: QueueFilters }) {
  return (
    <Listing
      operation={Quotas}
      variables={asQuotas(filters)}
      of={(data) => data.quotas}
      caption="Лимиты по категориям"
      columns={COLUMNS}
      minWidth={940}
      empty={{ title: 'Лимитов нет', advice: 'Они появятся, когда глава утвердит программу финансирования.' }}
    />
  )
}
