import { Button, Checkbox, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { useAct } from '../api/hooks'
import { refusalsOf } from '../api/refusals'
import { OpenMeeting } from '../generated/operations'
import { Refusals } from '../parts/Refusals'
import { Failed } from '../parts/States'
import { dayText } from '../text/format'
import type { Record } from './MeetingPage'

interface Props {
  meeting: Record
  task: string
  version: number
}

/** Open a meeting: in person the secretary marks who came, of those who sit on the commission today. */
export function OpenMeetingForm({ meeting, task, version }: Props) {
  const [present, setPresent] = useState<string[]>([])
  const act = useAct(OpenMeeting)
  const isInPerson = meeting.form === 'IN_PERSON'
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        act.mutate({ input: { task, expectedVersion: version, present: isInPerson ? present : [] } })
      }}
    >
      <Stack gap="sm" align="flex-start">
        {isInPerson ? (
          <Checkbox.Group label="Кто пришёл" description="Голосует только тот, кто отмечен." value={present} onChange={setPresent}>
            <Stack gap="xs" mt="xs">
              {meeting.seatsInForce.map((seat) => (
                <Checkbox key={seat.id} value={seat.id} label={`${seat.person?.fullName ?? seat.organisation} — ${seat.postLabel.toLowerCase()}`} />
              ))}
            </Stack>
          </Checkbox.Group>
        ) : (
          <Text size="sm">
            Заседание заочное: бюллетени получат все голосующие члены комиссии, голосовать можно до {dayText(meeting.heldOn)} включительно.
          </Text>
        )}
        {act.data && <Refusals refusals={refusalsOf(act.data.openMeeting)} title="Заседание не открыто" />}
        {act.error && <Failed problem={act.error} />}
        <Button type="submit" variant={meeting.agendaSentOn ? 'filled' : 'default'} loading={act.isPending}>
          Открыть заседание
        </Button>
      </Stack>
    </form>
  )
}
