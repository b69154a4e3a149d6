import { Button, Tabs } from '@mantine/core'
import { getRouteApi } from '@tanstack/react-router'
import { RegisterKind } from '../generated/enums'
import { ProgramRegister } from '../generated/operations'
import { DayField } from '../parts/DayField'
import { FilterBar } from '../parts/FilterBar'
import { Listing } from '../parts/Listing'
import { MunicipalityField } from '../parts/MunicipalityField'
import { Page } from '../parts/Page'
import { WordsField } from '../parts/WordsField'
import { valuesOf } from '../parts/address'
import { dayText } from '../text/format'
import { asRegister, fileOf, type RegisterFilters } from './filters'
import { columnsOf } from './registerColumns'

const route = getRouteApi('/register')
const KINDS = valuesOf(RegisterKind)
const TABS: Record<(typeof KINDS)[number], string> = {
  CERTIFIED: 'Сертифицированные (регион)',
  PRE_PROFESSIONAL: 'Предпрофессиональные (бюджет муниципалитета)',
  SIGNIFICANT: 'Значимые (бюджет муниципалитета)',
  GENERAL_DEVELOPMENT: 'Общеразвивающие (бюджет муниципалитета)',
}
/** What stands in a register (C 2.3): a kind of program alone brings none into it. */
const STANDING: Record<(typeof KINDS)[number], string> = {
  CERTIFIED: 'Здесь стоят программы, прошедшие сертификацию: обучение по ним оплачивают сертификатами.',
  PRE_PROFESSIONAL:
    'Здесь стоят предпрофессиональные программы в области искусств и спорта, места на которых оплачивает бюджет муниципалитета.',
  SIGNIFICANT:
    'Здесь стоят программы, которые муниципалитет признал значимыми и оплачивает из своего бюджета. Сертифицированные программы\u00a0— на первой вкладке.',
  GENERAL_DEVELOPMENT:
    'Здесь стоят программы, финансирование которых муниципалитет сохранил независимо от спроса. Сертифицированные программы, общеразвивающие среди них,\u00a0— на первой вкладке.',
}

/** The four registers of programs as they stood on a day; everybody may read them and take them away as a file. */
export function RegisterPage() {
  const filters = route.useSearch()
  const navigate = route.useNavigate()
  const kind = filters.kind ?? 'CERTIFIED'
  const narrow = (more: RegisterFilters) => void navigate({ search: (before) => ({ ...before, ...more }), replace: 'text' in more })
  const isNarrow = Boolean(filters.asOf || filters.municipality || filters.text)
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
        styles={{ tab: { maxWidth: '100%', whiteSpace: 'normal', textAlign: 'left' } }}
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
              clear={isNarrow ? () => narrow({ asOf: undefined, municipality: undefined, text: undefined }) : undefined}
            >
              <WordsField label="Название" placeholder="Слово из названия" value={filters.text} onChange={(text) => narrow({ text })} />
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
                title: isNarrow ? 'В этом реестре по этим условиям ничего нет' : 'В этом реестре сегодня ничего нет',
                advice: isNarrow ? `${STANDING[each]} Сбросьте отбор, чтобы увидеть всё.` : STANDING[each],
              }}
            />
          </Tabs.Panel>
        ))}
      </Tabs>
    </Page>
  )
}
