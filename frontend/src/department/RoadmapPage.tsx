import { Button, Text } from '@mantine/core'
import { getRouteApi } from '@tanstack/react-router'
import { useAsked } from '../api/hooks'
import { RoadmapReport } from '../generated/operations'
import type { RoadmapReportQuery } from '../generated/types'
import { Page } from '../parts/Page'
import { Failed, Waiting } from '../parts/States'
import { Views } from '../parts/Views'
import { dayText } from '../text/format'
import { Bodies } from './Bodies'
import { countsText, sumOf } from './counts'
import { Duties } from './Duties'
import { ROADMAP_VIEWS } from './filters'
import { Measures } from './Measures'

const route = getRouteApi('/roadmap')

export type Report = RoadmapReportQuery

/** How far the roadmap has come: by who answers, by measure and stage, duty by duty. */
export function RoadmapPage() {
  const filters = route.useSearch()
  const navigate = route.useNavigate()
  const asked = useAsked(RoadmapReport, {})
  if (asked.isLoadingError) return <Failed problem={asked.error} again={() => void asked.refetch()} />
  if (!asked.data) return <Waiting />
  const report = asked.data
  return (
    <Page title="Дорожная карта" actions={<Button variant="default" onClick={() => window.print()}>Напечатать отчёт</Button>}>
      <Text>
        На {dayText(new Date().toISOString())} {countsText(sumOf(report.roadmapBodies))}
      </Text>
      <Views
        label="Как показать дорожную карту"
        words={ROADMAP_VIEWS}
        value={filters.view ?? ''}
        onChange={(view) => void navigate({ search: { ...filters, view: view || undefined } })}
      />
      {filters.view === undefined && <Bodies bodies={report.roadmapBodies} />}
      {filters.view === 'items' && <Measures report={report} />}
      {filters.view === 'duties' && <Duties report={report} />}
    </Page>
  )
}
