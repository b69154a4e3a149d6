import { NativeSelect } from '@mantine/core'

interface Props<Word extends string> {
  label: string
  value: Word | undefined
  words: Partial<Record<Word, string>>
  onChange: (word?: Word) => void
  none?: string
  /** Whether one must be chosen: `none` asks for it. */
  isRequired?: boolean
}

/** One of a few words, or none of them. */
export function ChoiceField<Word extends string>({ label, value, words, onChange, none = 'Все', isRequired }: Props<Word>) {
  const known = Object.entries(words) as [Word, string][]
  return (
    <NativeSelect
      label={label}
      maw={260}
      withAsterisk={isRequired}
      aria-required={isRequired}
      value={value ?? ''}
      data={[{ value: '', label: none }, ...known.map(([word, text]) => ({ value: word as string, label: text }))]}
      onChange={(event) => onChange(known.find(([word]) => word === event.currentTarget.value)?.[0])}
    />
  )
}
