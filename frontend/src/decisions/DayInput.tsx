import { ActionIcon, TextInput } from '@mantine/core'
import { useRef } from 'react'
import { dayText } from '../text/format'
import { shown, type InputProps } from './FieldInput'
import { dayOf } from './written'

/** A day as people write it, 22.11.2026; the browser's own calendar stands beside it. */
export function DayInput(props: InputProps) {
  const { value, put, field } = props
  const calendar = useRef<HTMLInputElement>(null)
  const text = typeof value === 'string' ? value : ''
  const day = dayOf(text)
  return (
    <TextInput
      {...shown(props)}
      maw={220}
      inputMode="numeric"
      placeholder="дд.мм.гггг"
      autoComplete="off"
      value={text}
      onChange={(event) => put(event.currentTarget.value)}
      onBlur={() => day && put(dayText(day))}
      rightSection={
        <>
          <input
            ref={calendar}
            type="date"
            aria-hidden
            tabIndex={-1}
            value={day ?? ''}
            onChange={(event) => put(dayText(event.currentTarget.value || null).replace('—', ''))}
            style={{ position: 'absolute', width: 1, height: 1, opacity: 0, pointerEvents: 'none' }}
          />
          <ActionIcon variant="subtle" aria-label={`Календарь: ${field.label}`} onClick={() => calendar.current?.showPicker()}>
            <svg width="16" height="16" viewBox="0 0 16 16" fill="none" stroke="currentColor" aria-hidden>
              <path d="M2 6h12M5 1v3M11 1v3M2.5 2.5h11v11h-11z" />
            </svg>
          </ActionIcon>
        </>
      }
    />
  )
}
