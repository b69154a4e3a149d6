import { Button, Group, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { useAct, useAsked } from '../api/hooks'
import { useKey } from '../api/key'
import { refusalsOf } from '../api/refusals'
import { PutOnAgenda, Tasks } from '../generated/operations'
import { Refusals } from '../parts/Refusals'
import { Failed, Waiting } from '../parts/States'
import { FOR_AGENDA } from './filters'
import type { Record } from './MeetingPage'

/** Programs that passed the secretary's check and wait for an agenda: each is put on this one by one press. */
export function WaitForAgenda({ meeting }: { meeting: Record }) {
  const asked = useAsked(Tasks, FOR_AGENDA)
  const act = useAct(PutOnAgenda)
  const key = useKey()
  const [put, setPut] = useState<string>()
  if (asked.isLoadingError) return <Failed problem={asked.error} again={() => void asked.refetch()} />
  if (!asked.data) return <Waiting />
  const waiting = asked.data.tasks.edges.map(({ node }) => node).filter(({ municipality }) => municipality?.id === meeting.municipality.id)
  return (
    <Stack gap="xs">
      {put && (
        <Text size="sm" role="status">
          Включено в повестку: {put}.
        </Text>
      )}
      {waiting.length === 0 && <Text size="sm">Проверенных программ, которые ждут повестки, сейчас нет.</Text>}
      {waiting.map((task) => (
        <Group key={task.id} justify="space-between">
          <Text size="sm">{task.subjectLine}</Text>
          <Button
            size="xs"
            variant="default"
            loading={act.isPending && act.variables.input.task === task.id}
            aria-label={`Включить в повестку: ${task.subjectLine}`}
            onClick={() => {
              setPut(undefined)
              act.mutate(
                { input: { task: task.id, expectedVersion: task.case.version, meeting: meeting.id, idempotencyKey: key.of(task.id) } },
                { onSuccess: ({ putOnAgenda }) => refusalsOf(putOnAgenda).length === 0 && setPut(task.subjectLine) },
              )
            }}
          >
            Включить в повестку
          </Button>
        </Group>
      ))}
      {act.data && <Refusals refusals={refusalsOf(act.data.putOnAgenda)} />}
      {act.error && <Failed problem={act.error} />}
    </Stack>
  )
}
