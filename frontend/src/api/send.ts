import type { Operation } from './operation'
import { Problem, UNREACHABLE } from './problem'

interface Answer<Data> {
  data?: Data
  errors?: { message: string; extensions?: { code?: string; incident?: string } }[]
}

/** Send one operation and read its data; whatever else comes is thrown as a Problem. */
export async function send<Data, Variables>(operation: Operation<Data, Variables>, variables: Variables): Promise<Data> {
  const response = await fetch('/graphql/', {
    method: 'POST',
    headers: {
      'Content-Type': 'application/json',
      Accept: 'application/graphql-response+json, application/json',
      ...csrf(),
    },
    body: JSON.stringify({ documentId: operation.id, operationName: operation.name, variables }),
  }).catch(() => {
    throw UNREACHABLE
  })
  const answer = await response.json().catch(() => ({})) as Answer<Data>
  const [error] = answer.errors ?? []
  if (error) throw new Problem(error.message, error.extensions?.code ?? codeOf(response.status), error.extensions?.incident)
  if (!answer.data) throw new Problem('Система не ответила. Повторите попытку.', codeOf(response.status))
  return answer.data
}

/** The token that Django's cookie carries: a page of another site cannot read it. */
export function csrf(): Record<string, string> {
  const found = /(?:^|; )csrftoken=([^;]+)/.exec(document.cookie)?.[1]
  return found ? { 'X-CSRFToken': found } : {}
}

function codeOf(status: number): string {
  if (status === 502 || status === 503 || status === 504) return 'UNAVAILABLE'
  return status === 403 ? 'FORBIDDEN' : 'INTERNAL_SERVER_ERROR'
}
