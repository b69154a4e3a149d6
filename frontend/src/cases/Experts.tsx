import { Stack, Text } from '@mantine/core'
import { useAsked } from '../api/hooks'
import { ActDialog } from '../decisions/ActDialog'
import { ExpertReviews } from '../generated/operations'
import type { ExpertReviewsQuery } from '../generated/types'
import { DataTable, type Column } from '../parts/DataTable'
import { Part } from '../parts/Part'
import { dayText } from '../text/format'

type Review = NonNullable<ExpertReviewsQuery['case']>['subcases'][number]

const COLUMNS: Column<Review>[] = [
  { header: 'Эксперт', cell: ({ expert }) => expert?.fullName ?? '—' },
  {
    header: 'Оценка',
    cell: (review) => (
      <Stack gap="xs" align="flex-start">
        <Text size="sm">{stateOf(review)}</Text>
        <Acts of={review} />
      </Stack>
    ),
  },
]

/** Who scores the program, who has, and until when; for those who may see it. */
export function Experts({ of }: { of: { id: string } }) {
  const asked = useAsked(ExpertReviews, { id: of.id })
  const reviews = asked.data?.case?.subcases ?? []
  if (reviews.length === 0) return null
  return (
    <Part title="Эксперты">
      <DataTable caption="Кто оценивает программу" columns={COLUMNS} rows={reviews} minWidth={300} />
    </Part>
  )
}

function stateOf({ status, finished, dueOn, statusLabel }: Review): string {
  if (status === 'CANCELED') return 'освобождён'
  if (finished) return `готова ${dayText(finished)}`
  return dueOn ? `ждём до ${dayText(dueOn)}` : statusLabel.toLowerCase()
}

/** An act on the review itself; to score is a task of the expert. */
function isOwn({ isAllowed, task }: Review['viewerActions'][number]): boolean {
  return isAllowed && task === null
}

function Acts({ of: { id, version, expert, viewerActions } }: { of: Review }) {
  return viewerActions.filter(isOwn).map((action) => (
    <ActDialog key={action.name} action={action} caseId={id} caseVersion={version} whom={expert?.fullName} />
  ))
}
