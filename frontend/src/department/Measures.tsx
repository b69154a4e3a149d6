import { Text } from '@mantine/core'
import { DataTable, type Column } from '../parts/DataTable'
import { Go } from '../parts/Go'
import { dayText, shortened } from '../text/format'
import type { Report } from './RoadmapPage'

type Item = Report['roadmap']['edges'][number]['node']
type Stage = Report['roadmapStages'][number]['stage']

/** Measures by stages: in each cell how many have done it, and how many are late. */
export function Measures({ report }: { report: Report }) {
  const found = new Map(report.roadmapStages.map((row) => [`${row.item} ${row.stage}`, row]))
  const cell = (stage: Stage) =>
    function cellOf({ number }: Item) {
      const row = found.get(`${number} ${stage}`)
      if (!row) return <span aria-label="не участвует">—</span>
      return (
        <Text span size="sm">
          {row.done} из {row.total}
          {row.inProgress > 0 && `, выполняется ${row.inProgress}`}
          {row.overdue > 0 && <strong>, просрочено {row.overdue}</strong>}
        </Text>
      )
    }
  const columns: Column<Item>[] = [
    {
      header: 'Мероприятие',
      cell: ({ number, title }) => (
        <Go to="/roadmap" search={{ view: 'duties', item: number }}>
          {number}. {shortened(title, 120)}
        </Go>
      ),
    },
    { header: 'Срок', cell: ({ termText, endsOn }) => `${termText} (до ${dayText(endsOn)})` },
    { header: 'Регион', cell: cell(null) },
    { header: 'I этап, пилоты', cell: cell('PILOT') },
    { header: 'II этап', cell: cell('STAGE_TWO') },
  ]
  return (
    <DataTable
      caption="Мероприятия и этапы: сколько ответственных выполнили"
      columns={columns}
      rows={report.roadmap.edges.map(({ node }) => node)}
      minWidth={960}
    />
  )
}
