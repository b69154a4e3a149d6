import { Text } from '@mantine/core'
import { count } from '../text/format'

interface Item {
  takingPart: number | null
  votesFor: number | null
  votesAgainst: number | null
  abstentions: number | null
}

/** What the vote gave, in words. */
export function Tally({ item }: { item: Item }) {
  return <Text size="sm">{tallyText(item)}</Text>
}

export function tallyText({ takingPart, votesFor, votesAgainst, abstentions }: Item): string {
  if (takingPart === null) return 'Итоги откроются, когда голосование закончится.'
  const took = count(takingPart, 'участник', 'участника', 'участников')
  return `${took}: за — ${votesFor}, против — ${votesAgainst}, воздержались — ${abstentions}.`
}
