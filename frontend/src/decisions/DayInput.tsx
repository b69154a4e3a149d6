import { DayText } from '../parts/DayText'
import { shown, type InputProps } from './FieldInput'

/** A day in the form of a decision. */
export function DayInput(props: InputProps) {
  const { value, put } = props
  return <DayText {...shown(props)} maw={220} text={typeof value === 'string' ? value : ''} onText={put} />
}
