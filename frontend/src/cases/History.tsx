import { Button, List, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { send } from '../api/send'
import { CaseHistory } from '../generated/operations'
import { Failed } from '../parts/States'
import { momentText } from '../text/format'
import type { Case } from './types'

/** What happened, oldest first, with names and moments; a long one is read on. */
export function History({ of }: { of: Case }) {
  const [more, setMore] = useState<Case['history'][]>([])
  const parts = [of.history, ...more]
  const { hasNextPage, endCursor } = parts.at(-1)!.pageInfo
  const { mutate: readOn, isPending, error } = useMutation({
    mutationFn: () => send(CaseHistory, { id: of.id, after: endCursor }),
    onSuccess: ({ case: found }) => found && setMore([...more, found.history]),
  })
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
      {error && <Failed problem={error} />}
      {hasNextPage && (
        <Button variant="default" size="compact-md" loading={isPending} onClick={() => readOn()}>
          Показать дальше
        </Button>
      )}
    </>
  )
}
