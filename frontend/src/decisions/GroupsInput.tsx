import { Button, Fieldset, Group, Stack, Text } from '@mantine/core'
import { useRef } from 'react'
import { idAt, type InputProps } from './FieldInput'
import { blankOf, type Values } from './form'
import { Fault, Fields } from './GroupInput'
import { RowsTable } from './RowsTable'

/** Groups of fields, as many as are needed; a table where there is one for each of a list. */
export function GroupsInput(props: InputProps) {
  const { field, path, value, faults, put } = props
  const box = useRef<HTMLFieldSetElement>(null)
  const rows = Array.isArray(value) ? value.filter((row): row is Values => typeof row === 'object') : []
  const parts = field.fields ?? []
  if (field.isOneEach && parts[0]?.options.length) return <RowsTable {...props} />

  const focus = (place: number) =>
    requestAnimationFrame(() => box.current?.querySelectorAll('fieldset')[place]?.querySelector<HTMLElement>('input, textarea, select')?.focus())
  const add = () => {
    put([...rows, blankOf(parts)])
    focus(rows.length)
  }
  return (
    <Fieldset legend={field.label} id={idAt(path)} tabIndex={-1} ref={box}>
      <Stack gap="sm">
        {field.help && (
          <Text size="sm" c="dimmed">
            {field.help}
          </Text>
        )}
        <Fault text={faults[path]} />
        {rows.map((row, place) => (
          <Fieldset key={place} legend={`${field.label}, ${place + 1}`} variant="filled">
            <Stack gap="sm">
              <Fields
                fields={parts}
                values={row}
                path={`${path}.${place}.`}
                faults={faults}
                put={(next) => put(rows.map((each, at) => (at === place ? next : each)))}
              />
              <Group justify="flex-end">
                <Button
                  size="xs"
                  variant="subtle"
                  color="red"
                  onClick={() => put(rows.filter((_, at) => at !== place))}
                  aria-label={`Убрать: ${field.label}, ${place + 1}`}
                >
                  Убрать
                </Button>
              </Group>
            </Stack>
          </Fieldset>
        ))}
        <Button size="xs" variant="default" onClick={add} style={{ alignSelf: 'flex-start' }}>
          Добавить{rows.length > 0 ? ' ещё' : ''}: {field.label.toLowerCase()}
        </Button>
      </Stack>
    </Fieldset>
  )
}
