import { ActionIcon, TextInput, type TextInputProps } from '@mantine/core'
import { useRef } from 'react'
import { dayText } from '../text/format'
import { dayOf } from '../text/written'

interface Props extends Omit<TextInputProps, 'value' | 'onChange' | 'onBlur'> {
  label: string
  text: string
  onText: (text: string) => void
  /** The person has left the field. */
  onLeave?: (day: string | undefined) => void
}

/** A day as people write it, 22.11.2026, whatever the browser's language; the browser's own calendar stands beside it. */
export function DayText({ label, text, onText, onLeave, ...rest }: Props) {
  const calendar = useRef<HTMLInputElement>(null)
  const day = dayOf(text)
  return (
    <TextInput
      {...rest}
      label={label}
      inputMode="numeric"
      placeholder="дд.мм.гггг"
      autoComplete="off"
      value={text}
      onChange={(event) => onText(event.currentTarget.value)}
      onBlur={() => {
        if (day) onText(dayText(day))
        onLeave?.(day)
      }}
      rightSection={
        <>
          <input
            ref={calendar}
            type="date"
            aria-hidden
            tabIndex={-1}
            value={day ?? ''}
            onChange={(event) => onText(dayText(event.currentTarget.value || null).replace('—', ''))}
            style={{ position: 'absolute', width: 1, height: 1, opacity: 0, pointerEvents: 'none' }}
          />
          <ActionIcon variant="subtle" aria-label={`Календарь: ${label}`} onClick={() => calendar.current?.showPicker()}>
            <svg width="16" height="16" viewBox="0 0 16 16" fill="none" stroke="currentColor" aria-hidden>
              <path d="M2 6h12M5 1v3M11 1v3M2.5 2.5h11v11h-11z" />
            </svg>
          </ActionIcon>
        </>
      }
    />
  )
}
