import { Button, Table, Text } from '@mantine/core'
import { memo, useEffect, useRef } from 'react'
import { Deadline } from '../parts/Deadline'
import { Go } from '../parts/Go'
import type { Task } from './desk'

interface Props {
  task: Task
  place: number
  isSelected: boolean
  /** Whether the keyboard has brought us here. */
  wantsFocus: React.RefObject<boolean>
  me: string
  canTake: boolean
  measure: (row: HTMLElement | null) => void
  select: (id: string) => void
  take: (task: Task) => void
  giveBack: (task: Task) => void
}

/** One task. Its link has the focus while it is the chosen one. */
export const TaskRow = memo(function TaskRow(props: Props) {
  const { task, place, isSelected, wantsFocus, measure, select } = props
  const link = useRef<HTMLAnchorElement>(null)
  useEffect(() => {
    if (!isSelected || !wantsFocus.current) return
    wantsFocus.current = false
    link.current?.focus({ preventScroll: true })
  }, [isSelected, wantsFocus])
  return (
    <Table.Tr
      ref={measure}
      data-index={place}
      aria-rowindex={place + 2}
      aria-current={isSelected || undefined}
      bg={isSelected ? 'var(--mantine-primary-color-light)' : undefined}
      onFocus={() => select(task.id)}
      onClick={() => select(task.id)}
    >
      <Table.Th scope="row" fw={400}>
        <Go ref={link} to="/cases/$id" params={{ id: task.case.id }} search={{ task: task.id }}>
          {task.stepTitle}
        </Go>
        <Text size="xs" c="dimmed">
          {task.processTitle}
        </Text>
      </Table.Th>
      <Table.Td>
        <Text size="sm">{task.subjectLine}</Text>
        <Text size="xs" c="dimmed">
          {[task.provider?.shortName, task.municipality?.name].filter(Boolean).join(' · ')}
        </Text>
      </Table.Td>
      <Table.Td>
        <Deadline {...task} />
      </Table.Td>
      <Table.Td>
        <Owner {...props} />
      </Table.Td>
    </Table.Tr>
  )
})

function Owner({ task, me, canTake, take, giveBack }: Props) {
  if (task.owner && task.owner.id !== me) return <Text size="sm">{task.owner.fullName}</Text>
  if (!canTake) return <Text size="sm">Свободна</Text>
  const about = `${task.stepTitle}: ${task.subjectLine}`
  return task.owner ? (
    <Button size="compact-sm" variant="default" aria-label={`Вернуть: ${about}`} onClick={() => giveBack(task)}>
      Вернуть
    </Button>
  ) : (
    <Button size="compact-sm" variant="light" aria-label={`Взять: ${about}`} onClick={() => take(task)}>
      Взять
    </Button>
  )
}
