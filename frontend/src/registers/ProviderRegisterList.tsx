import { ProviderRegister } from '../generated/operations'
import type { ProviderRegisterQuery } from '../generated/types'
import type { Column } from '../parts/DataTable'
import { DayField } from '../parts/DayField'
import { FilterBar } from '../parts/FilterBar'
import { Go } from '../parts/Go'
import { Listing } from '../parts/Listing'
import { dayText } from '../text/format'
import { asProviderRegister } from './filters'

type Row = ProviderRegisterQuery['providerRegister']['edges'][number]['node']

const COLUMNS: Column<Row>[] = [
  { header: 'Номер', cell: (row) => row.number, isWhole: true },
  {
    header: 'Поставщик',
    cell: ({ provider }) =>
      provider ? (
        <Go to="/providers/$id" params={{ id: provider.id }}>
          {provider.shortName}
        </Go>
      ) : (
        '—'
      ),
  },
  { header: 'ИНН', cell: (row) => row.provider?.inn ?? '—' },
  { header: 'Муниципалитет', cell: (row) => row.provider?.municipality.name ?? '—' },
  { header: 'Включён', cell: (row) => dayText(row.includedOn) },
  { header: 'Исключён', cell: (row) => (row.exit ? `${dayText(row.exit.excludedOn)}: ${row.exit.reason}` : '—') },
]

/** Who stood in the register on a day. */
export function ProviderRegisterList({ asOf, onDay }: { asOf: string | undefined; onDay: (asOf?: string) => void }) {
  return (
    <>
      <FilterBar clear={asOf ? () => onDay(undefined) : undefined}>
        <DayField label="На день" value={asOf} onChange={onDay} />
      </FilterBar>
      <Listing
        operation={ProviderRegister}
        variables={asProviderRegister({ asOf })}
        of={(data) => data.providerRegister}
        caption={asOf ? `Реестр поставщиков на ${dayText(asOf)}` : 'Реестр поставщиков на сегодня'}
        columns={COLUMNS}
        empty={{ title: 'В этот день в реестре никого не было', advice: 'Выберите другой день.' }}
      />
    </>
  )
}
