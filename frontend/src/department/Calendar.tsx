import { Group, NumberInput, SimpleGrid, Stack, Text, Title } from '@mantine/core'
import { getRouteApi } from '@tanstack/react-router'
import { useAsked } from '../api/hooks'
import { CalendarDays } from '../generated/operations'
import { Failed, Nothing, Waiting } from '../parts/States'
import { count } from '../text/format'
import { asYear } from './filters'
import { Month } from './Month'

const route = getRouteApi('/rules')

/** The state's production calendar of a year: by it terms in working days are counted. */
export function Calendar() {
  const filters = route.useSearch()
  const navigate = route.useNavigate()
  const { year } = asYear(filters)
  const asked = useAsked(CalendarDays, { year }, { keepPrevious: true })
  const found = asked.data?.calendarDays
  return (
    <>
      <Group className="no-print">
        <NumberInput
          label="Год"
          min={2000}
          max={2100}
          value={year}
          onChange={(next) => typeof next === 'number' && next >= 2000 && next <= 2100 && void navigate({ search: { ...filters, year: next } })}
        />
      </Group>
      {asked.isLoadingError ? (
        <Failed problem={asked.error} again={() => void asked.refetch()} />
      ) : !found ? (
        <Waiting />
      ) : !found.isLoaded ? (
        <Nothing title={`Календарь на ${found.year} год не загружен`}>Сроки, которые заходят в этот год, посчитать нельзя.</Nothing>
      ) : (
        <Stack>
          <Title order={2} size="h4">
            {found.year} год
          </Title>
          <Text size="sm">
            {count(found.days.filter(({ kind }) => kind !== 'OFF').length, 'рабочий день', 'рабочих дня', 'рабочих дней')}, из них
            сокращённых — {found.days.filter(({ kind }) => kind === 'SHORT').length}. Нерабочие дни зачёркнуты и выделены фоном,
            сокращённые отмечены звёздочкой.
          </Text>
          <SimpleGrid cols={{ base: 1, xs: 2, md: 3, xl: 4 }}>
            {Array.from({ length: 12 }, (_, month) => (
              <Month key={month} year={found.year} month={month + 1} days={found.days.filter(({ day }) => Number(day.slice(5, 7)) === month + 1)} />
            ))}
          </SimpleGrid>
        </Stack>
      )}
    </>
  )
}
