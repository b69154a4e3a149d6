import { Alert, Paper, SimpleGrid, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { daysText } from '../text/deadline'
import { dayText, plural } from '../text/format'
import type { Case } from './types'

const LINES = 2 // of a long name: whole when pointed at, and read out

/** Where the case stands: step, who has it, how long yet, what is expected of the reader. */
export function Tracker({ of }: { of: Case }) {
  const { tracker, finished, status } = of
  return (
    <Paper component="section" aria-label="Где находится дело" withBorder p="md">
      <SimpleGrid cols={{ base: 1, xs: 2, md: 4 }} spacing="md">
        <Part label={finished ? 'Последний шаг' : 'Шаг'}>{tracker.stepTitle}</Part>
        <Part label="Сейчас решает" more={tracker.role ? tracker.holder : undefined}>
          {tracker.role || tracker.holder || (finished ? 'Никто: дело закрыто' : 'Система')}
        </Part>
        <Part label={finished ? (status === 'CANCELED' ? 'Прекращено' : 'Завершено') : 'Срок шага'}>
          {finished ? dayText(finished) : stepTerm(tracker)}
        </Part>
        <Part label="Срок всего дела">{dayText(tracker.caseDueOn)}</Part>
      </SimpleGrid>
      {tracker.clockStands && (
        <Text size="sm" mt="sm">
          Срок дела приостановлен с {dayText(of.pausedOn)}: ждём ответа заявителя.
        </Text>
      )}
      {tracker.expectedFromMe && (
        <Alert mt="sm" p="xs" color="indigo" aria-label="Ждём от вас">
          <b>Ждём от вас:</b> {tracker.expectedFromMe}
        </Alert>
      )}
    </Paper>
  )
}

function Part({ label, more, children }: { label: string; more?: string; children: ReactNode }) {
  return (
    <div>
      <Text size="xs" c="dimmed">
        {label}
      </Text>
      <Text fw={600} size="sm" lineClamp={LINES} title={typeof children === 'string' ? children : undefined}>
        {children}
      </Text>
      {more && (
        <Text size="xs" c="dimmed" lineClamp={LINES} title={more}>
          {more}
        </Text>
      )}
    </div>
  )
}

/** «до 24.11.2026, остался 1 рабочий день». */
export function stepTerm({ dueOn, daysLeft: left }: Pick<Case['tracker'], 'dueOn' | 'daysLeft'>): string {
  if (!dueOn) return 'Без срока'
  if (left === null) return `до ${dayText(dueOn)}`
  if (left < 0) return `до ${dayText(dueOn)}, просрочен на ${daysText(-left)}`
  if (left === 0) return `до ${dayText(dueOn)}, последний день`
  return `до ${dayText(dueOn)}, ${plural(left, 'остался', 'осталось', 'осталось')} ${daysText(left)}`
}
