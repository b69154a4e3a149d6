import { Group, Stack, Text } from '@mantine/core'
import { getRouteApi } from '@tanstack/react-router'
import { useAsked } from '../api/hooks'
import { BallotPaper, SubjectCases } from '../generated/operations'
import type { BallotPaperQuery } from '../generated/types'
import { TaskDecision } from '../decisions/TaskDecision'
import { Facts } from '../parts/Facts'
import { Go } from '../parts/Go'
import { Missing, Page } from '../parts/Page'
import { Part } from '../parts/Part'
import { SideBySide } from '../parts/SideBySide'
import { Failed, Nothing, Waiting } from '../parts/States'
import { count, dayText } from '../text/format'
import { Conditions } from './Conditions'
import { DeclareConflict } from './DeclareConflict'
import { meetingName } from './meetingName'
import { NextBallot } from './NextBallot'
import { GivenVote } from './GivenVote'
import { ProgramParts } from '../program/ProgramParts'
import { recommended } from './recommended'
import { Recusals } from './Recusals'
import { Tally } from './Tally'
import { VoteList } from './VoteList'

const route = getRouteApi('/ballots/$id')

const BETWEEN_VOTES = 10_000 // milliseconds until one looks again whether the item is closed

export type Paper = Extract<NonNullable<BallotPaperQuery['node']>, { item: unknown }>

/** One program before one member: the dossier beside its conditions, a conflict, the vote, then the result. */
export function BallotPage() {
  const { id } = route.useParams()
  const asked = useAsked(BallotPaper, { id }, { refetchWhile: awaitsOthers, refetchEvery: BETWEEN_VOTES })
  if (asked.isLoadingError) return <Failed problem={asked.error} again={() => void asked.refetch()} />
  if (asked.isPending) return <Waiting />
  const paper = asked.data.node
  if (!paper || !('item' in paper)) {
    return <Missing title="Такого вопроса нет">Или вам о нём не голосовать. Вернитесь к «Моим голосованиям».</Missing>
  }
  const { item } = paper
  return (
    <Page title={item.title}>
      {item.meeting && (
        <Text size="sm">
          Вопрос {item.number} заседания{' '}
          <Go to="/meetings/$id" params={{ id: item.meeting.id }}>
            {meetingName(item.meeting)}
          </Go>
          {` · ${item.meeting.statusLabel.toLowerCase()}`}
        </Text>
      )}
      <SideBySide
        read={<Filed paper={paper} />}
        act={item.outcome ? <Result paper={paper} /> : <Voting id={id} paper={paper} />}
      />
      <NextBallot after={id} />
    </Page>
  )
}

/** Whether one has voted and the item is still open: others bring it on. */
function awaitsOthers({ node }: BallotPaperQuery): boolean {
  return Boolean(node && 'item' in node && node.vote && !node.item.outcome)
}

function Filed({ paper: { item } }: { paper: Paper }) {
  const { dossier } = item
  if (!dossier) return <Nothing title="Заявка вам не видна" />
  return (
    <Stack gap="md">
      <Part title="О чём просят">
        <Facts
          facts={[
            ['Реестр', dossier.registerLabel],
            ['Мест за счёт бюджета', count(dossier.places, 'место', 'места', 'мест')],
            ['Зачем это населению', dossier.need],
            ['Каким приоритетам служит', dossier.priorities],
            ['Предпрофессиональная', dossier.inArts ? 'в области искусств' : dossier.inSport && 'в области физической культуры и спорта'],
            ['Продлевает запись', dossier.renews && `№ ${dossier.renews.number} от ${dayText(dossier.renews.includedOn)}`],
            ['Возвращалась на исправление', dossier.returns > 0 && count(dossier.returns, 'раз', 'раза', 'раз')],
          ]}
        />
        <Go to="/dossiers/$id" params={{ id: dossier.id }} search={{}}>
          Вся история заявки
        </Go>
      </Part>
      <Part title="Условия реестра">
        <Conditions verdicts={dossier.verdicts} />
      </Part>
      {dossier.edition && <ProgramParts card={dossier.edition} />}
    </Stack>
  )
}

/** While the item is open: the vote, or why there is none. */
function Voting({ id, paper }: { id: string; paper: Paper }) {
  const { item, vote } = paper
  const cases = useAsked(SubjectCases, { subject: id })
  const recusal = item.recusals.find(({ member }) => member?.id === paper.member?.id)
  if (vote) return <Cast paper={paper} />
  if (recusal) {
    return (
      <Part title="Вы отведены">
        <Text size="sm">По этому вопросу вы не голосуете: {recusal.groundLabel.toLowerCase()}.</Text>
        {recusal.note && <Text size="sm">{recusal.note}</Text>}
      </Part>
    )
  }
  if (cases.isLoadingError) return <Failed problem={cases.error} again={() => void cases.refetch()} />
  if (cases.isPending) return <Waiting />
  const open = cases.data.cases.edges.map(({ node }) => node).find(({ status }) => status === 'NEW')
  const action = open?.viewerActions.find(({ name }) => name === 'castVote')
  if (!open || !action?.task || !action.isAllowed) {
    return (
      <Part title="Голос">
        <Text size="sm">{action?.whyNot[0]?.message ?? 'Голосование по этому вопросу закончено, голос не подан.'}</Text>
      </Part>
    )
  }
  return (
    <>
      <DeclareConflict item={item.id} />
      <Part title="Ваш голос">
        <TaskDecision taskId={action.task} caseId={open.id} caseVersion={open.version} step="cast_vote" label="Проголосовать" />
        <Text size="sm" c="dimmed" mt="sm">
          Голосуют один раз: изменить или отозвать голос потом нельзя.
        </Text>
      </Part>
    </>
  )
}

function Cast({ paper: { item, vote } }: { paper: Paper }) {
  if (!vote) return null
  return (
    <Part title="Ваш голос">
      <GivenVote vote={vote} />
      {!item.outcome && (
        <Text size="sm" c="dimmed" role="status">
          {item.meeting?.order.hidesOpenVotes
            ? 'Как голосовали остальные, станет видно, когда вопрос закроют.'
            : 'Итог появится, когда проголосуют все или кончится срок.'}
        </Text>
      )}
      {!item.outcome && !item.meeting?.order.hidesOpenVotes && <VoteList votes={item.votes} />}
    </Part>
  )
}

function Result({ paper }: { paper: Paper }) {
  const { item } = paper
  return (
    <>
      <Part title="Решение комиссии">
        <Group gap="sm">
          <Text fw={600}>{recommended(item.outcomeLabel, item)}</Text>
        </Group>
        <Tally item={item} />
        <Recusals recusals={item.recusals} />
        <VoteList votes={item.votes} />
      </Part>
      <Cast paper={paper} />
    </>
  )
}
