import { Button, TextInput } from '@mantine/core'
import { useState } from 'react'
import { CertificateStatus, FundingStatus } from '../generated/enums'
import { CategoryField } from '../parts/CategoryField'
import { ChoiceField } from '../parts/ChoiceField'
import { FilterBar } from '../parts/FilterBar'
import { MunicipalityField } from '../parts/MunicipalityField'
import type { Filters } from './filters'

const NONE: Filters = { status: undefined, fundingStatus: undefined, municipality: undefined, category: undefined, number: undefined }

/** What narrows the register of certificates. */
export function CertificateFilters({ filters, narrow }: { filters: Filters; narrow: (more: Filters) => void }) {
  const isNarrow = Object.keys(NONE).some((name) => filters[name as keyof Filters])
  return (
    <FilterBar clear={isNarrow ? () => narrow(NONE) : undefined}>
      <NumberField key={filters.number ?? ''} value={filters.number} onChange={(number) => narrow({ number })} />
      <ChoiceField label="Состояние" words={CertificateStatus} value={filters.status} onChange={(status) => narrow({ status })} />
      <ChoiceField
        label="Вид"
        words={FundingStatus}
        value={filters.fundingStatus}
        onChange={(fundingStatus) => narrow({ fundingStatus })}
      />
      <CategoryField value={filters.category} onChange={(category) => narrow({ category })} />
      <MunicipalityField value={filters.municipality} onChange={(municipality) => narrow({ municipality })} />
    </FilterBar>
  )
}

/** A number is looked for when it is whole. */
function NumberField({ value, onChange }: { value: string | undefined; onChange: (number?: string) => void }) {
  const [typed, type] = useState(value ?? '')
  return (
    <form
      style={{ display: 'flex', alignItems: 'flex-end', gap: 8 }}
      onSubmit={(event) => {
        event.preventDefault()
        onChange(typed.replace(/\D/g, '') || undefined)
      }}
    >
      <TextInput
        label="Номер"
        inputMode="numeric"
        w={150}
        value={typed}
        onChange={(event) => type(event.currentTarget.value)}
      />
      <Button type="submit" variant="default">
        Найти
      </Button>
    </form>
  )
}
