import { Stack, Text } from '@mantine/core'
import { useAsked } from '../api/hooks'
import { ActButton } from '../decisions/ActButton'
import { TaskDecision } from '../decisions/TaskDecision'
import { SubjectCases } from '../generated/operations'
import type { SubjectCasesQuery } from '../generated/types'
import { Part } from '../parts/Part'
import { Failed } from '../parts/States'
import { lastDay } from '../text/deadline'

export type SubjectCase = SubjectCasesQuery['cases']['edges'][number]['node']
type Action = SubjectCase['viewerActions'][number]

interface Props {
  special?: (each: SubjectCase, action: Action) => React.ReactNode
  /** What would be refused now, because something else comes first. */
  hides?: (action: Action) => boolean
}

/** What is waited for about something, and the forms of what the person may do about it now. */
export function SubjectActs({ subject, special, hides }: Props & { subject: string }) {
  const asked = useAsked(SubjectCases, { subject })
  if (asked.isLoadingError) return <Failed problem={asked.error} again={() => void asked.refetch()} />
  const open = asked.data?.cases.edges.map(({ node }) => node).filter(({ status }) => status === 'NEW') ?? []
  return open.map((each) => <CaseActs key={each.id} of={each} special={special} hides={hides} />)
}

/** A case waits for its steps; what it merely allows is told only while it is possible. */
function toldOf(actions: Action[]): Action[] {
  return actions.filter(({ isAllowed, task }) => isAllowed || task !== null)
}

function CaseActs({ of, special, hides }: Props & { of: SubjectCase }) {
  const told = toldOf(of.viewerActions).filter((action) => !hides?.(action))
  if (told.length === 0) return null
  return (
    <Part title={titleOf(told)}>
      <Stack gap="md" align="stretch">
        {told.map((action) => (
          <div key={action.name}>
            {action.isAllowed ? (special?.(of, action) ?? <Allowed of={of} action={action} />) : <Waits of={of} action={action} />}
          </div>
        ))}
      </Stack>
    </Part>
  )
}

function titleOf(told: Action[]): string {
  if (told.some(({ isAllowed, task }) => isAllowed && task !== null)) return 'Что нужно от вас'
  return told.some(({ task }) => task !== null) ? 'Чего ждёт дело' : 'Что можно сделать'
}

function Allowed({ of, action }: { of: SubjectCase; action: Action }) {
  const step = of.tasks.find(({ id }) => id === action.task)?.step
  if (!action.task || !step) return <ActButton name={action.name} label={action.label} on={of.id} version={of.version} />
  return <TaskDecision taskId={action.task} caseId={of.id} caseVersion={of.version} step={step} />
}

function Waits({ of, action }: { of: SubjectCase; action: Action }) {
  const task = of.tasks.find(({ id }) => id === action.task)
  return (
    <Text size="sm">
      {action.label}. {action.whyNot.map(({ message }) => message).join(' ')}
      {task?.dueAt && ` Срок — до ${lastDay(task.dueAt)}.`}
    </Text>
  )
}
