import { DataTable } from '../parts/DataTable'
import { count, momentText } from '../text/format'
import type { Step } from './types'

const COLUMNS = [
  { header: 'Шаг', cell: ({ title, times }: Step) => (times > 1 ? `${title} (${count(times, 'раз', 'раза', 'раз')})` : title) },
  { header: 'Кто', cell: ({ holder, kind }: Step) => holder || (kind === 'PERSON' || kind === 'CASES' ? '—' : 'Система') },
  { header: 'Начат', cell: ({ since }: Step) => momentText(since) },
  { header: 'Окончен', cell: ({ until }: Step) => momentText(until) },
  { header: 'Состояние', cell: ({ stateLabel }: Step) => stateLabel },
]

/** The same as the diagram, in words: what has been comes first, in its order. */
export function StepsTable({ steps }: { steps: Step[] }) {
  const order = (step: Step) => step.since ?? '9999'
  const told = steps.filter(({ kind }) => kind !== 'FORK').toSorted((one, other) => order(one).localeCompare(order(other)))
  return <DataTable caption="Шаги процесса" columns={COLUMNS} rows={told} keyOf={({ name }) => name} minWidth={760} />
}
