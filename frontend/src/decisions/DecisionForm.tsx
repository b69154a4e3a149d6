import { Button, Fieldset, Group, Kbd, Stack, Text } from '@mantine/core'
import { useRef, useState, type FormEvent } from 'react'
import type { Refusal } from '../api/refusals'
import { Waiting } from '../parts/States'
import { FieldInput } from './FieldInput'
import { askedOf, inputOf, untouched, type Faults, type Field, type Value } from './form'
import { Behind, Restored } from './Notices'
import { placed } from './refused'
import { Summary } from './Summary'
import { useDecide } from './useDecide'
import { useDraft } from './useDraft'

interface Props {
  fields: Field[]
  decision: string
  on: (kind: string | undefined) => string
  version: number | undefined
  /** What the draft is kept under: the task, or the act and its thing. */
  about: string
  /** What stands now, as its input: the form opens with it. */
  given?: object
  /** `id`: of what the decision has made or changed. */
  onDone: (next: boolean, id: string) => void
  label?: string
  /** Whether one may go on to the next thing at once: then that is what the first button and Ctrl + Enter do. */
  goesOn?: boolean
  /** How to leave an act that stands over the page; what was typed stays as a draft. */
  onCancel?: () => void
}

interface Fault {
  faults: Faults
  rest: Refusal[]
}
const DECIDE = 'Решить'
const RIGHT: Fault = { faults: {}, rest: [] }

/** The form of a decision: what is typed stays until the server has said yes. */
export function DecisionForm({ fields, decision, on, version, about, given, onDone, label = DECIDE, goesOn = false, onCancel }: Props) {
  const draft = useDraft({ about, fields, version, given })
  const { values, isSent, put } = draft
  const { decide, isRepeated, isTaken } = useDecide({ decision, on, onNo: draft.answered, onYes: draft.drop })
  const [wrong, setWrong] = useState<Fault>(RIGHT)
  const [tries, setTries] = useState(0)
  const wasLost = useRef(isSent)
  const isLost = isSent && !decide.isPending
  if (isRepeated) wasLost.current = true

  const change = (name: string, value: Value) => {
    put(name, value)
    setWrong(({ faults, rest }) => ({ faults: untouched(faults, values, { ...values, [name]: value }), rest }))
  }
  const submit = (next: boolean) => {
    if (decide.isPending) return
    const { input, faults } = inputOf(fields, values)
    setTries(tries + 1)
    setWrong({ faults, rest: [] })
    if (Object.keys(faults).length > 0) return decide.reset()
    const { version: seen, key } = draft.send()
    decide.mutate({ fields: input, version: seen, key }, {
      onSuccess: ({ refusals, id }) => {
        setWrong(placed(refusals, fields, values))
        setTries((before) => before + 1)
        if (refusals.length === 0) onDone(next, id)
      },
    })
  }
  if (isTaken) return <Waiting words="Решение записано. Обновляем…" />
  return (
    <form
      noValidate
      aria-label={label === DECIDE ? 'Решение' : label}
      onSubmit={(event: FormEvent) => {
        event.preventDefault()
        submit(goesOn)
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
        event.preventDefault()
        submit(goesOn)
      }}
    >
      <Stack gap="md">
        <Summary
          {...wrong}
          fields={fields}
          isAct={label !== DECIDE}
          problem={decide.isPending ? null : decide.error}
          wasLost={wasLost.current}
          onRefresh={draft.catchUp}
          key={tries}
        />
        {draft.isRestored && <Restored isLost={isLost} onThrow={draft.startAnew} />}
        {draft.isBehind && !isSent && <Behind onSeen={draft.catchUp} onThrow={given && draft.startAnew} />}
        <Fieldset variant="unstyled" disabled={isLost}>
          <Stack gap="md">
            {askedOf(fields, values).map((field, place) => (
              <FieldInput
                key={field.name}
                field={field}
                path={field.name}
                value={values[field.name]}
                faults={wrong.faults}
                put={(value) => change(field.name, value)}
                isMain={place === 0 && field.isRequired}
              />
            ))}
          </Stack>
        </Fieldset>
        <Group gap="sm">
          <Button type="submit" loading={decide.isPending}>
            {isLost ? 'Отправить ещё раз' : goesOn ? `${label} и взять следующую` : label}
          </Button>
          <Text size="xs" c="dimmed" visibleFrom="sm">
            <Kbd>Ctrl</Kbd> + <Kbd>Enter</Kbd>
          </Text>
          {goesOn && (
            <Button variant="default" disabled={decide.isPending} onClick={() => submit(false)}>
              {label} и остаться
            </Button>
          )}
          {onCancel && (
            <Button variant="default" disabled={decide.isPending} onClick={onCancel}>
              Отмена
            </Button>
          )}
        </Group>
        <Text size="sm" role="status">
          {isRepeated && 'Нет связи, повторяем… Введённое не потеряется.'}
        </Text>
      </Stack>
    </form>
  )
}
