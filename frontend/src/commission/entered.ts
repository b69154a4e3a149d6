import { count, dayText } from '../text/format'
import type { Filed } from './DossierPage'

type Entry = NonNullable<Filed['edition']>['entries'][number]

/** How many places were asked for, recommended by the commission, and given: one beside the other. */
export function placesText({ places, items, orders }: Pick<Filed, 'places' | 'items' | 'orders'>): string {
  const recommended = items.findLast(({ outcome }) => outcome === 'RECOMMENDED')?.places ?? null
  const given = orders.findLast(({ verdict }) => verdict === 'APPROVE')?.places ?? null
  const parts = [
    `просили ${places}`,
    recommended !== null && `комиссия рекомендовала ${recommended}`,
    given !== null && `в реестре ${given}`,
  ].filter(Boolean)
  return parts.length === 1 ? count(places, 'место', 'места', 'мест') : `${upper(parts.join(', '))}`
}

/** What stands in the register by an order: the entry that names the same act. */
export function entryText(entries: Entry[], act: string | undefined): string | undefined {
  const entry = act && entries.find((each) => each.act?.id === act)
  if (!entry) return undefined
  const most = entry.maxFundedPupils === null ? '' : `, не больше ${count(entry.maxFundedPupils, 'места', 'мест', 'мест')}`
  return `${entry.kindLabel}, запись № ${entry.number} с ${dayText(entry.includedOn)}${most}`
}

function upper(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
