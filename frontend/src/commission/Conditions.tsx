import { List, Text } from '@mantine/core'

interface Verdict {
  round: number
  code: string
  text: string
  holds: boolean
  found: string
  paragraph: string
  act: string
}

/** The conditions of a register as they were judged at the newest filing: met or not, what was found, by which rule. */
export function Conditions({ verdicts }: { verdicts: Verdict[] }) {
  const newest = Math.max(0, ...verdicts.map(({ round }) => round))
  const judged = verdicts.filter(({ round }) => round === newest)
  if (judged.length === 0) {
    return <Text size="sm">Порядок комиссии не ставит условий этому реестру: он открыт любой программе (Концепция, п. 2.7).</Text>
  }
  return (
    <List listStyleType="none" spacing="sm">
      {judged.map((each) => (
        <List.Item key={each.code} icon={<Mark holds={each.holds} />}>
          <Text size="sm" fw={500}>
            {each.text}
          </Text>
          <Text size="sm">
            {each.holds ? 'Выполнено' : 'Не выполнено'}: {each.found}
          </Text>
          <Text size="xs" c="dimmed">
            Концепция, п. 2.7 · {each.act}, {each.paragraph}
          </Text>
        </List.Item>
      ))}
    </List>
  )
}

function Mark({ holds }: { holds: boolean }) {
  return (
    <Text span c={holds ? 'var(--mantine-color-text)' : 'var(--mantine-color-error)'} fw={700} aria-hidden>
      {holds ? '✓' : '✕'}
    </Text>
  )
}
