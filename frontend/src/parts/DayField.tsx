import { useEffect, useState } from 'react'
import { dayText } from '../text/format'
import { dayOf } from '../text/written'
import { DayText } from './DayText'

interface Props {
  label: string
  /** 2026-11-22 */
  value: string | undefined
  onChange: (day?: string) => void
}

const YEAR = /\D\d{4}$/ // written whole: 22.11.20 may go on
const textOf = (day: string | undefined) => (day ? dayText(day) : '')

/** A day that narrows a list: taken as soon as it is whole; what is no day says so when one leaves it or presses Enter. */
export function DayField({ label, value, onChange }: Props) {
  const [text, setText] = useState(textOf(value))
  const [isWrong, setWrong] = useState(false)
  useEffect(() => setText((typed) => (dayOf(typed) === value ? typed : textOf(value))), [value])
  const take = (day: string | undefined) => day !== value && onChange(day)
  const change = (typed: string) => {
    setText(typed)
    setWrong(false)
    if (YEAR.test(typed) && dayOf(typed)) take(dayOf(typed))
    if (!typed.trim()) take(undefined)
  }
  const leave = (day: string | undefined) => {
    if (day) take(day)
    setWrong(!day && text.trim() !== '')
  }
  return (
    <DayText
      label={label}
      w={170}
      text={text}
      onText={change}
      onLeave={leave}
      onKeyDown={(event) => event.key === 'Enter' && leave(dayOf(text))}
      error={isWrong && 'Такого дня нет'}
    />
  )
}
