import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useNavigate } from '@tanstack/react-router'
import { useState, type ReactNode } from 'react'
import { useAsked } from '../api/hooks'
import { DecisionForm as AskForm } from '../generated/operations'
import { Failed, Waiting } from '../parts/States'
import { DecisionForm } from './DecisionForm'

interface Props {
  name: string
  label: string
  /** Whom or what it is about, in words. */
  whom?: string
  on: (kind: string | undefined) => string
  about: string
  /** Id of the thing it is about: a form of its own offers what may be chosen of that thing. */
  subject?: string
  version: number | undefined
  given?: object
  /** The page of what the act makes: it is opened. */
  opens?: '/meetings/$id' | '/funding-programs/$id' | '/parameters/$id'
  children: (open: () => void) => ReactNode
}

/** Acts after which something is over, and nobody can bring it back. */
const ENDS = /^(withdraw|exclude|terminate|revoke|discard|cancel|giveUp|remove|archive|end|leave|close|return)/

/** An act over the page: acts that end something are confirmed before their form is shown. */
export function Act({ name, label, whom, on, about, subject, version, given, opens, children }: Props) {
  const navigate = useNavigate()
  const [isOpen, setOpen] = useState(false)
  const [isSure, setSure] = useState(false)
  const close = () => {
    setOpen(false)
    setSure(false)
  }
  const done = (_: boolean, id: string) => {
    close()
    notifications.show({ message: `«${label}» — готово.`, color: 'green' })
    if (opens && id) void navigate({ to: opens, params: { id } })
  }
  return (
    <>
      {children(() => setOpen(true))}
      <Modal.Root opened={isOpen} onClose={close} size="lg">
        <Modal.Overlay />
        <Modal.Content>
          <Group justify="space-between" wrap="nowrap" p="md">
            <Modal.Title fw={600}>{whom ? `${label}: ${whom}` : label}</Modal.Title>
            <Modal.CloseButton aria-label="Закрыть" />
          </Group>
          <Modal.Body>
            {ENDS.test(name) && !isSure ? (
              <Sure label={label} onYes={() => setSure(true)} onNo={close} />
            ) : (
              <ActForm {...{ name, label, on, about, subject, version, given }} onDone={done} onCancel={close} />
            )}
          </Modal.Body>
        </Modal.Content>
      </Modal.Root>
    </>
  )
}

function Sure({ label, onYes, onNo }: { label: string; onYes: () => void; onNo: () => void }) {
  return (
    <Stack>
      <Text>Вернуть как было потом нельзя. Дальше система спросит основание и проверит, можно ли это сделать.</Text>
      <Group>
        <Button color="red" onClick={onYes}>
          {label}: продолжить
        </Button>
        <Button variant="default" onClick={onNo} data-autofocus>
          Отмена
        </Button>
      </Group>
    </Stack>
  )
}

interface FormProps extends Omit<Props, 'children' | 'opens' | 'whom'> {
  onDone: (next: boolean, id: string) => void
  onCancel: () => void
}

function ActForm({ name, label, on, about, subject, version, given, onDone, onCancel }: FormProps) {
  const asked = useAsked(AskForm, { decision: name, subject })
  if (asked.isLoadingError) return <Failed problem={asked.error} again={() => void asked.refetch()} />
  if (!asked.data) return <Waiting />
  return (
    <DecisionForm
      fields={asked.data.decisionForm}
      decision={name}
      on={on}
      version={version}
      about={`${name}:${about}`}
      label={label}
      given={given}
      onDone={onDone}
      onCancel={onCancel}
    />
  )
}
