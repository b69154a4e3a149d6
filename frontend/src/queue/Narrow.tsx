import { Box, NativeSelect } from '@mantine/core'
import { useRef } from 'react'
import { useAsked } from '../api/hooks'
import { Processes } from '../generated/operations'
import { DayField } from '../parts/DayField'
import { FilterBar } from '../parts/FilterBar'
import { MunicipalityField } from '../parts/MunicipalityField'
import { WordsField } from '../parts/WordsField'
import type { Task } from './desk'
import { isNarrowed, type Filters } from './filters'

export const SEARCH_FIELD = 'queue-text'

interface Props {
  filters: Filters
  tasks: Task[]
  change: (filters: Filters) => void
}

/** What narrows the queue; everything stands in the address. */
export function Narrow({ filters, tasks, change }: Props) {
  const asked = useAsked(Processes, {})
  const processes = asked.data?.processes ?? []
  const steps = processes.find(({ name }) => name === filters.process)?.steps ?? []
  const put = (changed: Filters) => change({ ...filters, ...changed })
  return (
    <FilterBar clear={isNarrowed(filters) ? () => change({ view: filters.view }) : undefined}>
      <WordsField id={SEARCH_FIELD} label="О чём" placeholder="Слово из описания" value={filters.text} onChange={(text) => put({ text })} />
      <NativeSelect
        label="Процесс"
        w={220}
        value={filters.process ?? ''}
        data={[{ value: '', label: 'Все' }, ...processes.map(({ name, title }) => ({ value: name, label: title }))]}
        onChange={(event) => put({ process: event.currentTarget.value || undefined, step: undefined })}
      />
      {steps.length > 1 && (
        <NativeSelect
          label="Шаг"
          w={220}
          value={filters.step ?? ''}
          data={[{ value: '', label: 'Все' }, ...steps.map(({ name, title }) => ({ value: name, label: title }))]}
          onChange={(event) => put({ step: event.currentTarget.value || undefined })}
        />
      )}
      <Box w={220}>
        <MunicipalityField value={filters.municipality} onChange={(municipality) => put({ municipality })} />
      </Box>
      <Providers value={filters.provider} tasks={tasks} onChange={(provider) => put({ provider })} />
      <DayField label="Срок не позже" value={filters.until} onChange={(until) => put({ until })} />
    </FilterBar>
  )
}

/** Providers of the tasks that are on the screen; the chosen one stays. */
function Providers({ value, tasks, onChange }: { value: string | undefined; tasks: Task[]; onChange: (id?: string) => void }) {
  const known = useRef(new Map<string, string>())
  for (const { provider } of tasks) if (provider) known.current.set(provider.id, provider.shortName)
  const found = [...known.current].toSorted(([, one], [, other]) => one.localeCompare(other, 'ru'))
  if (found.length === 0 && !value) return null
  return (
    <NativeSelect
      label="Поставщик"
      w={220}
      value={value ?? ''}
      data={[
        { value: '', label: 'Все' },
        ...(value && !known.current.has(value) ? [{ value, label: 'Выбранный' }] : []),
        ...found.map(([id, name]) => ({ value: id, label: name })),
      ]}
      onChange={(event) => onChange(event.currentTarget.value || undefined)}
    />
  )
}
