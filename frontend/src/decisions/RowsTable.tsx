import { Fieldset, NativeSelect, Stack, Table, Text, TextInput } from '@mantine/core'
import { numberText } from '../text/format'
import { idAt, type InputProps } from './FieldInput'
import type { Faults, Field, Value, Values } from './form'
import { Fault, Fields } from './GroupInput'
import { wholeOf } from '../text/written'

const WIDE = 2 // fields that a row of a table holds beside its name

/** One row for each of a list: marks for criteria with their sum, classes of modules. */
export function RowsTable({ field, path, value, faults, put }: InputProps) {
  const rows = Array.isArray(value) ? value.filter((row): row is Values => typeof row === 'object') : []
  const [first, ...rest] = field.fields ?? []
  if (!first) return null
  const option = (row: Values) => first.options.find((each) => each.value === row[first.name])
  const counted = rest.find((each) => each.kind === 'NUMBER' && first.options.some(({ atMost }) => atMost !== null))
  const set = (place: number, name: string, next: Value) =>
    put(rows.map((row, at) => (at === place ? { ...row, [name]: next } : row)))
  if (rest.length > WIDE) return <Cards field={field} path={path} rows={rows} faults={faults} option={option} put={put} />
  return (
    <Fieldset legend={field.label} id={idAt(path)} tabIndex={-1}>
      <Stack gap="xs">
        <Fault text={faults[path]} />
        <Table.ScrollContainer minWidth={360}>
          <Table verticalSpacing={6}>
            <Table.Thead>
              <Table.Tr>
                {[first, ...rest].map((each) => (
                  <Table.Th key={each.name} scope="col">
                    {each.label}
                  </Table.Th>
                ))}
                {counted && <Table.Th scope="col">Не более</Table.Th>}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {rows.map((row, place) => (
                <Table.Tr key={String(row[first.name])}>
                  <Table.Th scope="row" fw={400}>
                    {option(row)?.label}
                  </Table.Th>
                  {rest.map((each) => (
                    <Table.Td key={each.name}>
                      <Cell
                        field={each}
                        path={`${path}.${place}.${each.name}`}
                        label={`${each.label}: ${option(row)?.label}`}
                        value={row[each.name]}
                        fault={faults[`${path}.${place}.${each.name}`] ?? (each === rest[0] ? faults[`${path}.${place}`] : undefined)}
                        put={(next) => set(place, each.name, next)}
                      />
                    </Table.Td>
                  ))}
                  {counted && <Table.Td>{option(row)?.atMost}</Table.Td>}
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
        {counted && <Sum rows={rows} counted={counted} most={first.options.reduce((sum, { atMost }) => sum + (atMost ?? 0), 0)} />}
      </Stack>
    </Fieldset>
  )
}

interface CardsProps {
  field: Field
  path: string
  rows: Values[]
  faults: Faults
  option: (row: Values) => Field['options'][number] | undefined
  put: (rows: Values[]) => void
}

/** Where a row asks for more than a line holds, each is a group of its own. */
function Cards({ field, path, rows, faults, option, put }: CardsProps) {
  const [first, ...rest] = field.fields ?? []
  if (!first) return null
  return (
    <Fieldset legend={field.label} id={idAt(path)} tabIndex={-1}>
      <Stack gap="sm">
        <Fault text={faults[path]} />
        {rows.map((row, place) => (
          <Fieldset key={String(row[first.name])} legend={option(row)?.label} variant="filled">
            <Stack gap="xs">
              <Fault text={faults[`${path}.${place}`]} />
              <Fields
                fields={rest}
                values={row}
                path={`${path}.${place}.`}
                faults={faults}
                put={(next) => put(rows.map((each, at) => (at === place ? next : each)))}
              />
            </Stack>
          </Fieldset>
        ))}
      </Stack>
    </Fieldset>
  )
}

interface CellProps {
  field: Field
  path: string
  label: string
  value: Value | undefined
  fault: string | undefined
  put: (value: string) => void
}

function Cell({ field, path, label, value, fault, put }: CellProps) {
  const words = { id: idAt(path), 'aria-label': label, error: fault, value: typeof value === 'string' ? value : '' }
  if (field.options.length > 0) {
    const none = { value: '', label: field.isRequired ? 'Выберите…' : 'Нет' }
    const data = [none, ...field.options.map((option) => ({ value: option.value, label: option.label }))]
    return <NativeSelect {...words} data={data} miw={150} onChange={(event) => put(event.currentTarget.value)} />
  }
  return <TextInput {...words} inputMode="numeric" autoComplete="off" w={110} onChange={(event) => put(event.currentTarget.value)} />
}

function Sum({ rows, counted, most }: { rows: Values[]; counted: Field; most: number }) {
  const marks = rows.map((row) => wholeOf(String(row[counted.name] ?? '')) ?? 0)
  const sum = marks.reduce((total, mark) => total + mark, 0)
  return (
    <Text size="sm" role="status">
      Сумма: <b>{numberText(sum)}</b> из {numberText(most)}
    </Text>
  )
}
