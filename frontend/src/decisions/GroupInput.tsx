import { Fieldset, Stack, Text } from '@mantine/core'
import { FieldInput, idAt, type InputProps } from './FieldInput'
import styles from './Fields.module.css'
import { askedOf, type Faults, type Field, type Values } from './form'

/** Fields that belong together. */
export function GroupInput(props: InputProps) {
  const { field, path, value, faults, put } = props
  const values = typeof value === 'object' && !Array.isArray(value) ? value : {}
  return (
    <Fieldset legend={field.label} id={idAt(path)} tabIndex={-1}>
      <Stack gap="sm">
        {field.help && (
          <Text size="sm" c="dimmed">
            {field.help}
          </Text>
        )}
        <Fault text={faults[path]} />
        <Fields fields={field.fields ?? []} values={values} path={`${path}.`} faults={faults} put={put} />
      </Stack>
    </Fieldset>
  )
}

interface FieldsProps {
  fields: Field[]
  values: Values
  path: string
  faults: Faults
  put: (values: Values) => void
}

/** The fields of a group that are asked with the answers given so far. */
export function Fields({ fields, values, path, faults, put }: FieldsProps) {
  return (
    <div className={styles.fields}>
      {askedOf(fields, values).map((each) => (
        <div key={each.name} className={isShort(each) ? undefined : styles.long}>
          <FieldInput
            field={each}
            path={path + each.name}
            value={values[each.name]}
            faults={faults}
            put={(next) => put({ ...values, [each.name]: next })}
          />
        </div>
      ))}
    </div>
  )
}

const SHORT = ['NUMBER', 'DECIMAL', 'MONEY', 'DATE', 'TIME', 'MOMENT']

function isShort({ kind, isList, help }: Field): boolean {
  return SHORT.includes(kind) && !isList && !help
}

/** What is wrong with a group as a whole. */
export function Fault({ text }: { text: string | undefined }) {
  if (!text) return null
  return (
    <Text size="sm" c="var(--mantine-color-error)">
      {text}
    </Text>
  )
}
