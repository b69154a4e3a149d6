import { NativeSelect, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { useEffect, useRef, useState } from 'react'
import { useAsked } from '../api/hooks'
import { Processes } from '../generated/operations'
import { DayField } from '../parts/DayField'
import { FilterBar } from '../parts/FilterBar'
import { MunicipalityField } from '../parts/MunicipalityField'
import type { Task } from './desk'
import { isNarrowed, type Filters } from './filters'

export const SEARCH_FIELD = 'queue-text'
const PAUSE = 250 // milliseconds after the last letter

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
      <Words value={filters.text} onChange={(text) => put({ text })} />
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
      <MunicipalityField value={filters.municipality} onChange={(municipality) => put({ municipality })} />
      <Providers value={filters.provider} tasks={tasks} onChange={(provider) => put({ provider })} />
      <DayField label="Срок не позже" value={filters.until} onChange={(until) => put({ until })} />
    </FilterBar>
  )
}

/** Words of the subject; sent when the person pauses. Another address shows its own words. */
function Words({ value, onChange }: { value: string | undefined; onChange: (text?: string) => void }) {
  const [text, setText] = useState(value ?? '')
  const sent = useRef(value)
  const later = useDebouncedCallback((typed: string) => {
    sent.current = typed.trim() || undefined
    onChange(sent.current)
  }, PAUSE)
  useEffect(() => {
    if (value === sent.current) return
    sent.current = value
    setText(value ?? '')
  }, [value])
  return (
    <TextInput
      id={SEARCH_FIELD}
      type="search"
      label="О чём"
      placeholder="Слово из описания"
      w={220}
      value={text}
      onChange={(event) => {
        setText(event.currentTarget.value)
        later(event.currentTarget.value)
      }}
    />
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
