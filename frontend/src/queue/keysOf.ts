import { notifications } from '@mantine/notifications'
import type { Key } from '../parts/keys'
import type { Task } from './desk'
import { SEARCH_FIELD } from './Narrow'

interface Queue {
  tasks: Task[]
  place: number
  goTo: (place: number) => void
  open: (task: Task, decide?: boolean) => void
  take: (task: Task) => void
  giveBack: (task: Task) => void
  help: () => void
}

/** The keys of the queue. Each is a place on the keyboard, so its Russian letter stands beside the Latin one. */
export function keysOf({ tasks, place, goTo, open, take, giveBack, help }: Queue): Key[] {
  const chosen = (act: (task: Task) => void) => () => {
    const task = tasks[place]
    if (task) act(task)
    else notifications.show({ message: 'Сначала выберите задачу клавишами ↓ и ↑.' })
  }
  return [
    { codes: ['ArrowDown', 'KeyJ'], shown: '↓ или J (О)', does: 'Следующая задача', act: () => goTo(place + 1), repeats: true },
    { codes: ['ArrowUp', 'KeyK'], shown: '↑ или K (Л)', does: 'Предыдущая задача', act: () => goTo(place - 1), repeats: true },
    { codes: ['Enter'], shown: 'Enter', does: 'Открыть дело', act: chosen((task) => open(task)) },
    { codes: ['KeyT'], shown: 'T (Е)', does: 'Взять задачу', act: chosen(take) },
    { codes: ['KeyR'], shown: 'R (К)', does: 'Вернуть задачу в очередь', act: chosen(giveBack) },
    { codes: ['KeyD'], shown: 'D (В)', does: 'Решить: открыть дело на форме решения', act: chosen((task) => open(task, true)) },
    { codes: ['Slash'], shown: '/', does: 'Искать; Esc возвращает к списку', act: () => document.getElementById(SEARCH_FIELD)?.focus() },
    { codes: ['?'], shown: '?', does: 'Показать этот список', act: help },
  ]
}
