import { Group, Text } from '@mantine/core'
import { getRouteApi } from '@tanstack/react-router'
import { useAsked } from '../api/hooks'
import { ProgramEditions, Provider } from '../generated/operations'
import type { ProviderQuery } from '../generated/types'
import { ActButton } from '../decisions/ActButton'
import { Listing } from '../parts/Listing'
import { Missing, Page } from '../parts/Page'
import { Part } from '../parts/Part'
import { useHolds } from '../parts/roles'
import { Failed, Waiting } from '../parts/States'
import { StatusBadge } from '../parts/StatusBadge'
import { ProviderCard, ProviderPapers, ProviderRefusals, ProviderRequisites } from './ProviderCard'
import { ProviderCases } from './ProviderCases'
import { ProviderHistoryList } from './ProviderHistoryList'
import { EDITION_COLUMNS } from './ProgramsPage'
import { ofProvider } from './filters'

const route = getRouteApi('/providers/$id')

export type OneProvider = NonNullable<ProviderQuery['provider']>

/** One provider: who it is, where it stands, what it teaches, what was decided about it. */
export function ProviderPage() {
  const { id } = route.useParams()
  const asked = useAsked(Provider, { id })
  if (asked.isLoadingError) return <Failed problem={asked.error} again={() => void asked.refetch()} />
  if (asked.isPending) return <Waiting />
  const { provider } = asked.data
  if (!provider) return <Missing title="Такого поставщика нет">Или он вам не виден. Вернитесь к списку поставщиков.</Missing>
  return (
    <Page title={provider.shortName} actions={<ProviderActs provider={provider} />}>
      <Group gap="sm">
        <StatusBadge status={provider.status} label={provider.statusLabel} />
        <Text size="sm">{provider.kindLabel}</Text>
      </Group>
      <ProviderCard provider={provider} />
      <ProviderRequisites provider={provider} />
      <ProviderPapers provider={provider} />
      <ProviderRefusals provider={provider} />
      <Part title="Программы">
        <Listing
          operation={ProgramEditions}
          variables={ofProvider(id)}
          of={(data) => data.programEditions}
          caption="Редакции программ этого поставщика"
          columns={EDITION_COLUMNS}
          empty={{ title: 'Программ, которые вам видны, нет', advice: 'Действующие программы открыты в реестрах программ.' }}
        />
      </Part>
      <ProviderCases id={id} />
      <ProviderHistoryList id={id} />
    </Page>
  )
}

/** What the head of the operator may do with a provider in the register. */
function ProviderActs({ provider: { id, shortName, status, version } }: { provider: OneProvider }) {
  const isHead = useHolds('OPERATOR_HEAD')
  if (!isHead) return null
  return (
    <>
      {status === 'ACTIVE' && <ActButton name="suspendProvider" label="Приостановить" whom={shortName} on={id} version={version} />}
      {status === 'SUSPENDED' && <ActButton name="resumeProvider" label="Возобновить" whom={shortName} on={id} version={version} />}
      {(status === 'ACTIVE' || status === 'SUSPENDED') && (
        <ActButton name="excludeProvider" label="Исключить из реестра" whom={shortName} on={id} version={version} />
      )}
    </>
  )
}
