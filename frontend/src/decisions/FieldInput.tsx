import { Checkbox, Textarea, TextInput } from '@mantine/core'
import type { ReactNode } from 'react'
import { ChoiceInput } from './ChoiceInput'
import { ChoicesInput } from './ChoicesInput'
import { DayInput } from './DayInput'
import { FileInput } from './FileInput'
import type { Faults, Field, Value } from './form'
import { GroupInput } from './GroupInput'
import { GroupsInput } from './GroupsInput'
import { ThingInput } from './ThingInput'

export interface InputProps {
  field: Field
  /** Where it stands in the form: the key of its faults, and its id on the page. */
  path: string
  value: Value | undefined
  faults: Faults
  put: (value: Value) => void
  /** The question of the form, which is shown large. */
  isMain?: boolean
}

const LONGEST = 5000 // characters of a text, as the server counts
const MODES: Record<string, 'numeric' | 'decimal' | undefined> = { NUMBER: 'numeric', DECIMAL: 'decimal', MONEY: 'decimal' }
const SIGNS: Record<string, ReactNode> = { MONEY: '₽' }
const NARROW = { wrapper: { maxWidth: 220 } }
const LOOKS: Record<string, string> = { MOMENT: 'дд.мм.гггг чч:мм', TIME: 'чч:мм', MONEY: '0,00' }

/** What every input of a form shows: its label, its hint, what is wrong with it. */
export function shown({ field, path, faults }: InputProps) {
  return {
    id: idAt(path),
    label: field.label,
    description: field.help || undefined,
    error: faults[path],
    required: field.isRequired,
  }
}

export function idAt(path: string): string {
  return `field-${path.replaceAll('.', '-')}`
}

/** The input that fits a field. */
export function FieldInput(props: InputProps) {
  const { field, value, put } = props
  if (field.kind === 'GROUP') return field.isList ? <GroupsInput {...props} /> : <GroupInput {...props} />
  if (field.isList) return <ChoicesInput {...props} />
  if (field.options.length > 0) return <ChoiceInput {...props} />
  if (field.idOf === 'StoredFile') return <FileInput {...props} />
  if (field.kind === 'ID') return <ThingInput {...props} />
  if (field.kind === 'DATE') return <DayInput {...props} />
  const { required, ...words } = shown(props)
  if (field.kind === 'FLAG') {
    return <Checkbox {...words} checked={value === true} onChange={(event) => put(event.currentTarget.checked)} />
  }
  const text = typeof value === 'string' ? value : ''
  if (field.kind === 'TEXT') return <LongText {...props} />
  return (
    <TextInput
      {...words}
      required={required}
      withAsterisk={required}
      styles={MODES[field.kind] && NARROW}
      inputMode={MODES[field.kind]}
      placeholder={LOOKS[field.kind]}
      rightSection={SIGNS[field.kind]}
      autoComplete="off"
      value={text}
      onChange={(event) => put(event.currentTarget.value)}
    />
  )
}

function LongText(props: InputProps) {
  const text = typeof props.value === 'string' ? props.value : ''
  const left = LONGEST - text.length
  const { description, ...words } = shown(props)
  const told = left < 0 ? `лишних знаков: ${-left}` : `${text.length} из ${LONGEST}`
  return (
    <Textarea
      {...words}
      description={[description, told].filter(Boolean).join(' · ')}
      autosize
      minRows={2}
      maxRows={16}
      value={text}
      onChange={(event) => props.put(event.currentTarget.value)}
    />
  )
}
