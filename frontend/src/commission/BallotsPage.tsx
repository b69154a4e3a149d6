import { Text } from '@mantine/core'
import { getRouteApi } from '@tanstack/react-router'
import { MyBallots, MyClosedBallots } from '../generated/operations'
import type { MyBallotsQuery, MyClosedBallotsQuery } from '../generated/types'
import type { Column } from '../parts/DataTable'
import { Go } from '../parts/Go'
import { Listing } from '../parts/Listing'
import { Page } from '../parts/Page'
import { Views } from '../parts/Views'
import { lastDay } from '../text/deadline'
import { asBallots } from './filters'
import { meetingName, type Named } from './meetingName'
import { recommended } from './recommended'

const route = getRouteApi('/ballots')
const VIEWS = { '': 'Ждут голоса', closed: 'Завершённые' } as const

type Waiting = MyBallotsQuery['myBallots']['edges'][number]['node']
type Closed = MyClosedBallotsQuery['myClosedBallots']['edges'][number]['node']

const WAITING: Column<Waiting>[] = [
  {
    header: 'Программа',
    cell: ({ case: { ballot }, subjectLine }) =>
      ballot ? (
        <Go to="/ballots/$id" params={{ id: ballot.id }}>
          {ballot.item.title}
        </Go>
      ) : (
        subjectLine
      ),
  },
  { header: 'Просят включить в реестр', cell: ({ case: { ballot } }) => ballot?.item.dossier?.registerLabel ?? '—' },
  { header: 'Мест', cell: ({ case: { ballot } }) => ballot?.item.dossier?.places ?? '—', isNumber: true },
  { header: 'Заседание', cell: ({ case: { ballot } }) => meetingText(ballot?.item.meeting) },
  { header: 'Проголосовать до', cell: ({ dueAt, isOverdue }) => <Due at={dueAt} isOverdue={isOverdue} /> },
]

const CLOSED: Column<Closed>[] = [
  {
    header: 'Программа',
    cell: ({ id, item }) => (
      <Go to="/ballots/$id" params={{ id }}>
        {item.title}
      </Go>
    ),
  },
  { header: 'Заседание', cell: ({ item }) => meetingText(item.meeting) },
  { header: 'Ваш голос', cell: ({ vote }) => (vote ? recommended(vote.choiceLabel, vote) : 'Не подан') },
  { header: 'Итог', cell: ({ item }) => (item.outcome ? recommended(item.outcomeLabel, item) : 'Голосование идёт') },
]

/** What a member of a commission has to vote on, and what it has voted on. */
export function BallotsPage() {
  const { view } = route.useSearch()
  const navigate = route.useNavigate()
  return (
    <Page title="Мои голосования">
      <Views label="Какие вопросы показать" words={VIEWS} value={view ?? ''} onChange={(next) => void navigate({ search: { view: next || undefined } })} />
      {view === 'closed' ? (
        <Listing
          operation={MyClosedBallots}
          variables={asBallots}
          of={(data) => data.myClosedBallots}
          caption="Вопросы, по которым вы больше не голосуете, новые сверху"
          columns={CLOSED}
          empty={{ title: 'Завершённых голосований нет', advice: 'Здесь останутся ваши голоса и решения комиссии.' }}
        />
      ) : (
        <Listing
          operation={MyBallots}
          variables={asBallots}
          of={(data) => data.myBallots}
          caption="Вопросы, которые ждут вашего голоса, срочные сверху"
          columns={WAITING}
          minWidth={760}
          empty={{
            title: 'Голосовать сейчас не о чем',
            advice: 'Вопросы появятся здесь, когда секретарь откроет заседание. О ваших прошлых голосах — «Завершённые».',
          }}
        />
      )}
    </Page>
  )
}

function Due({ at, isOverdue }: { at: string | null; isOverdue: boolean }) {
  return (
    <Text span size="sm" fw={isOverdue ? 600 : undefined}>
      {lastDay(at)}
      {isOverdue && ' — срок прошёл'}
    </Text>
  )
}

function meetingText(meeting: Named | null | undefined): string {
  return meeting ? meetingName(meeting) : '—'
}
