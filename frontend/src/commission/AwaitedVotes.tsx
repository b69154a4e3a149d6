import { List, Text } from '@mantine/core'
import { Part } from '../parts/Part'
import { count, dayText, plural } from '../text/format'
import { awaitedOf } from './awaited'
import type { Record } from './MeetingPage'

/** While votes are cast: how many have come, and from whom they have not. That is no secret, how they vote is. */
export function AwaitedVotes({ meeting }: { meeting: Record }) {
  const { put, cast, missing } = awaitedOf(meeting.items)
  if (put === 0) return null
  return (
    <Part title="Чего ждёт дело">
      <Text size="sm" role="status">
        Идёт голосование: {plural(cast, 'подан', 'подано', 'подано')} {cast} из {count(put, 'голоса', 'голосов', 'голосов')}.
        {meeting.form === 'IN_ABSENTIA' && ` Проголосовать можно до ${dayText(meeting.heldOn)} включительно.`} Страница обновляется сама.
      </Text>
      {missing.length > 0 && (
        <div>
          <Text size="sm" fw={500}>
            Ещё не проголосовали
          </Text>
          <List size="sm">
            {missing.map(({ name, items }) => (
              <List.Item key={name}>
                {name}
                {meeting.items.length > 1 && `: ${items.length === 1 ? 'вопрос' : 'вопросы'} ${items.join(', ')}`}
              </List.Item>
            ))}
          </List>
        </div>
      )}
    </Part>
  )
}
