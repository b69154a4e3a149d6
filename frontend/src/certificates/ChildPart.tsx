import { Button, Group, Text, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { refusalsOf } from '../api/refusals'
import { send } from '../api/send'
import * as labels from '../generated/enums'
import { ChildCard } from '../generated/operations'
import type { ReadPurpose } from '../generated/types'
import { ChoiceField } from '../parts/ChoiceField'
import { Part } from '../parts/Part'
import { Refusals } from '../parts/Refusals'
import { useHolds } from '../parts/roles'
import { Failed } from '../parts/States'
import { ChildFacts } from './ChildFacts'

/** The way to a child's data: what for comes first, and the family learns of it. Nothing of it is kept. `first`: the purpose offered. */
export function ChildPart({ child, first }: { child: { id: string; initials: string }; first?: ReadPurpose }) {
  const [purpose, choose] = useState(first)
  const [note, write] = useState('')
  const needsNote = purpose !== undefined && purpose !== 'TASK'
  const mayRead = useHolds('MUNICIPAL_CLERK', 'MUNICIPAL_HEAD', 'AUDITOR')
  const read = useMutation({ mutationFn: () => send(ChildCard, { child: child.id, purpose, note: note.trim() }) })
  if (!mayRead) return null
  const found = read.data?.childCard
  return (
    <Part title="Сведения о ребёнке">
      {found && 'birthDate' in found ? (
        <ChildFacts card={found} />
      ) : (
        <form
          onSubmit={(event) => {
            event.preventDefault()
            read.mutate()
          }}
        >
          <Text size="sm" mb="xs">
            Просмотр записывается: семья увидит, какое учреждение, когда и с какой целью смотрело сведения. «Решение по делу
            ребёнка» — если у вас открыта задача о нём; к любой другой цели нужно пояснение.
          </Text>
          <Group align="flex-end" gap="sm">
            <ChoiceField label="Цель" words={labels.ReadPurpose} value={purpose} onChange={choose} none="Выберите цель" isRequired />
            <TextInput
              label="Пояснение"
              placeholder="Не меньше трёх слов"
              withAsterisk={needsNote}
              aria-required={needsNote}
              maxLength={200}
              w={280}
              maw="100%"
              value={note}
              onChange={(event) => write(event.currentTarget.value)}
            />
            <Button type="submit" variant="default" loading={read.isPending} disabled={!purpose || (needsNote && !note.trim())}>
              Показать и записать просмотр
            </Button>
          </Group>
        </form>
      )}
      {found && <Refusals refusals={refusalsOf(found)} />}
      {read.error && <Failed problem={read.error} />}
    </Part>
  )
}
