import { useAsked } from '../api/hooks'
import { ProviderHistory } from '../generated/operations'
import { History } from '../parts/History'
import { Part } from '../parts/Part'
import { Failed, Waiting } from '../parts/States'

/** Its states and who changed them, the oldest first. */
export function ProviderHistoryList({ id }: { id: string }) {
  const asked = useAsked(ProviderHistory, { id, first: 100 })
  return (
    <Part title="История">
      {asked.isLoadingError && <Failed problem={asked.error} again={() => void asked.refetch()} />}
      {asked.isPending && <Waiting />}
      {asked.data && <History entries={asked.data.provider?.history.edges.map((edge) => edge.node) ?? []} />}
    </Part>
  )
}
