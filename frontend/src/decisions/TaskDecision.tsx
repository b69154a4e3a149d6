import { notifications } from '@mantine/notifications'
import { useAsked } from '../api/hooks'
import { TaskForm } from '../generated/operations'
import { Failed, Nothing, Waiting } from '../parts/States'
import { DecisionForm } from './DecisionForm'

interface Props {
  taskId: string
  caseId: string
  caseVersion: number
  /** Name of the step, as the server has it: check_program. */
  step: string
  /** The word on its button, where «Решить» says too little. */
  label?: string
  /** What follows: the next task, or the same page. Without it there is nothing to go on to. */
  onDone?: (next: boolean) => void
}

/** The decision that a task waits for, as the server describes it. */
export function TaskDecision({ taskId, caseId, caseVersion, step, label, onDone }: Props) {
  const asked = useAsked(TaskForm, { id: taskId })
  if (asked.isLoadingError) return <Failed problem={asked.error} again={() => void asked.refetch()} />
  if (!asked.data) return <Waiting />
  if (!asked.data.task) return <Nothing title="Задачи уже нет">Обновите дело: её решил кто-то другой.</Nothing>
  const done = (next: boolean) => {
    if (!next) notifications.show({ message: 'Решение записано.', color: 'green' })
    onDone?.(next)
  }
  return (
    <DecisionForm
      key={taskId}
      fields={asked.data.task.form}
      decision={camel(step)}
      on={(kind) => (kind === 'case' ? caseId : taskId)}
      version={caseVersion}
      about={taskId}
      onDone={done}
      label={label}
      goesOn={onDone !== undefined}
    />
  )
}

function camel(step: string): string {
  return step.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase())
}
