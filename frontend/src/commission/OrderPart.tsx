import { List, Stack, Text, Title } from '@mantine/core'
import type { CommissionOrdersQuery } from '../generated/types'
import { Facts } from '../parts/Facts'
import { Part } from '../parts/Part'
import { count, dayText } from '../text/format'

type Order = CommissionOrdersQuery['commissionOrders']['edges'][number]['node']

/** By which orders a commission decides, the newest first: quorum, majority, places, the conditions of its registers. */
export function OrderPart({ orders }: { orders: Order[] }) {
  return (
    <Part title="Порядок работы">
      {orders.map((order) => (
        <One key={order.id} order={order} />
      ))}
    </Part>
  )
}

function One({ order }: { order: Order }) {
  const { basis } = order
  const registers = [...new Set(order.conditions.map(({ registerLabel }) => registerLabel))]
  return (
    <Stack gap="xs">
      <Title order={3} size="h5">
        {order.municipality?.name ?? 'Общий порядок региона'}, с {dayText(order.validFrom)}
        {order.validTo && ` по ${dayText(order.validTo)}`}
      </Title>
      <Facts
        facts={[
          ['Акт', `${basis.title}${basis.number && ` № ${basis.number}`}, ${order.paragraph}`],
          ['По умолчанию', order.isDefault && 'да: акты об этом молчат'],
          ['Кворум', `не меньше ${order.quorumPercent} % голосующих членов`],
          ['Большинство', `больше ${order.majorityPercent} % участвующих`],
          ['Число мест', order.placesRuleLabel],
          ['Голоса', order.hidesOpenVotes ? 'закрыты до конца голосования по вопросу' : 'открыты сразу'],
          ['О заседании извещают', order.noticeDays > 0 ? `за ${count(order.noticeDays, 'рабочий день', 'рабочих дня', 'рабочих дней')}` : 'срок не установлен'],
          ['Записи реестров действуют', `до ${String(order.entriesEndDay).padStart(2, '0')}.${String(order.entriesEndMonth).padStart(2, '0')}`],
          ['Перед концом записи', order.asksReconfirmation && 'программу рассматривают снова'],
        ]}
      />
      {registers.map((register) => (
        <div key={register}>
          <Text size="sm" fw={500}>
            {register}: условия
          </Text>
          <List size="sm">
            {order.conditions
              .filter(({ registerLabel }) => registerLabel === register)
              .map((each) => (
                <List.Item key={each.id}>{each.text}</List.Item>
              ))}
          </List>
        </div>
      ))}
      {registers.length === 0 && <Text size="sm">Условий для реестров порядок не ставит.</Text>}
    </Stack>
  )
}
