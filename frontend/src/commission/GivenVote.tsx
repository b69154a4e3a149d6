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

/** How a member has voted, and when. */
export function GivenVote({ vote }: { vote: Vote }) {
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
