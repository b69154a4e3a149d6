import { count } from '../text/format'

/** How many duties are done, in progress, late. What is late is planned or in progress. */
export interface Counts {
  total: number
  done: number
  inProgress: number
  overdue: number
}

export function sumOf(rows: Counts[]): Counts {
  const add = (name: keyof Counts) => rows.reduce((sum, row) => sum + row[name], 0)
  return { total: add('total'), done: add('done'), inProgress: add('inProgress'), overdue: add('overdue') }
}

/** «выполнено 3 из 12 пунктов, выполняется 2, просрочено 4.» */
export function countsText({ total, done, inProgress, overdue }: Counts): string {
  const parts = [`выполнено ${done} из ${count(total, 'пункта', 'пунктов', 'пунктов')}`]
  if (inProgress > 0) parts.push(`выполняется ${inProgress}`)
  const planned = total - done - inProgress
  if (planned > 0) parts.push(`запланировано ${planned}`)
  parts.push(overdue > 0 ? `просрочено ${overdue}` : 'просроченных нет')
  return `${parts.join(', ')}.`
}
