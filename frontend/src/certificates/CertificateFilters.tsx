import { CertificateStatus, FundingStatus } from '../generated/enums'
import { CategoryField } from '../parts/CategoryField'
import { ChoiceField } from '../parts/ChoiceField'
import { FilterBar } from '../parts/FilterBar'
import { MunicipalityField } from '../parts/MunicipalityField'
import type { Filters } from './filters'
import { NumberField } from './NumberField'

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
