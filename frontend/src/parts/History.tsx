import { Stack, Text } from '@mantine/core'
import { momentText } from '../text/format'

interface Entry {
  id: string
  at: string
  whatLabel: string
  note: string
  by: { fullName: string } | null
}

/** What happened, who did it, what was said. */
export function History({ entries }: { entries: Entry[] }) {
  if (entries.length === 0) return <Text size="sm">Записей, которые вам видны, нет.</Text>
  return (
    <Stack component="ol" gap="sm" pl="md" m={0}>
      {entries.map((entry) => (
        <li key={entry.id}>
          <Text size="sm" fw={500}>
            {entry.whatLabel}
          </Text>
          <Text size="xs" c="dimmed">
            <time dateTime={entry.at}>{momentText(entry.at)}</time>
            {entry.by && ` · ${entry.by.fullName}`}
          </Text>
          {entry.note && (
            <Text size="sm" style={{ whiteSpace: 'pre-line' }}>
              {entry.note}
            </Text>
          )}
        </li>
      ))}
    </Stack>
  )
}
