import { Stack, Text, Title } from '@mantine/core'
import { Go } from '../parts/Go'
import { Part } from '../parts/Part'
import { dayText } from '../text/format'
import type { Filed } from './DossierPage'
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
                Заседание № {item.meeting.number} от {dayText(item.meeting.heldOn)}, вопрос {item.number}
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
        </Stack>
      ))}
    </Part>
  )
}
