import { Stack, Text, Title } from '@mantine/core'
import { getRouteApi } from '@tanstack/react-router'
import { useAsked } from '../api/hooks'
import { useSession } from '../app/session'
import { ActButton } from '../decisions/ActButton'
import { CommissionOrders, Commissions } from '../generated/operations'
import type { CommissionsQuery } from '../generated/types'
import { DataTable } from '../parts/DataTable'
import { FilterBar } from '../parts/FilterBar'
import { MunicipalityField } from '../parts/MunicipalityField'
import { useMunicipalities } from '../parts/municipalities'
import { Page } from '../parts/Page'
import { Part } from '../parts/Part'
import { Failed, Nothing, Waiting } from '../parts/States'
import { dayText } from '../text/format'
import { OrderPart } from './OrderPart'
import { SEAT_COLUMNS } from './Seats'
import { useOwnCommission } from './ownCommission'

const route = getRouteApi('/commission')

type Composition = CommissionsQuery['commissions']['edges'][number]['node']['compositions'][number]

/** Who sits on a municipality's commission, year by year, and the order by which it decides. */
export function CommissionPage() {
  const { municipality } = route.useSearch()
  const navigate = route.useNavigate()
  const { all, own } = useMunicipalities()
  const ofCommission = useOwnCommission()?.municipality.id
  const chosen = municipality ?? own?.id ?? ofCommission ?? all[0]?.id
  return (
    <Page title="Состав и порядок комиссии">
      <FilterBar>
        <MunicipalityField value={chosen} none="Выберите муниципалитет" onChange={(next) => void navigate({ search: { municipality: next } })} />
      </FilterBar>
      {chosen && <Of municipality={chosen} isOwn={chosen === own?.id} />}
    </Page>
  )
}

function Of({ municipality, isOwn }: { municipality: string; isOwn: boolean }) {
  const { acting } = useSession()
  const commissions = useAsked(Commissions, { municipality }, { keepPrevious: true })
  const orders = useAsked(CommissionOrders, { municipality, first: 20 }, { keepPrevious: true })
  const failed = [commissions, orders].find(({ isLoadingError }) => isLoadingError)?.error
  if (failed) return <Failed problem={failed} again={() => void Promise.all([commissions.refetch(), orders.refetch()])} />
  if (!commissions.data || !orders.data) return <Waiting />
  const commission = commissions.data.commissions.edges[0]?.node
  if (!commission) return <Nothing title="Комиссии здесь нет">Выберите другой муниципалитет.</Nothing>
  const isHead = isOwn && acting?.role === 'MUNICIPAL_HEAD'
  return (
    <>
      <Part title={`Состав: ${commission.name}`}>
        {isHead && <ActButton name="approveComposition" label="Утвердить новый состав" on={commission.id} />}
        {commission.compositions.length === 0 && (
          <Nothing title="Состав ещё не утверждён">Его утверждает руководитель муниципалитета; без состава заседаний не бывает.</Nothing>
        )}
        {commission.compositions.map((each) => (
          <CompositionOf key={each.id} composition={each} />
        ))}
      </Part>
      <OrderPart orders={orders.data.commissionOrders.edges.map(({ node }) => node)} />
      {isHead && (
        <div>
          <ActButton name="adoptCommissionOrder" label="Принять новый порядок работы" on={municipality} />
        </div>
      )}
    </>
  )
}

function CompositionOf({ composition }: { composition: Composition }) {
  const { act } = composition
  return (
    <Stack gap={4}>
      <Title order={3} size="h5">
        {composition.year} год, с {dayText(composition.validFrom)}
      </Title>
      <Text size="sm">
        {act.title}
        {act.number && ` № ${act.number}`}
        {act.adoptedOn && ` от ${dayText(act.adoptedOn)}`}
      </Text>
      <DataTable caption={`Состав комиссии с ${dayText(composition.validFrom)}`} columns={SEAT_COLUMNS} rows={composition.seats} />
    </Stack>
  )
}
