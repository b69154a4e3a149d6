import { TextInput } from '@mantine/core'
import { useState } from 'react'
import { Looked } from '../parts/FilterBar'
import { numberOf } from './filters'

interface Props {
  value: string | undefined
  onChange: (number?: string) => void
}

/** A number is looked for when it is whole; what is no number says so and narrows nothing. */
export function NumberField({ value, onChange }: Props) {
  const [typed, type] = useState(value ?? '')
  const [isWrong, setWrong] = useState(false)
  const look = () => {
    const number = numberOf(typed)
    const isEmpty = typed.trim() === ''
    setWrong(!number && !isEmpty)
    if (number || isEmpty) onChange(number)
  }
  return (
    <Looked look={look}>
      <TextInput
        label="Номер сертификата"
        placeholder="11 цифр, не имя"
        inputMode="numeric"
        w={190}
        value={typed}
        error={isWrong && 'Номер сертификата — 11 цифр. По имени ребёнка здесь не ищут.'}
        onChange={(event) => {
          type(event.currentTarget.value)
          setWrong(false)
        }}
      />
    </Looked>
  )
}
