import { Button, Group, Stack, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { usePages } from '../api/hooks'
import type { Operation } from '../api/operation'
import { numberText } from '../text/format'
import { DataTable, type Column } from './DataTable'
import { Failed, Nothing, Waiting } from './States'

export interface Connection<Row> {
  totalCount?: number
  pageInfo: { hasNextPage: boolean; endCursor: string | null }
  edges: { node: Row }[]
}

interface Props<Data, Variables, Row> {
  operation: Operation<Data, Variables>
  variables: Variables
  of: (data: Data) => Connection<Row>
  caption: string
  columns: Column<Row>[]
  /** What stands in place of an empty table: what it means and what to do. */
  empty: { title: string; advice?: ReactNode }
  minWidth?: number
  /** Whether what is shown still changes by itself. */
  refetchWhile?: (data: Data) => boolean
}

/** A connection as a table that grows page by page. */
export function Listing<Data, Variables extends { after?: string | null }, Row extends { id: string }>(
  props: Props<Data, Variables, Row>,
) {
  const { operation, variables, of, caption, columns, empty, minWidth } = props
  const asked = usePages(operation, variables, of, { refetchWhile: props.refetchWhile })
  if (asked.isLoadingError) return <Failed problem={asked.error} again={() => void asked.refetch()} />
  if (!asked.data) return <Waiting />
  const pages = asked.data.pages.map(of)
  const rows = pages.flatMap((page) => page.edges.map((edge) => edge.node))
  if (rows.length === 0) return <Nothing title={empty.title}>{empty.advice}</Nothing>
  const total = pages[0]?.totalCount
  return (
    <Stack gap="xs">
      <DataTable caption={caption} columns={columns} rows={rows} minWidth={minWidth} isBusy={asked.isPlaceholderData} />
      <Group gap="md">
        <Text size="sm" c="dimmed" role="status">
          {total === undefined ? `Показано: ${numberText(rows.length)}` : `Показано ${numberText(rows.length)} из ${numberText(total)}`}
        </Text>
        {asked.hasNextPage && (
          <Button
            className="no-print"
            variant="default"
            size="xs"
            loading={asked.isFetchingNextPage}
            onClick={() => void asked.fetchNextPage()}
          >
            Показать ещё
          </Button>
        )}
      </Group>
      {asked.isFetchNextPageError && <Failed problem={asked.error} />}
    </Stack>
  )
}
