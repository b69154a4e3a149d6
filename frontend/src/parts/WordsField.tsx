import { TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { useEffect, useRef, useState } from 'react'

const PAUSE = 250 // milliseconds after the last letter

interface Props {
  label: string
  placeholder: string
  value: string | undefined
  onChange: (text?: string) => void
  id?: string
}

/** Words that narrow a list; sent when the person pauses. Another address shows its own words. */
export function WordsField({ label, placeholder, value, onChange, id }: Props) {
  const [text, setText] = useState(value ?? '')
  const sent = useRef(value)
  const later = useDebouncedCallback((typed: string) => {
    sent.current = typed.trim() || undefined
    onChange(sent.current)
  }, PAUSE)
  useEffect(() => {
    if (value === sent.current) return
    sent.current = value
    setText(value ?? '')
  }, [value])
  return (
    <TextInput
      id={id}
      type="search"
      label={label}
      placeholder={placeholder}
      w={220}
      value={text}
      onChange={(event) => {
        setText(event.currentTarget.value)
        later(event.currentTarget.value)
      }}
    />
  )
}
