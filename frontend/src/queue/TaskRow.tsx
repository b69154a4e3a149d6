import { Button, Group, Table, Text } from '@mantine/core'
import { memo, useEffect, useRef } from 'react'
import { Deadline } from '../parts/Deadline'
import { Go } from '../parts/Go'
import type { Task } from './desk'
import classes from './TaskTable.module.css'

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
      className={isSelected ? classes.selected : undefined}
      onFocus={() => select(task.id)}
      onClick={() => select(task.id)}
    >
      <Table.Th scope="row" fw={400}>
        <Go ref={link} to="/cases/$id" params={{ id: task.case.id }} search={{ task: task.id }} className={classes.link}>
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
  const { owner, addressee } = task
  if (owner && owner.id !== me) return <Text size="sm">{owner.fullName}</Text>
  if (!owner && addressee) return <Text size="sm">{addressee.id === me ? 'Назначена вам' : `Назначена: ${addressee.fullName}`}</Text>
  if (!canTake) return <Text size="sm">{owner ? 'Вы' : 'Свободна'}</Text>
  const about = `${task.stepTitle}: ${task.subjectLine}`
  return owner ? (
    <Group gap="xs" wrap="nowrap">
      <Text size="sm">Вы</Text>
      <Button size="compact-sm" variant="default" aria-label={`Вернуть: ${about}`} onClick={() => giveBack(task)}>
        Вернуть
      </Button>
    </Group>
  ) : (
    <Button size="compact-sm" variant="light" aria-label={`Взять: ${about}`} onClick={() => take(task)}>
      Взять
    </Button>
  )
}
