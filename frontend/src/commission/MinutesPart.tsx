import { Stack, Text, Title } from '@mantine/core'
import { Facts } from '../parts/Facts'
import { FileLink } from '../parts/FileLink'
import { Part } from '../parts/Part'
import { dayText, momentText } from '../text/format'
import type { Record } from './MeetingPage'
import { shortSum } from './shortSum'

type Minutes = Record['minutes'][number]

/** The minutes and what corrects them: state, who has confirmed them, the document. */
export function MinutesPart({ minutes }: { minutes: Minutes[] }) {
  return (
    <Part title="Протокол">
      {minutes.map((each) => (
        <Stack key={each.id} gap={4}>
          <Title order={3} size="h5">
            {each.number === 0 ? 'Протокол заседания' : `Исправляющий протокол ${each.number}`}
          </Title>
          <Text size="sm" fw={500}>
            {stateOf(each)}
          </Text>
          <Facts
            facts={[
              ['Составлен', dayText(each.drawnOn)],
              ['Что исправлено', each.correction],
              ['Отозван', each.withdrawnOn && `${dayText(each.withdrawnOn)}: ${each.withdrawalReason}`],
              ...each.confirmations.map(
                (one) => [one.postLabel, `${one.member?.fullName ?? ''} подтвердил(а) ${momentText(one.confirmedAt)}`] as [string, string],
              ),
              ['Контрольная сумма', <span key="sum" title={each.contentHash}>{shortSum(each.contentHash)}</span>],
              ['Документ', each.file && <FileLink key="file" file={each.file} />],
            ]}
          />
        </Stack>
      ))}
    </Part>
  )
}

export function stateOf({ withdrawnOn, confirmations }: Pick<Minutes, 'withdrawnOn' | 'confirmations'>): string {
  if (withdrawnOn) return 'Отозван до подтверждения, ничего не исправляет'
  if (confirmations.length === 0) return 'Ждёт подтверждения секретаря'
  return confirmations.length === 1 ? 'Ждёт подтверждения председательствующего' : 'Подтверждён секретарём и председательствующим'
}
