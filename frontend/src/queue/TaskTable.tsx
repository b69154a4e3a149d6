import { Table, Text } from '@mantine/core'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useImperativeHandle, useRef, type Ref } from 'react'
import type { Task } from './desk'
import classes from './TaskTable.module.css'
import { TaskRow } from './TaskRow'

const ROW = 62 // pixels, before it is measured
const AHEAD = 20 // rows before the end at which the next page is asked for

export interface TableHandle {
  /** Bring a row to the eye and give it the focus. */
  goTo: (place: number) => void
}

interface Props {
  tasks: Task[]
  selected: string | undefined
  me: string
  canTake: boolean
  isBusy: boolean
  hasMore: boolean
  more: () => void
  select: (id: string) => void
  take: (task: Task) => void
  giveBack: (task: Task) => void
  handle: Ref<TableHandle>
}

/** The tasks, of which only those in sight are rows of the page. */
export function TaskTable({ tasks, selected, isBusy, hasMore, more, handle, ...acts }: Props) {
  const box = useRef<HTMLDivElement>(null)
  const wantsFocus = useRef(false)
  const rows = useVirtualizer({
    count: tasks.length,
    getScrollElement: () => box.current,
    estimateSize: () => ROW,
    getItemKey: (place) => tasks[place]?.id ?? place,
    overscan: 8,
    scrollPaddingStart: 44, // the heading that stays
  })
  useImperativeHandle(handle, () => ({
    goTo: (place) => {
      wantsFocus.current = true
      rows.scrollToIndex(place, { align: 'auto' })
    },
  }))
  const shown = rows.getVirtualItems()
  const last = shown.at(-1)?.index ?? 0
  useEffect(() => {
    if (hasMore && last >= tasks.length - AHEAD) more()
  }, [hasMore, last, more, tasks.length])
  const before = shown[0]?.start ?? 0
  const after = rows.getTotalSize() - (shown.at(-1)?.end ?? 0)
  return (
    <div ref={box} role="region" aria-label="Список задач" tabIndex={0} aria-busy={isBusy} className={classes.box}>
      <Table stickyHeader miw={760} aria-rowcount={hasMore ? -1 : tasks.length + 1} className={classes.table}>
        <Table.Thead className={classes.head}>
          <Table.Tr aria-rowindex={1}>
            {['Задача', 'О чём', 'Срок', 'Кто взял'].map((title) => (
              <Table.Th key={title} scope="col">
                {title}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {before > 0 && <Gap height={before} />}
          {shown.map(({ index }) => {
            const task = tasks[index]
            if (!task) return null
            return (
              <TaskRow
                key={task.id}
                task={task}
                place={index}
                isSelected={task.id === selected}
                wantsFocus={wantsFocus}
                measure={rows.measureElement}
                {...acts}
              />
            )
          })}
          {after > 0 && <Gap height={after} />}
        </Table.Tbody>
      </Table>
      {hasMore && (
        <Text size="sm" c="dimmed" p="sm">
          Загружаем следующие…
        </Text>
      )}
    </div>
  )
}

/** The rows that are not in sight. */
function Gap({ height }: { height: number }) {
  return (
    <tr aria-hidden style={{ height }}>
      <td colSpan={4} />
    </tr>
  )
}
