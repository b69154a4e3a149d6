import { Stack, Text } from '@mantine/core'
import { DataTable, type Column } from '../parts/DataTable'
import { count, dayText } from '../text/format'
import type { Edition } from './ProgramPage'

type Module = Edition['modules'][number]

const COLUMNS: Column<Module>[] = [
  {
    header: 'Модуль',
    cell: (module) => (
      <>
        {module.number}. {module.name}
        <Text size="xs" c="dimmed">
          {module.statusLabel}
        </Text>
      </>
    ),
  },
  {
    header: 'Объём',
    cell: (module) => `${count(module.hours, 'час', 'часа', 'часов')}, ${count(module.months, 'месяц', 'месяца', 'месяцев')}`,
  },
  { header: 'Детей в группе', cell: (module) => `${module.minChildren}–${module.maxChildren}`, isNumber: true },
  { header: 'Педагог', cell: (module) => module.mainTeacher || '—' },
  { header: 'Заявленная цена', cell: (module) => module.askedPriceText || '—', isNumber: true },
  { header: 'Нормативная стоимость', cell: costs, isNumber: true },
]

/** Modules in order, with the frozen cost of each place. */
export function Modules({ edition }: { edition: Edition }) {
  return <DataTable caption="Модули программы" columns={COLUMNS} rows={edition.modules} minWidth={800} />
}

function costs({ normativeCosts }: Module) {
  if (normativeCosts.length === 0) return 'не рассчитана'
  return (
    <Stack gap={0}>
      {normativeCosts.map(({ kopecksText, decidedOn, place }) => (
        <Text key={place.number} size="sm">
          {kopecksText}
          <Text span size="xs" c="dimmed">
            {' '}
            место {place.number}, {dayText(decidedOn)}
          </Text>
        </Text>
      ))}
    </Stack>
  )
}
