import { Facts } from '../parts/Facts'
import { momentText } from '../text/format'
import { recommended } from './recommended'

interface Vote {
  choiceLabel: string
  registerLabel: string
  places: number | null
  reason: string
  dissent: string
  castAt: string
}

/** What one has voted oneself, and when. */
export function OwnVote({ vote }: { vote: Vote }) {
  return (
    <Facts
      facts={[
        ['Голос', recommended(vote.choiceLabel, vote)],
        ['Обоснование', vote.reason],
        ['Особое мнение', vote.dissent],
        ['Подан', momentText(vote.castAt)],
      ]}
    />
  )
}
