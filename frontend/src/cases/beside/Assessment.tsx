import { List, Paper, Stack, Text } from '@mantine/core'
import { useAsked } from '../../api/hooks'
import { DecisionContext } from '../../generated/operations'
import type { DecisionContextQuery } from '../../generated/types'
import { count, dayText, momentText } from '../../text/format'

type Snapshot = NonNullable<NonNullable<DecisionContextQuery['case']>['enrollmentRequest']>['assessments'][number]

/** What the rules found about a request for a place, with their paragraphs, as it was kept at that moment. */
export function Assessment({ caseId }: { caseId: string }) {
  const request = useAsked(DecisionContext, { id: caseId }).data?.case?.enrollmentRequest
  const last = request?.assessments.at(-1)
  if (!request || !last) return null
  return (
    <Paper withBorder p="sm">
      <Stack gap={6}>
        <Text fw={600}>
          {last.wayLabel}: {last.verdictLabel.toLowerCase()}
        </Text>
        <Text size="sm">
          {request.registerLabel}. Занятия с {dayText(request.startsOn)}, {count(request.hours, 'час', 'часа', 'часов')}. По
          сертификату — {request.certificatePartText || '0 ₽'}, семья — {request.familyPartText || '0 ₽'}.
        </Text>
        <Text size="sm">
          {takenOf(last)} Оценено {momentText(last.decidedAt)}.
        </Text>
        {last.findings.length === 0 ? (
          <Text size="sm">Нарушенных правил не найдено.</Text>
        ) : (
          <List size="sm" spacing={4}>
            {last.findings.map(({ code, message, rule, remedy, forbids }) => (
              <List.Item key={code + message}>
                <b>{forbids ? '✗ Запрещает.' : '! Нужно решение человека.'}</b> {message} {remedy}
                <Text size="xs" c="dimmed">
                  {rule}
                </Text>
              </List.Item>
            ))}
          </List>
        )}
      </Stack>
    </Paper>
  )
}

function takenOf({ unit, programsTaken, hoursTaken, balanceText, age }: Snapshot): string {
  const years = `Возраст: ${count(age, 'год', 'года', 'лет')}.`
  if (unit === 'MONEY') return `${years} Остаток на сертификате: ${balanceText || '0 ₽'}.`
  if (unit === 'HOURS') return `${years} Уже занято: ${count(hoursTaken, 'час', 'часа', 'часов')}.`
  return `${years} Уже занято: ${count(programsTaken, 'программа', 'программы', 'программ')}.`
}
