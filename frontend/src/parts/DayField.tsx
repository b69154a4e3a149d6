import { TextInput } from '@mantine/core'

/** A day: the browser's own field, which every keyboard and screen reader knows. */
export function DayField({ label, value, onChange }: { label: string; value: string | undefined; onChange: (day?: string) => void }) {
  return (
    <TextInput
      type="date"
      label={label}
      w={170}
      min="2000-01-01"
      max="2100-12-31"
      value={value ?? ''}
      onChange={(event) => onChange(event.currentTarget.value || undefined)}
    />
  )
}
