import { Button, Group, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { useAct } from '../api/hooks'
import { refusalsOf } from '../api/refusals'
import { SendAgenda as sendAgenda } from '../generated/operations'
import { Refusals } from '../parts/Refusals'
import { Failed } from '../parts/States'
import { dayText } from '../text/format'
import type { Record } from './MeetingPage'

/** Send the members the agenda, which closes it. */
export function SendAgenda({ meeting }: { meeting: Record }) {
  const act = useAct(sendAgenda)
  const [isSure, makeSure] = useState(false)
  return (
    <Stack gap="xs">
      <Group>
        {isSure ? (
          <>
            <Button
              autoFocus
              loading={act.isPending}
              onClick={() => act.mutate({ input: { meeting: meeting.id, expectedVersion: meeting.version } })}
            >
              Да, разослать
            </Button>
            <Button variant="default" disabled={act.isPending} onClick={() => makeSure(false)}>
              Отмена
            </Button>
          </>
        ) : (
          <Button disabled={meeting.items.length === 0} onClick={() => makeSure(true)}>
            Разослать повестку
          </Button>
        )}
        <Text size="sm" c="dimmed">
          После рассылки в повестку ничего не добавить.
          {meeting.agendaDueOn && ` Разослать нужно не позже ${dayText(meeting.agendaDueOn)}.`}
        </Text>
      </Group>
      {act.data && <Refusals refusals={refusalsOf(act.data.sendAgenda)} title="Повестка не разослана" />}
      {act.error && <Failed problem={act.error} />}
    </Stack>
  )
}
