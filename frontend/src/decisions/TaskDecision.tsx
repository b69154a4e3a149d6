import { Text } from '@mantine/core'

interface Props {
  taskId: string
  caseId: string
  caseVersion: number
  step: string
  onDone: () => void
}

/** A stand-in: the form of a decision comes from its own area. */
export function TaskDecision(_: Props) {
  return <Text size="sm">Форма решения появится здесь.</Text>
}
