import { Button } from '@mantine/core'
import { Act } from './Act'

interface Props {
  action: { name: string; label: string; task?: string | null }
  caseId: string
  caseVersion: number
  /** Whom or what it is about, where the page is not about it alone. */
  whom?: string
}

/** An act on a case that is not a step of it: a button, and its form over the page. */
export function ActDialog({ action, caseId, caseVersion, whom }: Props) {
  const on = (kind: string | undefined) => (kind === 'task' && action.task ? action.task : caseId)
  return (
    <Act name={action.name} label={action.label} whom={whom} on={on} about={caseId} version={caseVersion}>
      {(open) => (
        <Button variant="default" onClick={open}>
          {action.label}
        </Button>
      )}
    </Act>
  )
}
