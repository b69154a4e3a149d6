import { Button } from '@mantine/core'

interface Props {
  name: string
  label: string
  on: string
  version?: number
  onDone?: () => void
}

/** Stands in for the button that opens the form of a decision. */
export function ActButton({ label }: Props) {
  return <Button variant="default">{label}</Button>
}
