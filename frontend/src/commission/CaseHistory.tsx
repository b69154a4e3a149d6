import { useAsked } from '../api/hooks'
import { SubjectCases } from '../generated/operations'
import { History } from '../parts/History'
import { Part } from '../parts/Part'

/** What happened in the cases about something, oldest first. */
export function CaseHistory({ subject }: { subject: string }) {
  const asked = useAsked(SubjectCases, { subject })
  if (!asked.data) return null
  const entries = asked.data.cases.edges.flatMap(({ node }) => node.history.edges.map((edge) => edge.node))
  return (
    <Part title="История">
      <History entries={entries.toSorted((one, other) => one.at.localeCompare(other.at))} />
    </Part>
  )
}
