import { Stack, Text, Title } from '@mantine/core'
import { Go } from '../parts/Go'
import { FileLink } from '../parts/FileLink'
import { Part } from '../parts/Part'
import type { Filed } from './DossierPage'
import { meetingName } from './meetingName'
import { recommended } from './recommended'
import { Recusals } from './Recusals'
import { Tally } from './Tally'
import { VoteList } from './VoteList'

/** Every time the commission came to the program: what it decided, how it voted as far as that is seen. */
export function Considered({ items }: { items: Filed['items'] }) {
  return (
    <Part title="Рассмотрение комиссией">
      {items.map((item) => (
        <Stack key={item.id} gap={4}>
          <Title order={3} size="h5">
            {item.meeting ? (
              <Go to="/meetings/$id" params={{ id: item.meeting.id }}>
                Заседание {meetingName(item.meeting)}, вопрос {item.number}
              </Go>
            ) : (
              `Вопрос ${item.number}`
            )}
          </Title>
          <Text size="sm" fw={500}>
            {item.outcome ? recommended(item.outcomeLabel, item) : (item.meeting?.statusLabel ?? 'Ещё не рассмотрено')}
          </Text>
          {item.takingPart !== null && <Tally item={item} />}
          <Recusals recusals={item.recusals} />
          <VoteList votes={item.votes} />
          <Minutes of={item.meeting} />
        </Stack>
      ))}
    </Part>
  )
}

/** The minutes of the meeting and what corrects them, to be read. */
function Minutes({ of }: { of: Filed['items'][number]['meeting'] }) {
  const valid = (of?.minutes ?? []).filter(({ withdrawnOn }) => withdrawnOn === null)
  return valid.map(
    ({ id, number, file }) =>
      file && <FileLink key={id} file={file} label={number === 0 ? 'Протокол заседания' : `Исправляющий протокол ${number}`} />,
  )
}
