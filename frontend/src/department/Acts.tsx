import { LegalActs } from '../generated/operations'
import type { LegalActsQuery } from '../generated/types'
import type { Column } from '../parts/DataTable'
import { Listing } from '../parts/Listing'
import { dayText } from '../text/format'
import { asActs } from './filters'

type Act = LegalActsQuery['legalActs']['edges'][number]['node']

const COLUMNS: Column<Act>[] = [
  { header: 'Акт', cell: ({ title }) => title },
  { header: 'Номер и дата', cell: ({ number, adoptedOn }) => (number ? `№ ${number} от ${dayText(adoptedOn)}` : '—') },
  { header: 'Кто принял', cell: ({ issuers }) => issuers.join(', ') || '—' },
  { header: 'Действует', cell: ({ inForceFrom, inForceTo }) => `с ${dayText(inForceFrom)}${inForceTo ? ` до ${dayText(inForceTo)}` : ''}` },
  { header: 'Где', cell: ({ territory }) => territory?.name ?? 'Вся область' },
  { header: 'Контроль', cell: ({ controller }) => controller || '—' },
  { header: 'Опубликован', cell: ({ publishedIn }) => publishedIn || '—' },
]

/** The acts that rules rest on. */
export function Acts() {
  return (
    <Listing
      operation={LegalActs}
      variables={asActs}
      of={(data) => data.legalActs}
      caption="Правовые акты, раньше вступившие в силу сверху"
      columns={COLUMNS}
      minWidth={1100}
      empty={{ title: 'Актов нет' }}
    />
  )
}
