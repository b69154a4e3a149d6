import { Group, Text } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import { useAsked } from '../api/hooks'
import { MeetingRecord } from '../generated/operations'
import type { MeetingRecordQuery } from '../generated/types'
import { Facts } from '../parts/Facts'
import { Missing, Page } from '../parts/Page'
import { Part } from '../parts/Part'
import { Failed, Waiting } from '../parts/States'
import { StatusBadge } from '../parts/StatusBadge'
import { count, dayText } from '../text/format'
import { Agenda } from './Agenda'
import { AwaitedVotes } from './AwaitedVotes'
import { CaseHistory } from './CaseHistory'
import { MeetingActs } from './MeetingActs'
import { meetingName } from './meetingName'
import { MinutesPart } from './MinutesPart'
import { Papers } from './Papers'
import { Seats } from './Seats'

const route = getRouteApi('/meetings/$id')

const BETWEEN_VOTES = 10_000 // milliseconds until one looks again who has voted

export type Record = Extract<NonNullable<MeetingRecordQuery['node']>, { number: number }>

/** One meeting whole: who sits, what is on the agenda, how they voted, what the minutes say. */
export function MeetingPage() {
  const { id } = route.useParams()
  const asked = useAsked(MeetingRecord, { id }, { refetchWhile: isVoting, refetchEvery: BETWEEN_VOTES })
  useRenewal(asked.data && statusOf(asked.data))
  if (asked.isLoadingError) return <Failed problem={asked.error} again={() => void asked.refetch()} />
  if (asked.isPending) return <Waiting />
  const meeting = asked.data.node
  if (!meeting || !('number' in meeting)) {
    return <Missing title="Такого заседания нет">Или оно вам не видно. Вернитесь к списку заседаний.</Missing>
  }
  return (
    <Page title={`Заседание ${meetingName(meeting)}`}>
      <Group gap="sm">
        <StatusBadge status={meeting.status} label={meeting.statusLabel} />
        <Text size="sm">Комиссия: {meeting.municipality.name}</Text>
      </Group>
      <MeetingActs meeting={meeting} />
      {meeting.status === 'VOTING' && <AwaitedVotes meeting={meeting} />}
      <About meeting={meeting} />
      <Agenda meeting={meeting} />
      <Seats meeting={meeting} />
      {meeting.minutes.length > 0 && <MinutesPart minutes={meeting.minutes} />}
      <Papers of={{ meeting: id }} />
      <CaseHistory subject={id} />
    </Page>
  )
}

function statusOf({ node }: MeetingRecordQuery): string | undefined {
  return node && 'number' in node ? node.status : undefined
}

function isVoting(data: MeetingRecordQuery): boolean {
  return statusOf(data) === 'VOTING'
}

/** Once others have brought the meeting on, everything told beside it is asked for anew: acts, documents, history. */
function useRenewal(status: string | undefined) {
  const client = useQueryClient()
  const known = useRef(status)
  useEffect(() => {
    if (known.current && status && known.current !== status) void client.invalidateQueries()
    known.current = status
  }, [client, status])
}

function About({ meeting }: { meeting: Record }) {
  const { order, agendaSentOn, agendaDueOn, status } = meeting
  return (
    <Part title="Как проводится">
      <Facts
        facts={[
          ['Форма', meeting.formLabel],
          [meeting.form === 'IN_ABSENTIA' ? 'Последний день голосования' : 'День заседания', dayText(meeting.heldOn)],
          ['Голосование завершено', meeting.votedOn && dayText(meeting.votedOn)],
          ['Место', meeting.place],
          ['Председательствует', meeting.presiding?.fullName],
          ['Повестка', agendaSentOn ? `разослана ${dayText(agendaSentOn)}` : status === 'CALLED' && agendaDueOn && `разослать до ${dayText(agendaDueOn)}`],
          ['Кворум', `не меньше ${order.quorumPercent} % голосующих членов комиссии по каждому вопросу`],
          ['Решение принимается', `если за него больше ${order.majorityPercent} % участвующих`],
          ['Число мест', order.placesRuleLabel],
          ['Голоса', order.hidesOpenVotes ? 'закрыты, пока голосование по вопросу не кончится' : 'открыты для комиссии сразу'],
          ['О заседании извещают', order.noticeDays > 0 && `за ${count(order.noticeDays, 'рабочий день', 'рабочих дня', 'рабочих дней')}`],
          ['Порядок', `${order.basis.title}${order.basis.number && ` № ${order.basis.number}`}`],
        ]}
      />
    </Part>
  )
}
