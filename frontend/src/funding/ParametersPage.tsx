import { getRouteApi } from '@tanstack/react-router'
import { Text } from '@mantine/core'
import { useAsked, usePages } from '../api/hooks'
import { MunicipalParameters, ParameterProposals } from '../generated/operations'
import { DayField } from '../parts/DayField'
import { ActButton } from '../decisions/ActButton'
import { FilterBar } from '../parts/FilterBar'
import { Go } from '../parts/Go'
import { MunicipalityField } from '../parts/MunicipalityField'
import { useMunicipalities } from '../parts/municipalities'
import { Page } from '../parts/Page'
import { Part } from '../parts/Part'
import { useHolds } from '../parts/roles'
import { Failed, Nothing, Waiting } from '../parts/States'
import { actText, dayText } from '../text/format'
import { asProposals, openOf, type ParameterFilters } from './filters'
import { Figures } from './Figures'
import { Proposals } from './Proposals'

const route = getRouteApi('/parameters')

/** Figures of the normative cost that hold in a municipality on a day, and the proposals to change them. */
export function ParametersPage() {
  const filters = route.useSearch()
  const navigate = route.useNavigate()
  const { own } = useMunicipalities()
  const isClerk = useHolds('MUNICIPAL_CLERK')
  const municipality = filters.municipality ?? own?.id
  const narrow = (more: ParameterFilters) => void navigate({ search: (before) => ({ ...before, ...more }) })
  return (
    <Page
      title="Параметры"
      actions={isClerk && own && <Propose municipality={own.id} />}
    >
      <FilterBar>
        <MunicipalityField
          value={municipality}
          none="Выберите муниципалитет"
          onChange={(chosen) => narrow({ municipality: chosen })}
        />
        <DayField label="На день" value={filters.on} onChange={(on) => narrow({ on })} />
      </FilterBar>
      <Part title={`Действуют ${filters.on ? dayText(filters.on) : 'сегодня'}`}>
        {municipality ? (
          <InForce municipality={municipality} on={filters.on} />
        ) : (
          <Nothing title="Муниципалитет не выбран">Выберите его выше, чтобы увидеть его параметры.</Nothing>
        )}
      </Part>
      <Part title="Предложения">
        <Proposals filters={filters} narrow={narrow} />
      </Part>
    </Page>
  )
}

/** New figures begin with those in force today; while a proposal is open there is no other, and it is gone on with. */
function Propose({ municipality }: { municipality: string }) {
  const { data } = useAsked(MunicipalParameters, { municipality, on: undefined })
  const proposals = usePages(ParameterProposals, asProposals({}), (page) => page.parameterProposals)
  if (!data || !proposals.data) return null
  const open = openOf(proposals.data.pages.flatMap((page) => page.parameterProposals.edges), municipality)
  if (open) {
    return (
      <Go to="/parameters/$id" params={{ id: open.id }}>
        {open.status === 'DRAFT' || open.status === 'RETURNED' ? 'Продолжить начатое предложение' : 'Открыть предложение на утверждении'}
      </Go>
    )
  }
  const given = { card: { areas: data.municipalParameters } }
  return <ActButton name="draftParameters" label="Предложить новые" on={municipality} given={given} opens="/parameters/$id" />
}

function InForce({ municipality, on }: { municipality: string; on: string | undefined }) {
  const asked = useAsked(MunicipalParameters, { municipality, on })
  if (asked.isLoadingError) return <Failed problem={asked.error} again={() => void asked.refetch()} />
  if (asked.isPending) return <Waiting />
  const areas = asked.data.municipalParameters
  if (areas.length === 0) return <Nothing title="На этот день параметров нет">Выберите другой день.</Nothing>
  return (
    <>
      <Figures areas={areas} />
      {areas.map((area) => (
        <Text key={area.area} size="sm" c="dimmed">
          {area.areaLabel}: с {dayText(area.validFrom)}
          {area.validTo && ` до ${dayText(area.validTo)}`};{' '}
          {area.isDefault ? 'по умолчанию, до утверждения Правил' : `${actText(area.basis)}, ${area.paragraph}`}
        </Text>
      ))}
    </>
  )
}
