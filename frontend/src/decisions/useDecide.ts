import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { mayPass, pause } from '../api/hooks'
import { Problem, UNREACHABLE } from '../api/problem'
import { refusalsOf, resultOf } from '../api/refusals'
import { send } from '../api/send'

interface About {
  /** Name of the mutation. */
  decision: string
  /** Id of what is decided about; by `on` of the decision it is the task, the case or a thing of a register. */
  on: (kind: string | undefined) => string
  /** The server has said no, or that it could not. */
  onNo: () => void
  /** The decision is taken; told even when its form has left the page. */
  onYes: () => void
}

interface Try {
  fields: object
  version?: number
  /** One for each try of a person, however often it is repeated. */
  key: string
}

const list = () => import('../generated/decisions').catch(() => Promise.reject(UNREACHABLE))

/** Carry out a decision; what got no answer is sent again as it was. */
export function useDecide({ decision, on, onNo, onYes }: About) {
  const client = useQueryClient()
  useEffect(() => void list().catch(() => undefined), []) // there before the connection breaks
  const decide = useMutation({
    mutationFn: async ({ fields, version, key }: Try) => {
      const about = (await list()).DECISIONS[decision]
      if (!about) throw new Problem('Это решение здесь принять нельзя.', 'NOT_FOUND')
      const input = {
        ...(about.on && { [about.on]: on(about.on) }),
        ...(about.isVersioned && { expectedVersion: version }),
        ...(about.isKeyed && { idempotencyKey: key }),
        ...fields,
      }
      const result = resultOf(await send<object, object>({ name: about.name, id: about.id }, { input }))
      return { refusals: refusalsOf(result), id: 'id' in result ? String(result.id) : '' }
    },
    retry: mayPass,
    retryDelay: pause,
    networkMode: 'always',
    onSuccess: ({ refusals }) => {
      if (refusals.length > 0) return onNo()
      onYes()
      void client.invalidateQueries() // not awaited: the form may leave the page with its task
    },
    onError: (problem) => {
      if (!(problem instanceof Problem && problem.passes)) onNo()
    },
  })
  return {
    decide,
    /** The connection is gone, and the decision is being sent again by itself. */
    isRepeated: decide.isPending && decide.failureCount > 0,
    isTaken: decide.data?.refusals.length === 0,
  }
}
