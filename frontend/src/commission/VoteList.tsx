import { DataTable } from '../parts/DataTable'
import { recommended } from './recommended'

interface Vote {
  id: string
  choiceLabel: string
  registerLabel: string
  places: number | null
  reason: string
  dissent: string
  member: { id: string; fullName: string } | null
}

/** Votes that one may see, member by member. */
export function VoteList({ votes, caption = 'Голоса' }: { votes: Vote[]; caption?: string }) {
  if (votes.length === 0) return null
  return (
    <DataTable
      caption={caption}
      minWidth={420}
      rows={votes}
      columns={[
        { header: 'Член комиссии', cell: ({ member }: Vote) => member?.fullName ?? '—' },
        { header: 'Голос', cell: (vote: Vote) => recommended(vote.choiceLabel, vote) },
        {
          header: 'Обоснование',
          cell: ({ reason, dissent }: Vote) => [reason, dissent && `Особое мнение: ${dissent}`].filter(Boolean).join(' ') || '—',
        },
      ]}
    />
  )
}
