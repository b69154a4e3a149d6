import { Button, Checkbox, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { useAct } from '../api/hooks'
import { refusalsOf, resultOf } from '../api/refusals'
import { ConfirmMinutesAsChair, ConfirmMinutesAsSecretary } from '../generated/operations'
import { FileLink } from '../parts/FileLink'
import { Refusals } from '../parts/Refusals'
import { Failed } from '../parts/States'
import type { Record } from './MeetingPage'
import { shortSum } from './shortSum'

interface Props {
  post: 'SECRETARY' | 'CHAIR'
  meeting: Record
  task: string
  version: number
}

/** One of the two who confirm minutes reads the document and confirms exactly that, by its hash. */
export function ConfirmMinutes({ post, meeting, task, version }: Props) {
  const [hasRead, setRead] = useState(false)
  const asSecretary = useAct(ConfirmMinutesAsSecretary)
  const asChair = useAct(ConfirmMinutesAsChair)
  const act = post === 'SECRETARY' ? asSecretary : asChair
  const minutes = meeting.minutes.findLast(({ withdrawnOn }) => withdrawnOn === null)
  if (!minutes) return null
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        act.mutate({ input: { task, expectedVersion: version, contentHash: minutes.contentHash } })
      }}
    >
      <Stack gap="sm" align="flex-start">
        {minutes.file && <FileLink file={minutes.file} />}
        <Text size="xs" c="dimmed">
          Контрольная сумма файла: {shortSum(minutes.contentHash)}
        </Text>
        <Checkbox
          label="Я прочитал этот документ: в нём то, что решила комиссия"
          checked={hasRead}
          onChange={(event) => setRead(event.currentTarget.checked)}
        />
        {act.data && <Refusals refusals={refusalsOf(resultOf(act.data))} title="Протокол не подтверждён" />}
        {act.error && <Failed problem={act.error} />}
        <Button type="submit" loading={act.isPending} disabled={!hasRead}>
          {post === 'SECRETARY' ? 'Подтвердить как секретарь' : 'Подтвердить как председательствующий'}
        </Button>
      </Stack>
    </form>
  )
}
