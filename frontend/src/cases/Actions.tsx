import { Button, Group, List, Text } from '@mantine/core'
import { ActDialog } from '../decisions/ActDialog'
import type { Action, Case } from './types'

interface Props {
  of: Case
  shown: string | undefined
  show: (task: string) => void
}

/** What can be done now; what one may not do stands there with the reason. */
export function Actions({ of, shown, show }: Props) {
  const allowed = of.viewerActions.filter((each) => each.isAllowed)
  const forbidden = of.viewerActions.filter((each) => !each.isAllowed)
  const steps = allowed.filter((each) => each.task !== null)
  if (of.viewerActions.length === 0) return <Text size="sm">{waitsFor(of)}</Text>
  return (
    <>
      <Group gap="xs">
        {steps.length > 1 &&
          steps.map((each) => (
            <Button
              key={each.task}
              variant={each.task === shown ? 'filled' : 'default'}
              aria-pressed={each.task === shown}
              onClick={() => each.task && show(each.task)}
            >
              {each.label}
            </Button>
          ))}
        {allowed
          .filter((each) => each.task === null)
          .map((each) => (
            <ActDialog key={each.name} action={each} caseId={of.id} caseVersion={of.version} />
          ))}
      </Group>
      {forbidden.map((each) => (
        <Forbidden key={each.task ?? each.name} action={each} />
      ))}
    </>
  )
}

/** Nothing is asked of the reader: of whom it is. */
function waitsFor({ finished, tracker: { role, holder, stepTitle } }: Case): string {
  if (finished) return 'Дело закрыто.'
  return `От вас сейчас ничего не нужно. Ждём: ${[role, holder].filter(Boolean).join(', ') || 'систему'} — «${stepTitle}».`
}

function Forbidden({ action }: { action: Action }) {
  const id = `why-not-${action.task ?? action.name}`
  return (
    <div>
      <Button variant="default" aria-disabled data-disabled aria-describedby={id} onClick={(event) => event.preventDefault()}>
        {action.label}
      </Button>
      <List id={id} size="sm" mt={4} listStyleType="none">
        {action.whyNot.map(({ code, message, rule, remedy }) => (
          <List.Item key={code}>
            {message} {remedy}
            {rule && (
              <Text size="xs" c="dimmed">
                {rule}
              </Text>
            )}
          </List.Item>
        ))}
      </List>
    </div>
  )
}
