import { List, Text } from '@mantine/core'

interface Recusal {
  groundLabel: string
  note: string
  isDeclared?: boolean
  member: { id: string; fullName: string } | null
}

/** Who does not decide, and why. */
export function Recusals({ recusals }: { recusals: Recusal[] }) {
  if (recusals.length === 0) return null
  return (
    <div>
      <Text size="sm" fw={500}>
        Не голосуют по этому вопросу
      </Text>
      <List size="sm">
        {recusals.map((each, place) => (
          <List.Item key={each.member?.id ?? place}>
            {each.member?.fullName ?? 'Член комиссии'}: {each.groundLabel.toLowerCase()}
            {each.isDeclared !== undefined && (each.isDeclared ? ' (заявлено самим членом комиссии)' : ' (установлено системой)')}
            {each.note && `. ${each.note}`}
          </List.Item>
        ))}
      </List>
    </div>
  )
}
