import { Group, Text } from '@mantine/core'
import { useSession } from '../app/session'
import { ActButton } from '../decisions/ActButton'
import { Part } from '../parts/Part'
import { ConfirmMinutes } from './ConfirmMinutes'
import type { Record } from './MeetingPage'
import { OpenMeetingForm } from './OpenMeetingForm'
import { SendAgenda } from './SendAgenda'
import { SubjectActs, type SubjectCase } from './SubjectActs'
import { WaitForAgenda } from './WaitForAgenda'

/** What may be done about a meeting now: steps of its cases, and the secretary's acts that are none. */
export function MeetingActs({ meeting }: { meeting: Record }) {
  const { acting } = useSession()
  const isSecretary = acting?.role === 'COMMISSION_SECRETARY'
  const isBeingPrepared = meeting.status === 'CALLED' && meeting.agendaSentOn === null
  const isAgendaFirst = isBeingPrepared && meeting.order.noticeDays > 0
  const special = ({ version }: SubjectCase, { name, task }: SubjectCase['viewerActions'][number]) => {
    if (name === 'openMeeting' && task) return <OpenMeetingForm key={meeting.agendaSentOn} meeting={meeting} task={task} version={version} />
    if (name === 'confirmMinutesAsSecretary' && task) return <ConfirmMinutes post="SECRETARY" meeting={meeting} task={task} version={version} />
    if (name === 'confirmMinutesAsChair' && task) return <ConfirmMinutes post="CHAIR" meeting={meeting} task={task} version={version} />
    return undefined
  }
  return (
    <>
      {isSecretary && isBeingPrepared && (
        <Part title="Подготовить повестку">
          <WaitForAgenda meeting={meeting} />
          <SendAgenda meeting={meeting} />
        </Part>
      )}
      <SubjectActs subject={meeting.id} special={special} hides={({ name }) => name === 'openMeeting' && isAgendaFirst} />
      {isSecretary && meeting.status === 'SIGNED' && (
        <Group>
          <ActButton name="correctMinutes" label="Исправить протокол" on={meeting.id} version={meeting.version} />
          <Text size="sm" c="dimmed">
            Подписанный протокол остаётся; исправляющий подтверждают заново.
          </Text>
        </Group>
      )}
    </>
  )
}
