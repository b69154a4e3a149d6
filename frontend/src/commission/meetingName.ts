import { dayText } from '../text/format'

export interface Named {
  number: number
  form: string
  heldOn: string
  /** Of a meeting in absentia: the day on which the vote ended; null while it goes on. */
  votedOn: string | null
}

/** «№ 3 от 26.11.2026»; in absentia the day is that on which the vote ended, until then its last one. */
export function meetingName({ number, form, heldOn, votedOn }: Named): string {
  if (form !== 'IN_ABSENTIA') return `№ ${number} от ${dayText(heldOn)}`
  if (!votedOn) return `№ ${number}, заочное до ${dayText(heldOn)}`
  return `№ ${number}, заочное, голосование завершено ${dayText(votedOn)}`
}
