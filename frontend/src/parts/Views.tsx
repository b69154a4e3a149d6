import { SegmentedControl } from '@mantine/core'

interface Props<Word extends string> {
  label: string
  words: Record<Word, string>
  value: Word
  onChange: (word: Word) => void
}

/** The few ways to look at one page: one is chosen at a time. */
export function Views<Word extends string>({ label, words, value, onChange }: Props<Word>) {
  return (
    <SegmentedControl
      className="no-print"
      aria-label={label}
      data={(Object.entries(words) as [Word, string][]).map(([word, text]) => ({ value: word, label: text }))}
      value={value}
      onChange={(next) => onChange(next as Word)}
      style={{ alignSelf: 'flex-start', maxWidth: '100%', overflowX: 'auto' }}
    />
  )
}
