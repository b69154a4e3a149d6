import { Text } from '@mantine/core'
import { DataTable, type Column } from '../parts/DataTable'
import { Part } from '../parts/Part'
import { count, dayText } from '../text/format'
import type { Record } from './MeetingPage'

type Seat = Record['composition']['seats'][number]

export const SEAT_COLUMNS: Column<Seat>[] = [
  { header: 'Кто', cell: ({ person, organisation }) => person?.fullName ?? organisation },
  { header: 'В комиссии', cell: ({ postLabel }) => postLabel },
  { header: 'Организация', cell: ({ organisation }) => organisation },
]

/** Who sits on the commission; after an opening in person also who came. */
export function Seats({ meeting }: { meeting: Record }) {
  const { composition, attendance } = meeting
  const came = new Map(attendance.map(({ seat, isPresent }) => [seat.id, isPresent]))
  const voting = composition.seats.filter(({ post }) => post !== 'SECRETARY')
  const present = voting.filter(({ id }) => came.get(id))
  const columns: Column<Seat>[] =
    came.size > 0 ? [...SEAT_COLUMNS, { header: 'Присутствие', cell: ({ id }) => (came.get(id) ? 'Был на заседании' : 'Не был') }] : SEAT_COLUMNS
  return (
    <Part title="Состав комиссии">
      {came.size > 0 && (
        <Text size="sm">
          Пришли {present.length} из {count(voting.length, 'голосующего члена', 'голосующих членов', 'голосующих членов')} комиссии;
          кворум — {meeting.order.quorumPercent} %.
        </Text>
      )}
      <DataTable
        caption={`Состав с ${dayText(composition.validFrom)}: ${composition.act.title}${composition.act.number && ` № ${composition.act.number}`}`}
        columns={columns}
        rows={composition.seats}
      />
    </Part>
  )
}
