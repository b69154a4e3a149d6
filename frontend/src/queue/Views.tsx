import { Badge, Button, Group } from '@mantine/core'
import { createLink } from '@tanstack/react-router'
import type { ComponentProps } from 'react'
import type { TaskCountsQuery, TaskView } from '../generated/types'
import { numberText } from '../text/format'
import { VIEWS, type Filters } from './filters'

const WORDS: Record<TaskView, string> = {
  TEAM: 'Все на наших столах',
  MINE: 'Мои',
  UNCLAIMED: 'Свободные',
  OVERDUE: 'Просроченные',
  SUPERVISED: 'Под надзором',
}
const ORDER: TaskView[] = ['MINE', 'UNCLAIMED', 'TEAM', 'OVERDUE', 'SUPERVISED']
const Tab = createLink((props: ComponentProps<'a'> & { isHere: boolean }) => {
  const { isHere, ...rest } = props
  return <Button component="a" size="compact-sm" fw={500} variant={isHere ? 'filled' : 'default'} {...rest} />
})

interface Props {
  filters: Filters
  counts: TaskCountsQuery['taskCounts'] | undefined
  isHead: boolean
}

/** The parts of the desks, each with how many tasks it has. */
export function Views({ filters, counts, isHead }: Props) {
  const number = (view: TaskView) => (view === 'SUPERVISED' ? undefined : counts?.[LOWER[view]])
  return (
    <Group component="nav" aria-label="Вид очереди" gap="xs" className="no-print">
      {ORDER.filter((view) => view !== 'SUPERVISED' || isHead).map((view) => {
        const isHere = view === (filters.view ?? VIEWS[0])
        const many = number(view)
        return (
          <Tab
            key={view}
            isHere={isHere}
            to="/tasks"
            search={{ ...filters, view }}
            aria-current={isHere ? 'page' : undefined}
          >
            {WORDS[view]}
            {many !== undefined && (
              <Badge component="span" ml={6} variant={isHere ? 'white' : 'light'} autoContrast size="sm">
                {numberText(many)}
              </Badge>
            )}
          </Tab>
        )
      })}
    </Group>
  )
}

const LOWER = { TEAM: 'team', MINE: 'mine', UNCLAIMED: 'unclaimed', OVERDUE: 'overdue' } as const
