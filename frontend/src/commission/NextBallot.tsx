import { Text } from '@mantine/core'
import { useAsked } from '../api/hooks'
import { MyBallots } from '../generated/operations'
import { Go } from '../parts/Go'
import { asBallots } from './filters'

/** The way to the next item that waits for a vote. */
export function NextBallot({ after }: { after: string }) {
  const asked = useAsked(MyBallots, asBallots)
  const waiting = asked.data?.myBallots.edges.flatMap(({ node }) => node.case.ballot ?? []) ?? []
  const next = waiting.find(({ id }) => id !== after)
  if (!next) return null
  return (
    <Text size="sm" className="no-print">
      Следующий вопрос:{' '}
      <Go to="/ballots/$id" params={{ id: next.id }}>
        {next.item.title}
      </Go>
    </Text>
  )
}
