import { Anchor } from '@mantine/core'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { useAsked } from '../api/hooks'
import { Case as askCase } from '../generated/operations'
import { Go } from '../parts/Go'
import { Missing, Page } from '../parts/Page'
import { Failed, Waiting } from '../parts/States'
import { useKeys } from '../parts/keys'
import { keptQueue } from '../queue/desk'
import { Actions } from './Actions'
import { Changes } from './Changes'
import { decidableTask, hasMore } from './decidable'
import { useDecided } from './decided'
import { Decision } from './Decision'
import { Experts } from './Experts'
import { History } from './History'
import { Process } from './Process'
import { Part } from '../parts/Part'
import { SideBySide } from '../parts/SideBySide'
import { Subject } from './subject/Subject'
import { Tracker } from './Tracker'
import type { Case } from './types'
import { Findings } from './Verdicts'

const route = getRouteApi('/cases/$id')
const CERTIFICATION = 'ProgramCertification'

export function CasePage() {
  const { id } = route.useParams()
  const asked = useAsked(askCase, { id })
  if (asked.isLoadingError) return <Failed problem={asked.error} again={() => void asked.refetch()} />
  if (!asked.data) return <Waiting />
  const found = asked.data.case
  if (!found) {
    return (
      <Missing title="Такого дела нет">
        Его нет, или вы за ним не следите. <Go to="/tasks">Вернуться к задачам</Go>
      </Missing>
    )
  }
  return <OneCase of={found} />
}

/** What the case is about, after its process where the one does not begin with the other. */
function titleOf({ processTitle, subjectLine }: Case): string {
  if (subjectLine.startsWith(processTitle)) return subjectLine
  return subjectLine ? `${processTitle}: ${subjectLine}` : processTitle
}

/** A case on one screen. */
function OneCase({ of }: { of: Case }) {
  const search = route.useSearch()
  const navigate = useNavigate()
  const task = decidableTask(of.viewerActions, search.task)
  const onDone = useDecided(task)
  const show = (chosen: string) =>
    void navigate({ to: '/cases/$id', params: { id: of.id }, search: { task: chosen, decide: true }, replace: true })
  useKeys([
    { codes: ['Escape'], shown: 'Esc', does: 'К задачам', act: () => void navigate({ to: '/tasks', search: keptQueue() }) },
    { codes: ['KeyD'], shown: 'D (В)', does: 'К форме решения', act: () => task && show(task) },
  ])
  const { record } = of
  const remarks = record?.remarks ?? []
  return (
    <Page
      title={titleOf(of)}
      actions={
        <Go to="/tasks" search={keptQueue()}>
          К задачам
        </Go>
      }
    >
      <Tracker of={of} />
      <SideBySide
        actsFirst
        act={
          <>
            {task && <Decision of={of} task={task} takesFocus={search.decide === true} onDone={onDone} />}
            {hasMore(of.viewerActions, task) && (
              <Part title={task ? 'Что ещё можно сделать' : 'Что можно сделать'}>
                <Actions of={of} shown={task} show={show} />
              </Part>
            )}
            {of.process === CERTIFICATION && <Experts of={of} />}
          </>
        }
        read={
          <>
            {remarks.length > 0 && (
              <Part title="Замечания и что изменилось">
                <Changes remarks={remarks} />
              </Part>
            )}
            <Subject of={of} />
            {record && <Findings record={record} />}
          </>
        }
      />
      <Part title="Ход процесса">
        <Process id={of.id} />
      </Part>
      <Part title="История">
        <History key={of.version} of={of} />
      </Part>
      <Anchor href="#content" className="no-print" size="sm" underline="always">
        Наверх
      </Anchor>
    </Page>
  )
}
