import { Button, Group, NativeSelect, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { useAct, useAsked } from '../api/hooks'
import { useKey } from '../api/key'
import { refusalsOf } from '../api/refusals'
import { Meetings, PutOnAgenda } from '../generated/operations'
import { Go } from '../parts/Go'
import { Refusals } from '../parts/Refusals'
import { Failed, Waiting } from '../parts/States'
import { asMeetings } from './filters'
import { meetingName } from './meetingName'

/** Put a program on the agenda of one of the meetings that are called and whose agenda is not sent. */
export function PutOnAgendaForm({ task, version }: { task: string; version: number }) {
  const asked = useAsked(Meetings, asMeetings({ status: 'CALLED' }))
  const [chosen, choose] = useState<string>()
  const act = useAct(PutOnAgenda)
  const key = useKey()
  if (asked.isLoadingError) return <Failed problem={asked.error} again={() => void asked.refetch()} />
  if (!asked.data) return <Waiting />
  const open = asked.data.meetings.edges.map(({ node }) => node).filter(({ agendaSentOn }) => agendaSentOn === null)
  if (open.length === 0) {
    return (
      <Text size="sm">
        Программа ждёт повестки, но созванного заседания с открытой повесткой нет.{' '}
        <Go to="/meetings" search={{}}>
          Созовите заседание
        </Go>
        .
      </Text>
    )
  }
  const meeting = chosen ?? open[0]?.id ?? ''
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        act.mutate({ input: { task, expectedVersion: version, meeting, idempotencyKey: key.of(`${task} ${meeting}`) } })
      }}
    >
      <Stack gap="sm" align="flex-start">
        <Group align="flex-end">
          <NativeSelect
            label="В повестку заседания"
            value={meeting}
            data={open.map((each) => ({ value: each.id, label: meetingName(each) }))}
            onChange={(event) => choose(event.currentTarget.value)}
          />
          <Button type="submit" loading={act.isPending}>
            Включить в повестку
          </Button>
        </Group>
        {act.data && <Refusals refusals={refusalsOf(act.data.putOnAgenda)} />}
        {act.error && <Failed problem={act.error} />}
      </Stack>
    </form>
  )
}
