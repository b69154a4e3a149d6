import { List } from '@mantine/core'
import { useAsked } from '../api/hooks'
import { CertificateHistory } from '../generated/operations'
import { History } from '../parts/History'
import { Part } from '../parts/Part'
import { Failed, Waiting } from '../parts/States'
import { dayText } from '../text/format'

/** Where it has been and what happened to it. */
export function CertificatePast({ id }: { id: string }) {
  const asked = useAsked(CertificateHistory, { id, first: 100 })
  const found = asked.data?.certificate
  return (
    <>
      {found && found.moves.length > 0 && (
        <Part title="Переводы">
          <List size="sm">
            {found.moves.map((move) => (
              <List.Item key={move.id}>
                {dayText(move.requestedOn)}: {move.leaves.name} → {move.enters.name}, {move.statusLabel.toLowerCase()}
              </List.Item>
            ))}
          </List>
        </Part>
      )}
      <Part title="История">
        {asked.isLoadingError && <Failed problem={asked.error} again={() => void asked.refetch()} />}
        {asked.isPending && <Waiting />}
        {found && <History entries={found.history.edges.map((edge) => edge.node)} />}
      </Part>
    </>
  )
}
