import { Table } from '@mantine/core'
import type { CalendarDaysQuery } from '../generated/types'
import classes from './Month.module.css'
import { weeksOf } from './weeks'

type Day = CalendarDaysQuery['calendarDays']['days'][number]

const WEEK = ['Пн', 'Вт', 'Ср', 'Чт', 'Пт', 'Сб', 'Вс']
const name = new Intl.DateTimeFormat('ru-RU', { month: 'long', timeZone: 'UTC' })

/** One month; what kind of day it is stands in words for who hears it. */
export function Month({ year, month, days }: { year: number; month: number; days: Day[] }) {
  return (
    <Table withTableBorder captionSide="top" className={classes.month}>
      <Table.Caption mt={0} fw={600} c="var(--mantine-color-text)">
        {name.format(new Date(Date.UTC(year, month - 1, 1)))}
      </Table.Caption>
      <Table.Thead>
        <Table.Tr>
          {WEEK.map((each) => (
            <Table.Th key={each} scope="col">
              {each}
            </Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {weeksOf(days).map((week, place) => (
          <Table.Tr key={place}>
            {week.map((each, column) => (
              <Table.Td key={column} data-kind={each?.kind} title={each?.kind === 'WORKING' ? undefined : each?.kindLabel}>
                {each && (
                  <span aria-label={each.kind === 'WORKING' ? undefined : `${Number(each.day.slice(8))}, ${each.kindLabel.toLowerCase()}`} role={each.kind === 'WORKING' ? undefined : 'img'}>
                    {Number(each.day.slice(8))}
                    {each.kind === 'SHORT' && '*'}
                  </span>
                )}
              </Table.Td>
            ))}
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  )
}
