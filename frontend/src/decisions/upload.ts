import type { Refusal } from '../api/refusals'
import { csrf } from '../api/send'
import { textOf } from './refused'

interface Stored {
  id: string
  name: string
}

/** Bring a file to the server; a text says why it was not taken. */
export async function upload(file: File): Promise<Stored | string> {
  const body = new FormData()
  body.append('file', file)
  try {
    const response = await fetch('/files/', { method: 'POST', headers: csrf(), body })
    const answer = (await response.json()) as Stored & { refusals?: Refusal[]; errors?: { message: string }[] }
    if (response.ok) return answer
    return answer.refusals?.map(textOf).join(' ') || answer.errors?.[0]?.message || LOST
  } catch {
    return LOST
  }
}

const LOST = 'Файл не загрузился: нет связи. Повторите загрузку.'
