import { Problem, UNREACHABLE } from './problem'
import type { Refusal } from './refusals'
import { csrf } from './send'

export interface Uploaded {
  id: string
  name: string
}

interface Answer extends Partial<Uploaded> {
  refusals?: Refusal[]
  errors?: { message: string; extensions?: { code?: string; incident?: string } }[]
}

/** Send a file; it is nobody else's until a decision names it. */
export async function upload(file: File): Promise<Uploaded> {
  const body = new FormData()
  body.append('file', file)
  const response = await fetch('/files/', { method: 'POST', headers: csrf(), body }).catch(() => {
    throw UNREACHABLE
  })
  const answer = (await response.json().catch(() => ({}))) as Answer
  if (answer.id && answer.name) return { id: answer.id, name: answer.name }
  const [error] = answer.errors ?? []
  const refused = answer.refusals?.map(({ message, remedy }) => `${message} ${remedy}`.trim()).join(' ')
  throw new Problem(
    refused || error?.message || 'Файл не принят. Повторите попытку.',
    error?.extensions?.code ?? 'BAD_USER_INPUT',
    error?.extensions?.incident,
  )
}
