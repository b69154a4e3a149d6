import { Button } from '@mantine/core'
import type { TaskView } from '../generated/types'
import { Nothing } from '../parts/States'
import { isNarrowed, type Filters } from './filters'

const WORDS: Record<TaskView, [title: string, advice: string]> = {
  MINE: ['Ваших задач нет', 'Вы ничего не взяли, и вам ничего не назначено. Откройте «Свободные» и возьмите первую: срочные стоят сверху.'],
  UNCLAIMED: ['Свободных задач нет', 'Все задачи взяты или назначены. Новые появятся здесь сами.'],
  TEAM: ['На ваших столах нет задач', 'Новые появятся здесь сами, как только дело дойдёт до вас.'],
  OVERDUE: ['Просроченных задач нет', 'Все сроки соблюдаются.'],
  SUPERVISED: ['Под вашим надзором нет задач', 'Здесь видны открытые задачи ваших сотрудников.'],
}

/** Why the list is empty, and what to do. */
export function Empty({ filters, change }: { filters: Filters; change: (filters: Filters) => void }) {
  const { view = 'TEAM' } = filters
  if (isNarrowed(filters)) {
    return (
      <Nothing title="По этим условиям задач нет">
        Измените условия или сбросьте их.{' '}
        <Button variant="default" size="compact-sm" mt="xs" onClick={() => change({ view })}>
          Показать все
        </Button>
      </Nothing>
    )
  }
  const [title, advice] = WORDS[view]
  return (
    <Nothing title={title}>
      {advice}
      {view === 'MINE' && (
        <Button variant="default" size="compact-sm" mt="xs" ml="xs" onClick={() => change({ view: 'UNCLAIMED' })}>
          Свободные
        </Button>
      )}
    </Nothing>
  )
}
