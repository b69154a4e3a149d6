import { Stack, Text, Title } from '@mantine/core'
import { Go } from '../parts/Go'
import { Part } from '../parts/Part'
import { Nothing } from '../parts/States'
import { count, plural } from '../text/format'
import type { Record } from './MeetingPage'
import { recommended } from './recommended'
import { Recusals } from './Recusals'
import { Tally } from './Tally'
import { VoteList } from './VoteList'

/** The items of a meeting in order: who is recused, how they voted as far as it is open, what was decided. */
export function Agenda({ meeting }: { meeting: Record }) {
  const { items } = meeting
  return (
    <Part title={items.length > 0 ? `Повестка: ${count(items.length, 'вопрос', 'вопроса', 'вопросов')}` : 'Повестка'}>
      {items.length === 0 && (
        <Nothing title="В повестке пока ничего нет">Секретарь включает в неё программы, досье которых проверены.</Nothing>
      )}
      {items.map((item) => (
        <Stack key={item.id} gap={4}>
          <Title order={3} size="h5">
            {item.number}.{' '}
            <Go to="/dossiers/$id" params={{ id: item.dossierId }}>
              {item.title}
            </Go>
          </Title>
          {item.dossier && (
            <Text size="sm">
              Просят: {item.dossier.registerLabel}, {count(item.dossier.places, 'место', 'места', 'мест')}
            </Text>
          )}
          <Recusals recusals={item.recusals} />
          {item.outcome ? (
            <>
              <Text size="sm" fw={600}>
                {recommended(item.outcomeLabel, item)}
              </Text>
              {item.takingPart !== null && <Tally item={item} />}
              <VoteList votes={item.votes} caption={`Голоса по вопросу ${item.number}`} />
            </>
          ) : (
            meeting.status === 'VOTING' && <Open meeting={meeting} item={item} />
          )}
        </Stack>
      ))}
    </Part>
  )
}

function Open({ meeting, item }: { meeting: Record; item: Record['items'][number] }) {
  if (meeting.order.hidesOpenVotes) {
    return (
      <Text size="sm">
        Голосование идёт. Голоса закрыты до его конца
        {item.votes.length > 0 && '; свой голос вы видите'}.
      </Text>
    )
  }
  const word = plural(item.votes.length, 'Подан', 'Подано', 'Подано')
  return (
    <>
      <Text size="sm">
        Голосование идёт. {word} {count(item.votes.length, 'голос', 'голоса', 'голосов')}.
      </Text>
      <VoteList votes={item.votes} caption={`Поданные голоса по вопросу ${item.number}`} />
    </>
  )
}
