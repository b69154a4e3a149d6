interface Props {
  taskId: string
  caseId: string
  caseVersion: number
  step: string
  onDone?: () => void
}

/** Stands in for the form of a task's decision. */
export function TaskDecision({ step }: Props) {
  return <p>{step}</p>
}
