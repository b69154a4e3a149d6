import { Stack } from '@mantine/core'
import { lazy, Suspense, useEffect, useRef, type ComponentType } from 'react'
import { TaskDecision } from '../decisions/TaskDecision'
import { Part } from '../parts/Part'
import { Waiting } from '../parts/States'
import type { Case } from './types'

const FIELD = 'input:not([type="hidden"]):not(:disabled), textarea:not(:disabled), select:not(:disabled), button:not(:disabled)'
const PATIENCE = 5000 // milliseconds in which a form comes

/** What stands above the form of a step, where it helps to decide. */
const BESIDE: Record<string, ComponentType<{ caseId: string }>> = {
  cast_vote: lazy(() => import('./beside/Ballot').then(({ Ballot }) => ({ default: Ballot }))),
  assess_enrollment: lazy(() => import('./beside/Assessment').then(({ Assessment }) => ({ default: Assessment }))),
}

/** The form of a step that needs more than its fields: programs go to meetings that are to be found, or called, first. */
const PutOnAgendaForm = lazy(() => import('../commission/PutOnAgendaForm').then((found) => ({ default: found.PutOnAgendaForm })))

interface Props {
  of: Case
  task: string
  /** Whether the form takes the focus when it is there. */
  takesFocus: boolean
  onDone: (next: boolean) => void
}

/** The form of the step one has come for. */
export function Decision({ of, task, takesFocus, onDone }: Props) {
  const box = useRef<HTMLDivElement>(null)
  useFocus(box, takesFocus, task)
  const found = of.tasks.find(({ id }) => id === task)
  const action = of.viewerActions.find((each) => each.task === task)
  if (!found || found.finished || !action?.isAllowed) return null
  const Beside = BESIDE[found.step]
  return (
    <Part title={action.label} isScreenOnly>
      <Stack gap="md">
        {Beside && (
          <Suspense fallback={<Waiting />}>
            <Beside caseId={of.id} />
          </Suspense>
        )}
        <div ref={box}>
          {found.step === 'put_on_agenda' ? (
            <Suspense fallback={<Waiting />}>
              <PutOnAgendaForm task={task} version={of.version} />
            </Suspense>
          ) : (
            <TaskDecision key={task} taskId={task} caseId={of.id} caseVersion={of.version} step={found.step} onDone={onDone} />
          )}
        </div>
      </Stack>
    </Part>
  )
}

/** Give the first field the focus as soon as the form is there. */
function useFocus(box: React.RefObject<HTMLElement | null>, wanted: boolean, task: string) {
  useEffect(() => {
    if (!wanted || !box.current) return
    const found = () => {
      const field = box.current?.querySelector<HTMLElement>(FIELD)
      field?.focus()
      return Boolean(field)
    }
    if (found()) return
    const watch = new MutationObserver(() => found() && watch.disconnect())
    watch.observe(box.current, { childList: true, subtree: true })
    const late = setTimeout(() => watch.disconnect(), PATIENCE)
    return () => {
      watch.disconnect()
      clearTimeout(late)
    }
  }, [box, wanted, task])
}
