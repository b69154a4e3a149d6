import { DataTable, type Column } from '../parts/DataTable'
import { Go } from '../parts/Go'
import { Bar } from './Bar'
import type { Report } from './RoadmapPage'

type Body = Report['roadmapBodies'][number]

const COLUMNS: Column<Body>[] = [
  {
    header: 'Ответственный',
    cell: ({ code, name }) => (
      <Go to="/roadmap" search={{ view: 'duties', body: code }}>
        {name}
      </Go>
    ),
  },
  { header: 'Этап', cell: ({ municipality }) => (municipality ? municipality.stageLabel : 'Регион') },
  { header: 'Ход', cell: (body) => <Bar {...body} /> },
  { header: 'Всего', cell: ({ total }) => total, isNumber: true },
  { header: 'Выполнено', cell: ({ done }) => done, isNumber: true },
  { header: 'Не выполнено', cell: ({ total, done }) => total - done, isNumber: true },
  { header: 'из них выполняется', cell: ({ inProgress }) => inProgress, isNumber: true },
  {
    header: 'из них просрочено',
    isNumber: true,
    cell: ({ code, name, overdue }) =>
      overdue > 0 ? (
        <Go to="/roadmap" search={{ view: 'duties', body: code, late: true }} aria-label={`${name}: просрочено ${overdue}`}>
          {overdue}
        </Go>
      ) : (
        0
      ),
  },
]

/** How far everybody has come who answers for measures: those with most delays first. */
export function Bodies({ bodies }: { bodies: Body[] }) {
  const rows = bodies.toSorted((one, other) => other.overdue - one.overdue || one.name.localeCompare(other.name, 'ru'))
  return <DataTable caption="Кто и сколько выполнил; сверху те, кто отстаёт" columns={COLUMNS} rows={rows} keyOf={({ code }) => code} minWidth={860} />
}
