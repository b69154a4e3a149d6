import { getRouteApi } from '@tanstack/react-router'
import { MeetingStatus } from '../generated/enums'
import { Meetings } from '../generated/operations'
import type { MeetingsQuery } from '../generated/types'
import { ChoiceField } from '../parts/ChoiceField'
import type { Column } from '../parts/DataTable'
import { FilterBar } from '../parts/FilterBar'
import { Go } from '../parts/Go'
import { Listing } from '../parts/Listing'
import { Page } from '../parts/Page'
import { StatusBadge } from '../parts/StatusBadge'
import { dayText } from '../text/format'
import { CallMeeting } from './CallMeeting'
import { asMeetings } from './filters'
import { meetingName } from './meetingName'

const route = getRouteApi('/meetings')

type Row = MeetingsQuery['meetings']['edges'][number]['node']

const COLUMNS: Column<Row>[] = [
  {
    header: 'Заседание',
    cell: (row) => (
      <Go to="/meetings/$id" params={{ id: row.id }}>
        {meetingName(row)}
      </Go>
    ),
  },
  { header: 'Комиссия', cell: (row) => row.municipality.name },
  { header: 'Форма', cell: (row) => row.formLabel },
  { header: 'День', cell: whenText },
  { header: 'Состояние', cell: (row) => <StatusBadge status={row.status} label={row.statusLabel} /> },
  { header: 'Повестка', cell: agendaText },
]

/** Meetings of commissions. */
export function MeetingsPage() {
  const { status } = route.useSearch()
  const navigate = route.useNavigate()
  const narrow = (next?: typeof status) => void navigate({ search: { status: next } })
  return (
    <Page title="Заседания" actions={<CallMeeting />}>
      <FilterBar clear={status && (() => narrow(undefined))}>
        <ChoiceField label="Состояние" words={MeetingStatus} value={status} onChange={narrow} />
      </FilterBar>
      <Listing
        operation={Meetings}
        variables={asMeetings({ status })}
        of={(data) => data.meetings}
        caption="Заседания комиссий, новые сверху"
        columns={COLUMNS}
        minWidth={760}
        empty={{
          title: 'Заседаний не нашлось',
          advice: status ? 'Сбросьте отбор, чтобы увидеть все.' : 'Заседание созывает секретарь комиссии.',
        }}
      />
    </Page>
  )
}

/** In absentia the last day of the vote, also where it has ended before. */
function whenText({ form, heldOn }: Row): string {
  return form === 'IN_ABSENTIA' ? `срок — ${dayText(heldOn)}` : dayText(heldOn)
}

function agendaText({ agendaSentOn, agendaDueOn, status }: Row): string {
  if (agendaSentOn) return `Разослана ${dayText(agendaSentOn)}`
  return status === 'CALLED' && agendaDueOn ? `Разослать до ${dayText(agendaDueOn)}` : '—'
}
