import { getRouteApi } from '@tanstack/react-router'
import { Page } from '../parts/Page'
import { Views } from '../parts/Views'
import { Acts } from './Acts'
import { Calendar } from './Calendar'
import { RULE_VIEWS } from './filters'
import { Rules } from './Rules'

const route = getRouteApi('/rules')

/** The rules that hold on a day, what they rest on, and the calendar by which terms are counted. */
export function RulesPage() {
  const filters = route.useSearch()
  const navigate = route.useNavigate()
  return (
    <Page title="Правила и акты">
      <Views
        label="Что показать"
        words={RULE_VIEWS}
        value={filters.view ?? ''}
        onChange={(view) => void navigate({ search: { ...filters, view: view || undefined } })}
      />
      {filters.view === 'acts' ? <Acts /> : filters.view === 'calendar' ? <Calendar /> : <Rules view={filters.view ?? 'deadlines'} />}
    </Page>
  )
}
