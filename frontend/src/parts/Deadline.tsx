import { Text } from '@mantine/core'
import { lastDay, termText, urgencyOf, type Urgency } from '../text/deadline'

const MARKS: Record<Urgency, { mark: string; color: string }> = {
  late: { mark: '▲', color: 'red' },
  today: { mark: '◆', color: 'orange' },
  soon: { mark: '●', color: 'yellow' },
  calm: { mark: '○', color: 'gray' },
  none: { mark: '', color: 'gray' },
}

interface Props {
  dueAt: string | null
  workingDaysLeft: number | null
  isOverdue: boolean
}

/** A term in words and its last day; a mark and a colour say how near it is, and neither is needed to know. */
export function Deadline(term: Props) {
  const { mark, color } = MARKS[urgencyOf(term)]
  return (
    <>
      <Text span size="sm" fw={urgencyOf(term) === 'late' ? 600 : 400}>
        <span aria-hidden style={{ color: `light-dark(var(--mantine-color-${color}-9), var(--mantine-color-${color}-4))` }}>
          {mark}{' '}
        </span>
        {termText(term)}
      </Text>
      {term.dueAt && (
        <Text size="xs" c="dimmed">
          до {lastDay(term.dueAt)}
        </Text>
      )}
    </>
  )
}
