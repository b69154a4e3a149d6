import { Group, NativeSelect, Radio, Select, Stack } from '@mantine/core'
import { shown, type InputProps } from './FieldInput'

const FEW = 5 // answers that are shown one below another
const MANY = 15 // answers among which one looks by typing

/** One answer of several: the verdict as large buttons, a few as a list, many as a field to look in. */
export function ChoiceInput(props: InputProps) {
  const { field, value, put, isMain } = props
  const { required, ...words } = shown(props)
  const text = typeof value === 'string' ? value : ''
  if (field.options.length > MANY) {
    return (
      <Select
        {...words}
        withAsterisk={required}
        searchable
        selectFirstOptionOnChange
        openOnFocus={false}
        clearable={!required}
        clearButtonProps={{ 'aria-label': 'Очистить' }}
        nothingFoundMessage="Ничего не найдено"
        data={field.options.map((option) => ({ value: option.value, label: option.label }))}
        value={text || null}
        onChange={(chosen) => put(chosen ?? '')}
      />
    )
  }
  if (field.options.length > FEW) {
    const none = { value: '', label: required ? 'Выберите…' : 'Не выбрано' }
    return (
      <NativeSelect
        {...words}
        withAsterisk={required}
        data={[none, ...field.options.map((option) => ({ value: option.value, label: option.label }))]}
        value={text}
        onChange={(event) => put(event.currentTarget.value)}
      />
    )
  }
  return (
    <Radio.Group {...words} withAsterisk={required} value={text} onChange={put}>
      {isMain ? <Large {...props} /> : <Plain {...props} />}
    </Radio.Group>
  )
}

/** The verdict is one stop of Tab: arrows go from answer to answer. */
function Large({ field, value }: InputProps) {
  const stop = field.options.find((option) => option.value === value) ?? field.options[0]
  return (
    <Group gap="xs" mt="xs" align="stretch">
      {field.options.map((option) => (
        <Radio.Card key={option.value} value={option.value} radius="md" p="sm" w="auto" mih={44} aria-label={option.label} tabIndex={option === stop ? 0 : -1}>
          <Group wrap="nowrap" gap="sm">
            <Radio.Indicator />
            <span style={{ fontWeight: value === option.value ? 600 : 400 }}>{option.label}</span>
          </Group>
        </Radio.Card>
      ))}
    </Group>
  )
}

function Plain({ field }: InputProps) {
  return (
    <Stack gap={6} mt={6}>
      {field.options.map((option) => (
        <Radio key={option.value} value={option.value} label={option.label} />
      ))}
      {!field.isRequired && !field.preset && !field.question && <Radio value="" label="Не выбрано" />}
    </Stack>
  )
}
