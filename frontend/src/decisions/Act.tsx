import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useState, type ReactNode } from 'react'
import { useAsked } from '../api/hooks'
import { DecisionForm as AskForm } from '../generated/operations'
import { Failed, Waiting } from '../parts/States'
import { DecisionForm } from './DecisionForm'

interface Props {
  name: string
  label: string
  on: (kind: string | undefined) => string
  about: string
  version: number | undefined
  given?: object
  children: (open: () => void) => ReactNode
}

/** Acts after which something is over, and nobody can bring it back. */
const ENDS = /^(withdraw|exclude|terminate|revoke|discard|cancel|giveUp|remove|archive|end|leave|close|return)/

/** An act over the page: acts that end something are confirmed before their form is shown. */
export function Act({ name, label, on, about, version, given, children }: Props) {
  const [isOpen, setOpen] = useState(false)
  const [isSure, setSure] = useState(false)
  const close = () => {
    setOpen(false)
    setSure(false)
  }
  const done = () => {
    close()
    notifications.show({ message: `Сделано: ${label.toLowerCase()}.`, color: 'green' })
  }
  return (
    <>
      {children(() => setOpen(true))}
      <Modal.Root opened={isOpen} onClose={close} size="lg">
        <Modal.Overlay />
        <Modal.Content>
          <Group justify="space-between" wrap="nowrap" p="md">
            <Modal.Title fw={600}>{label}</Modal.Title>
            <Modal.CloseButton aria-label="Закрыть" />
          </Group>
          <Modal.Body>
            {ENDS.test(name) && !isSure ? (
              <Sure onYes={() => setSure(true)} onNo={close} />
            ) : (
              <ActForm name={name} label={label} on={on} about={about} version={version} given={given} onDone={done} />
            )}
          </Modal.Body>
        </Modal.Content>
      </Modal.Root>
    </>
  )
}

function Sure({ onYes, onNo }: { onYes: () => void; onNo: () => void }) {
  return (
    <Stack>
      <Text>Отменить это будет нельзя. Вы уверены?</Text>
      <Group>
        <Button color="red" onClick={onYes}>
          Да, продолжить
        </Button>
        <Button variant="default" onClick={onNo} data-autofocus>
          Нет
        </Button>
      </Group>
    </Stack>
  )
}

function ActForm({ name, label, on, about, version, given, onDone }: Omit<Props, 'children'> & { onDone: () => void }) {
  const asked = useAsked(AskForm, { decision: name })
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
    />
  )
}
