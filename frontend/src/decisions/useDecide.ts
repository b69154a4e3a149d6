import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRef } from 'react'
import { mayPass, pause } from '../api/hooks'
import { Problem } from '../api/problem'
import { refusalsOf, resultOf } from '../api/refusals'
import { send } from '../api/send'

interface About {
  /** Name of the mutation. */
  decision: string
  /** Id of what is decided about; by `on` of the decision it is the task, the case or a thing of a register. */
  on: (kind: string | undefined) => string
  version: number | undefined
}

/**
 * Carry out a decision. Every try of a person has one key, however often it is repeated: it changes only when the
 * server has answered, for a refusal leaves the key free.
 */
export function useDecide({ decision, on, version }: About) {
  const client = useQueryClient()
  const key = useRef('')
  const decide = useMutation({
    mutationFn: async (fields: object) => {
      const { DECISIONS } = await import('../generated/decisions')
      const about = DECISIONS[decision]
      if (!about) throw new Problem('Это решение здесь принять нельзя.', 'NOT_FOUND')
      key.current ||= crypto.randomUUID()
      const input = {
        ...(about.on && { [about.on]: on(about.on) }),
        ...(about.isVersioned && { expectedVersion: version }),
        ...(about.isKeyed && { idempotencyKey: key.current }),
        ...fields,
      }
      const answer = await send<object, object>({ name: about.name, id: about.id }, { input })
      key.current = ''
      const result = resultOf(answer)
      return { refusals: refusalsOf(result), id: 'id' in result ? String(result.id) : '' }
    },
    retry: mayPass,
    retryDelay: pause,
    networkMode: 'always',
    onSuccess: ({ refusals }) => {
      if (refusals.length === 0) void client.invalidateQueries() // not awaited: the form may leave the page with its task
    },
  })
  const isBroken = decide.failureReason instanceof Problem && decide.failureReason.passes
  return {
    decide,
    /** The connection is gone, and the decision is being sent again by itself. */
    isRepeated: decide.isPending && isBroken,
    /** The connection is still gone: nobody knows whether the decision was carried out. */
    isLost: decide.isError && isBroken,
  }
}
