import { List, Text } from '@mantine/core'
import { FileLink } from './FileLink'

interface Document {
  id: string
  kindLabel: string
  replaced?: boolean
  file: { id: string; name: string; size?: number }
}

/** Documents with their files; those that were replaced say so. */
export function Documents({ documents }: { documents: Document[] }) {
  if (documents.length === 0) return <Text size="sm">Документов нет.</Text>
  return (
    <List size="sm" spacing={4}>
      {documents.map(({ id, kindLabel, replaced, file }) => (
        <List.Item key={id}>
          {kindLabel}
          {replaced && ' (заменён)'}: <FileLink file={file} />
        </List.Item>
      ))}
    </List>
  )
}
