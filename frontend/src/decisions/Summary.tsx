import { Alert, Anchor, Button, List, Stack, Text } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { Problem } from '../api/problem'
import type { Refusal } from '../api/refusals'
import { count } from '../text/format'
import { idAt } from './FieldInput'
import type { Faults, Field } from './form'
import { LOST } from './Notices'
import { labelAt } from './refused'

interface Props {
  faults: Faults
  rest: Refusal[]
  fields: Field[]
  /** An act over the page, not the decision of a step. */
  isAct: boolean
  problem: Error | null
  /** A try before was cut off, so the decision may be there already. */
  wasLost: boolean
  /** The person looks at the case anew. */
  onRefresh: () => void
}

const STALE = ['CASE_CHANGED', 'TASK_CLOSED', 'CASE_CLOSED', 'TASK_TAKEN', 'NOT_FOUND']

/** What is wrong with the whole, and where to look for the rest; it takes the focus when it appears. */
export function Summary({ faults, rest, fields, isAct, problem, wasLost, onRefresh }: Props) {
  const box = useRef<HTMLDivElement>(null)
  const client = useQueryClient()
  const places = Object.keys(faults)
  const isWrong = places.length > 0 || rest.length > 0 || problem !== null
  useEffect(() => {
    if (isWrong) box.current?.focus()
  }, [isWrong])
  if (!isWrong) return null
  const refresh = () => void client.invalidateQueries().then(onRefresh)
  const isStale = rest.some(({ code }) => STALE.includes(code))
  return (
    <Alert ref={box} tabIndex={-1} color="red" role="alert" title={titleOf(places.length, rest, problem, isAct)}>
      <Stack gap="xs" align="flex-start">
        {problem && <Text size="sm">{saidOf(problem)}</Text>}
        <List size="sm" spacing={4}>
          {rest.map((each) => (
            <List.Item key={each.code + each.message}>
              {each.message} {each.remedy}
              <Text size="xs" c="dimmed">
                {each.rule}
              </Text>
            </List.Item>
          ))}
          {places.map((path) => (
            <List.Item key={path}>
              <Anchor size="sm" c="inherit" underline="always" href={`#${idAt(path)}`} onClick={(event) => go(event, path)}>
                {labelAt(path, fields)}
              </Anchor>
              : {faults[path]}
            </List.Item>
          ))}
        </List>
        {isStale && (
          <>
            <Text size="sm">
              {wasLost
                ? 'Связь прерывалась: возможно, ваше решение уже записано. Обновите дело и проверьте.'
                : 'Введённое сохранено: обновите дело, проверьте решение и отправьте его снова.'}
            </Text>
            <Button size="xs" variant="default" onClick={refresh}>
              Обновить дело
            </Button>
          </>
        )}
      </Stack>
    </Alert>
  )
}

function isLost(problem: Error): boolean {
  return problem instanceof Problem && problem.passes
}

function titleOf(places: number, rest: Refusal[], problem: Error | null, isAct: boolean): string {
  const no = isAct ? 'Не выполнено' : 'Решение не принято'
  if (problem) return isLost(problem) ? 'Ответа нет' : no
  if (rest.length > 0) return no
  return `${no}: исправьте ${count(places, 'поле', 'поля', 'полей')}`
}

function saidOf(problem: Error): string {
  if (isLost(problem)) return LOST
  if (!(problem instanceof Problem)) return 'Обновите страницу: введённое сохранено.'
  return problem.incident ? `${problem.message} Номер обращения: ${problem.incident}.` : problem.message
}

function go(event: React.MouseEvent, path: string): void {
  event.preventDefault()
  const field = document.getElementById(idAt(path))
  const inputs = 'input, textarea, select, fieldset, [role=radio]'
  const input = field?.matches(inputs) ? field : field?.querySelector<HTMLElement>(inputs)
  input?.focus()
  field?.scrollIntoView({ block: 'center' })
}
