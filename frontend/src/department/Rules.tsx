import { Text } from '@mantine/core'
import { getRouteApi } from '@tanstack/react-router'
import { useAsked } from '../api/hooks'
import { RulesInForce } from '../generated/operations'
import type { RulesInForceQuery } from '../generated/types'
import { DataTable, type Column } from '../parts/DataTable'
import { DayField } from '../parts/DayField'
import { FilterBar } from '../parts/FilterBar'
import { MunicipalityField } from '../parts/MunicipalityField'
import { Failed, Nothing, Waiting } from '../parts/States'
import { dayText, plural } from '../text/format'
import { asRules } from './filters'

const route = getRouteApi('/rules')

type InForce = NonNullable<RulesInForceQuery['rulesInForce']>
type View = 'deadlines' | 'settings' | 'grounds' | 'criteria'
interface Ground {
  validFrom: string
  paragraph: string
  act: string
  isDefault: boolean
}

/** What every rule rests on. */
const BASIS: Column<Ground>[] = [
  { header: 'Действует с', cell: ({ validFrom }) => dayText(validFrom) },
  { header: 'Основание', cell: ({ act, paragraph, isDefault }) => (isDefault ? 'По умолчанию, до утверждения Правил' : `${act}, ${paragraph}`) },
]

const number = new Intl.NumberFormat('ru-RU', { maximumFractionDigits: 4 })

export function Rules({ view }: { view: View }) {
  const filters = route.useSearch()
  const navigate = route.useNavigate()
  const asked = useAsked(RulesInForce, asRules(filters), { keepPrevious: true })
  const isNarrow = Boolean(filters.on ?? filters.municipality)
  const rules = asked.data?.rulesInForce
  return (
    <>
      <FilterBar clear={isNarrow ? () => void navigate({ search: { view: filters.view } }) : undefined}>
        <DayField label="На день" value={filters.on} onChange={(on) => void navigate({ search: { ...filters, on } })} />
        <MunicipalityField
          label="Территория"
          none="Вся область"
          value={filters.municipality}
          onChange={(municipality) => void navigate({ search: { ...filters, municipality } })}
        />
      </FilterBar>
      {asked.isLoadingError ? (
        <Failed problem={asked.error} again={() => void asked.refetch()} />
      ) : asked.isPending ? (
        <Waiting />
      ) : rules ? (
        <>
          <Text size="sm">Действует на {dayText(rules.on)}. «По умолчанию» — акты об этом молчат, значение установлено до утверждения Правил.</Text>
          <Shown view={view} rules={rules} />
        </>
      ) : (
        <Nothing title="Такой территории нет">Выберите другую.</Nothing>
      )}
    </>
  )
}

function Shown({ view, rules }: { view: View; rules: InForce }) {
  switch (view) {
    case 'deadlines':
      return (
        <DataTable
          caption="Сроки: первый день — следующий"
          minWidth={960}
          rows={rules.deadlines}
          keyOf={({ process, step }) => `${process} ${step}`}
          columns={[
            { header: 'Процесс', cell: ({ processTitle }) => processTitle },
            { header: 'Шаг', cell: ({ stepTitle }) => stepTitle },
            { header: 'Срок', cell: termText },
            ...BASIS,
          ]}
        />
      )
    case 'settings':
      return (
        <DataTable
          caption="Числа, которые акты оставляют Правилам"
          minWidth={960}
          rows={rules.settings}
          keyOf={({ code }) => code}
          columns={[
            { header: 'Что', cell: ({ label }) => label },
            { header: 'Значение', cell: ({ value }) => number.format(Number(value)), isNumber: true },
            { header: 'Чего', cell: ({ unitOfMeasure }) => unitOfMeasure },
            ...BASIS,
          ]}
        />
      )
    case 'grounds':
      return (
        <DataTable
          caption="Основания, по которым можно отказать или прекратить"
          minWidth={960}
          rows={rules.refusalGrounds}
          keyOf={({ process, code }) => `${process} ${code}`}
          columns={[{ header: 'Основание отказа', cell: ({ text }) => text }, { header: 'Где применяется', cell: ({ processTitle }) => processTitle }, ...BASIS]}
        />
      )
    case 'criteria':
      return (
        <DataTable
          caption="Что оценивают эксперты"
          minWidth={760}
          rows={rules.scoreCriteria}
          keyOf={({ code }) => code}
          columns={[
            { header: 'Критерий', cell: ({ label }) => label },
            { header: 'Высший балл', cell: ({ maxPoints }) => maxPoints, isNumber: true },
            ...BASIS,
          ]}
        />
      )
  }
}

function termText({ days, inWorkingDays }: InForce['deadlines'][number]): string {
  const kind = inWorkingDays ? plural(days, 'рабочий день', 'рабочих дня', 'рабочих дней') : plural(days, 'календарный день', 'календарных дня', 'календарных дней')
  return `${days} ${kind}`
}
