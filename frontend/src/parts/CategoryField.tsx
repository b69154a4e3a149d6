import { NativeSelect } from '@mantine/core'
import { useAsked } from '../api/hooks'
import { CertificateCategories } from '../generated/operations'

/** One of the categories of children, as far as the person may know them. */
export function CategoryField({ value, onChange }: { value: string | undefined; onChange: (category?: string) => void }) {
  const asked = useAsked(CertificateCategories, {})
  const known = asked.data?.certificateCategories ?? []
  return (
    <NativeSelect
      label="Категория"
      maw={260}
      value={value ?? ''}
      data={[{ value: '', label: 'Все' }, ...known.map(({ code, title }) => ({ value: code, label: title }))]}
      onChange={(event) => onChange(event.currentTarget.value || undefined)}
    />
  )
}
