import { Table, Text } from '@mantine/core'
import type { ReactNode } from 'react'

export interface Column<Row> {
  header: string
  cell: (row: Row, index: number) => ReactNode
  /** Numbers stand to the right, digit under digit. */
  isNumber?: boolean
  /** Numbers of documents and days are never broken in two lines. */
  isWhole?: boolean
}

const WHOLE = { whiteSpace: 'nowrap' } as const

interface Props<Row> {
  caption: string
  columns: Column<Row>[]
  rows: Row[]
  keyOf?: (row: Row) => string
  /** Width below which the table scrolls sideways. */
  minWidth?: number
  isBusy?: boolean
}

/** A table that scrolls by itself, by keyboard too; its first column names the row. */
export function DataTable<Row extends object>({ caption, columns, rows, keyOf, minWidth = 360, isBusy = false }: Props<Row>) {
  const align = (column: Column<Row>) => (column.isNumber ? 'right' : 'left')
  return (
    <div role="region" aria-label={caption} tabIndex={0} aria-busy={isBusy} style={{ overflowX: 'auto', opacity: isBusy ? 0.6 : 1 }}>
      <Table highlightOnHover miw={minWidth} captionSide="top" tabularNums>
        <Table.Caption ta="left" mt={0}>
          <Text span size="sm" c="dimmed">
            {caption}
          </Text>
        </Table.Caption>
        <Table.Thead>
          <Table.Tr>
            {columns.map((column) => (
              <Table.Th key={column.header} scope="col" ta={align(column)}>
                {column.header}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row, index) => (
            <Table.Tr key={keyOf ? keyOf(row) : 'id' in row ? String(row.id) : index}>
              {columns.map((column, place) =>
                place === 0 ? (
                  <Table.Th key={column.header} scope="row" ta={align(column)} fw={500} style={column.isNumber || column.isWhole ? WHOLE : undefined}>
                    {column.cell(row, index)}
                  </Table.Th>
                ) : (
                  <Table.Td key={column.header} ta={align(column)} style={column.isNumber || column.isWhole ? WHOLE : undefined}>
                    {column.cell(row, index)}
                  </Table.Td>
                ),
              )}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  )
}
