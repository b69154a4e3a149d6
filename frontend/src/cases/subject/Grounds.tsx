import { List, Text } from '@mantine/core'

interface Refusal {
  ground: string
  groundText: string
  text: string
  rule?: string
}

/** Why it was refused before: ground, words, paragraph. */
export function Grounds({ refusals }: { refusals: Refusal[] }) {
  if (refusals.length === 0) return null
  return (
    <div>
      <Text fw={600}>Отказы</Text>
      <List size="sm">
        {refusals.map(({ ground, groundText, text, rule }) => (
          <List.Item key={`${ground} ${text}`}>
            {groundText}. {text}
            {rule && (
              <Text size="xs" c="dimmed">
                {rule}
              </Text>
            )}
          </List.Item>
        ))}
      </List>
    </div>
  )
}
