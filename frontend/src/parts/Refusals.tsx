import { Alert, List, Text } from '@mantine/core'
import type { Refusal } from '../api/refusals'

/** Every reason at once: what is wrong, what to do, and the paragraph that says so. */
export function Refusals({ refusals, title = 'Сейчас это невозможно' }: { refusals: Refusal[]; title?: string }) {
  if (refusals.length === 0) return null
  return (
    <Alert color="red" title={title} role="alert">
      <List size="sm" spacing="xs">
        {refusals.map((each) => (
          <List.Item key={`${each.code} ${each.path.join('.')} ${each.message}`}>
            {each.message} {each.remedy}
            <Text size="xs" c="dimmed">
              {each.rule}
            </Text>
          </List.Item>
        ))}
      </List>
    </Alert>
  )
}
