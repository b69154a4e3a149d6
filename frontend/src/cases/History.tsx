import { Button, List, Text } from '@mantine/core'
import { useState } from 'react'
import { send } from '../api/send'
import { CaseHistory } from '../generated/operations'
import { momentText } from '../text/format'
import type { Case } from './types'

/** What happened, oldest first, with names and moments; a long one is read on. */
export function History({ of }: { of: Case }) {
  const [more, setMore] = useState<Case['history'][]>([])
  const [failed, fail] = useState('')
  const parts = [of.history, ...more]
  const { hasNextPage, endCursor } = parts.at(-1)!.pageInfo
  const readOn = async () => {
    try {
      const { case: found } = await send(CaseHistory, { id: of.id, after: endCursor })
      if (found) setMore([...more, found.history])
      fail('')
    } catch (problem) {
      fail(problem instanceof Error ? problem.message : 'Не получилось.')
    }
  }
  return (
    <>
      <List type="ordered" spacing="xs" size="sm">
        {parts
          .flatMap((part) => part.edges)
          .map(({ node }) => (
            <List.Item key={node.id}>
              {node.whatLabel}
              {node.note && `: ${node.note}`}
              <Text size="xs" c="dimmed">
                {momentText(node.at)}
                {node.by && `, ${node.by.fullName}`}
              </Text>
            </List.Item>
          ))}
      </List>
      {failed && <Text role="alert">{failed}</Text>}
      {hasNextPage && (
        <Button variant="default" size="compact-md" onClick={() => void readOn()}>
          Показать дальше
        </Button>
      )}
    </>
  )
}
