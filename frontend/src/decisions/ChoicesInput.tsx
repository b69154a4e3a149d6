import { Checkbox, Stack, Text } from '@mantine/core'
import { shown, type InputProps } from './FieldInput'

/** Several answers: a tick for each. */
export function ChoicesInput(props: InputProps) {
  const { field, value, put } = props
  const { required, ...words } = shown(props)
  const chosen = Array.isArray(value) ? value.filter((each) => typeof each === 'string') : []
  return (
    <Checkbox.Group {...words} withAsterisk={required} value={chosen} onChange={(next: string[]) => put(next)}>
      <Stack gap={6} mt={6}>
        {field.options.map((option) => (
          <Checkbox key={option.value} value={option.value} label={option.label} />
        ))}
        {field.options.length === 0 && (
          <Text size="sm" c="dimmed">
            Выбирать не из чего.
          </Text>
        )}
      </Stack>
    </Checkbox.Group>
  )
}
