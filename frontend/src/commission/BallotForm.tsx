import { Button, NativeSelect, NumberInput, Radio, Stack, Text, Textarea } from '@mantine/core'
import { useSessionStorage } from '@mantine/hooks'
import { useAct } from '../api/hooks'
import { useKey } from '../api/key'
import { refusalsOf, type Refusal } from '../api/refusals'
import * as labels from '../generated/enums'
import { CastVote } from '../generated/operations'
import type { BudgetRegister, VoteChoice } from '../generated/types'
import { valuesOf } from '../parts/address'
import { Part } from '../parts/Part'
import { Refusals } from '../parts/Refusals'
import { Failed } from '../parts/States'
import { count } from '../text/format'
import type { Paper } from './BallotPage'
import { blank, inputOf, offered, type Draft } from './ballot'

interface Props {
  task: string
  version: number
  item: Paper['item']
}

/** One's own vote, once and for good. What was written stays in this window until it is cast. */
export function BallotForm({ task, version, item }: Props) {
  const act = useAct(CastVote)
  const asked = item.dossier?.places ?? null
  const register = item.dossier?.register ?? 'SIGNIFICANT'
  const [draft, setDraft, dropDraft] = useSessionStorage<Draft>({ key: `vote ${task}`, defaultValue: blank(register, asked) })
  const key = useKey()
  const change = (part: Partial<Draft>) => setDraft((before) => ({ ...before, ...part }))
  const refusals = act.data ? refusalsOf(act.data.castVote) : []
  const at = (field: string) => messageAt(refusals, field)
  const isFor = draft.choice === 'FOR'
  const cast = async () => {
    const vote = inputOf(draft)
    try {
      const { castVote } = await act.mutateAsync({ input: { task, expectedVersion: version, idempotencyKey: key.of(JSON.stringify(vote)), ...vote } })
      key.drop()
      if (refusalsOf(castVote).length === 0) dropDraft()
    } catch {
      // told below
    }
  }
  return (
    <Part title="Ваш голос">
      <form
        onSubmit={(event) => {
          event.preventDefault()
          void cast()
        }}
      >
        <Stack gap="sm">
          <Radio.Group
            label="Включить программу в реестр?"
            required
            value={draft.choice}
            error={at('choice')}
            onChange={(choice) => change({ choice: choice as VoteChoice })}
          >
            <Stack gap="xs" mt="xs">
              {valuesOf(labels.VoteChoice).map((choice) => (
                <Radio key={choice} value={choice} label={labels.VoteChoice[choice]} />
              ))}
            </Stack>
          </Radio.Group>
          {isFor && (
            <>
              <NativeSelect
                label="В какой реестр"
                required
                value={draft.register}
                error={at('register')}
                data={offered(register).map((value) => ({ value, label: labels.BudgetRegister[value] }))}
                onChange={(event) => change({ register: event.currentTarget.value as BudgetRegister })}
              />
              <NumberInput
                label="Мест за счёт бюджета"
                required
                description={asked === null ? undefined : `Просят ${count(asked, 'место', 'места', 'мест')}; больше дать нельзя.`}
                min={1}
                allowDecimal={false}
                allowNegative={false}
                value={draft.places ?? ''}
                error={at('places')}
                onChange={(places) => change({ places: typeof places === 'number' ? places : null })}
              />
            </>
          )}
          <Textarea
            label="Обоснование"
            description={draft.choice === 'AGAINST' ? 'Нужно, если вы против. Войдёт в протокол.' : 'Войдёт в протокол.'}
            required={draft.choice === 'AGAINST'}
            autosize
            minRows={2}
            value={draft.reason}
            error={at('reason')}
            onChange={(event) => change({ reason: event.currentTarget.value })}
          />
          <Textarea
            label="Особое мнение"
            description="Если вы с решением не согласитесь. Приложат к протоколу."
            autosize
            minRows={2}
            value={draft.dissent}
            error={at('dissent')}
            onChange={(event) => change({ dissent: event.currentTarget.value })}
          />
          <Refusals refusals={refusals} title="Голос не принят" />
          {act.error && <Failed problem={act.error} />}
          <Text size="sm" c="dimmed">
            Голосуют один раз: изменить или отозвать голос потом нельзя.
          </Text>
          <Button type="submit" loading={act.isPending} disabled={!draft.choice}>
            Проголосовать
          </Button>
        </Stack>
      </form>
    </Part>
  )
}

function messageAt(refusals: Refusal[], field: string): string | undefined {
  return refusals.find(({ path }) => path[0] === field)?.message
}
