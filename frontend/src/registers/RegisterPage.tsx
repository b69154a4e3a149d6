import { Button, Tabs } from '@mantine/core'
import { getRouteApi } from '@tanstack/react-router'
import { RegisterKind } from '../generated/enums'
import { ProgramRegister } from '../generated/operations'
import { DayField } from '../parts/DayField'
import { FilterBar } from '../parts/FilterBar'
import { Listing } from '../parts/Listing'
import { MunicipalityField } from '../parts/MunicipalityField'
import { Page } from '../parts/Page'
import { valuesOf } from '../parts/address'
import { dayText } from '../text/format'
import { asRegister, fileOf, type RegisterFilters } from './filters'
import { columnsOf } from './registerColumns'

const route = getRouteApi('/register')
const KINDS = valuesOf(RegisterKind)
const TABS: Record<(typeof KINDS)[number], string> = {
  CERTIFIED: 'Сертифицированные',
  PRE_PROFESSIONAL: 'Предпрофессиональные',
  SIGNIFICANT: 'Значимые',
  GENERAL_DEVELOPMENT: 'Общеразвивающие',
}

/** The four registers of programs as they stood on a day; everybody may read them and take them away as a file. */
export function RegisterPage() {
  const filters = route.useSearch()
  const navigate = route.useNavigate()
  const kind = filters.kind ?? 'CERTIFIED'
  const narrow = (more: RegisterFilters) => void navigate({ search: (before) => ({ ...before, ...more }) })
  const day = filters.asOf ? dayText(filters.asOf) : 'сегодня'
  return (
    <Page
      title="Реестры программ"
      actions={
        <Button component="a" href={fileOf(filters)} download variant="default">
          Скачать как таблицу CSV
        </Button>
      }
    >
      <Tabs
        value={kind}
        keepMounted={false}
        onChange={(chosen) => narrow({ kind: KINDS.find((each) => each === chosen) })}
      >
        <Tabs.List mb="md">
          {KINDS.map((each) => (
            <Tabs.Tab key={each} value={each}>
              {TABS[each]}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {KINDS.map((each) => (
          <Tabs.Panel key={each} value={each}>
            <FilterBar
              clear={
                filters.asOf || filters.municipality ? () => narrow({ asOf: undefined, municipality: undefined }) : undefined
              }
            >
              <DayField label="На день" value={filters.asOf} onChange={(asOf) => narrow({ asOf })} />
              <MunicipalityField value={filters.municipality} onChange={(municipality) => narrow({ municipality })} />
            </FilterBar>
            <Listing
              operation={ProgramRegister}
              variables={asRegister({ ...filters, kind: each })}
              of={(data) => data.programRegister}
              caption={`${RegisterKind[each]} на ${day}`}
              columns={columnsOf(each)}
              minWidth={1000}
              empty={{
                title: 'В этом реестре на этот день ничего нет',
                advice: 'Выберите другой день или другой муниципалитет.',
              }}
            />
          </Tabs.Panel>
        ))}
      </Tabs>
    </Page>
  )
}
