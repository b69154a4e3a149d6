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

/** «выполнено 3 из 12 пунктов; не выполнено 9, из них выполняется 2, просрочено 4.» */
export function countsText({ total, done, inProgress, overdue }: Counts): string {
  const said = `выполнено ${done} из ${count(total, 'пункта', 'пунктов', 'пунктов')}`
  if (done === total) return `${said}.`
  const parts = [inProgress > 0 && `выполняется ${inProgress}`, overdue > 0 && `просрочено ${overdue}`].filter(Boolean)
  const rest = parts.length > 0 ? `из них ${parts.join(', ')}` : 'просроченных нет'
  return `${said}; не выполнено ${total - done}, ${rest}.`
}
