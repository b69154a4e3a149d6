import { Group, Text } from '@mantine/core'
import { getRouteApi } from '@tanstack/react-router'
import { useAsked } from '../api/hooks'
import { Dossier as dossierOf } from '../generated/operations'
import type { DossierQuery } from '../generated/types'
import { Changes } from '../cases/Changes'
import { Facts } from '../parts/Facts'
import { Missing, Page } from '../parts/Page'
import { Part } from '../parts/Part'
import { Failed, Waiting } from '../parts/States'
import { StatusBadge } from '../parts/StatusBadge'
import { count, dayText } from '../text/format'
import { CaseHistory } from './CaseHistory'
import { Conditions } from './Conditions'
import { Considered } from './Considered'
import { placesText } from './entered'
import { OrderOfAuthority } from './OrderOfAuthority'
import { Papers } from './Papers'
import { ProgramParts } from '../program/ProgramParts'
import { SubjectActs } from './SubjectActs'
import { putOnAgenda } from './putOnAgenda'

const route = getRouteApi('/dossiers/$id')

export type Filed = NonNullable<DossierQuery['dossier']>

/** One dossier whole: what is asked for, conditions, rounds of return, votes, the order of the authority. */
export function DossierPage() {
  const { id } = route.useParams()
  const asked = useAsked(dossierOf, { id })
  if (asked.isLoadingError) return <Failed problem={asked.error} again={() => void asked.refetch()} />
  if (asked.isPending) return <Waiting />
  const { dossier } = asked.data
  if (!dossier) return <Missing title="Такого досье нет">Или оно вам не видно. Вернитесь к списку досье.</Missing>
  return (
    <Page title={dossier.edition?.name ?? 'Досье программы'}>
      <Group gap="sm">
        <StatusBadge status={dossier.status} label={dossier.statusLabel} />
        <Text size="sm">
          {dossier.registerLabel} · {dossier.municipality.name}
        </Text>
      </Group>
      <SubjectActs subject={id} special={putOnAgenda} />
      <Asked dossier={dossier} />
      <Part title="Условия реестра">
        <Conditions verdicts={dossier.verdicts} />
      </Part>
      {dossier.remarks.length > 0 && (
        <Part title="Замечания и что изменилось">
          <Changes remarks={dossier.remarks} />
        </Part>
      )}
      {dossier.items.length > 0 && <Considered items={dossier.items} />}
      {dossier.orders.map((order) => (
        <OrderOfAuthority key={order.decidedAt} dossier={dossier} order={order} />
      ))}
      {dossier.edition && <ProgramParts card={dossier.edition} />}
      <Papers of={{ dossier: id }} />
      <CaseHistory subject={id} />
    </Page>
  )
}

function Asked({ dossier }: { dossier: Filed }) {
  return (
    <Part title="О чём просят">
      <Facts
        facts={[
          ['Реестр', dossier.registerLabel],
          ['Мест за счёт бюджета', placesText(dossier)],
          ['Зачем это населению', dossier.need],
          ['Каким приоритетам служит', dossier.priorities],
          ['Предпрофессиональная', dossier.inArts ? 'в области искусств' : dossier.inSport && 'в области физической культуры и спорта'],
          ['Продлевает запись', dossier.renews && `${dossier.renews.kindLabel}, № ${dossier.renews.number}`],
          ['Подано', dayText(dossier.submittedOn)],
          ['Возвращалось на исправление', dossier.returns > 0 && count(dossier.returns, 'раз', 'раза', 'раз')],
          ['Жалоба на отказ', dossier.appeal],
        ]}
      />
    </Part>
  )
}
