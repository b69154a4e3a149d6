import { Button } from '@mantine/core'

interface Props {
  action: { name: string; label: string }
  caseId: string
  caseVersion: number
  onDone: () => void
}

/** A stand-in: the form of an act comes from its own area. */
export function ActDialog({ action }: Props) {
  return <Button variant="default">{action.label}</Button>
}
