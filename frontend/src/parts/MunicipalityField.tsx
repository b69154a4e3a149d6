import { NativeSelect } from '@mantine/core'
import { useMunicipalities } from './municipalities'

interface Props {
  value: string | undefined
  onChange: (municipality?: string) => void
  label?: string
  /** What the first line says when none is chosen. */
  none?: string
}

/** One of the region's municipalities. */
export function MunicipalityField({ value, onChange, label = 'Муниципалитет', none = 'Все' }: Props) {
  const { all } = useMunicipalities()
  return (
    <NativeSelect
      label={label}
      value={value ?? ''}
      data={[{ value: '', label: none }, ...all.map(({ id, name }) => ({ value: id, label: name }))]}
      onChange={(event) => onChange(event.currentTarget.value || undefined)}
    />
  )
}
