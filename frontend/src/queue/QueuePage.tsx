import { Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useQueryClient } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { useAsked, usePages } from '../api/hooks'
import { useSession } from '../app/session'
import { TaskCounts, Tasks } from '../generated/operations'
import { Page } from '../parts/Page'
import { Failed, Waiting } from '../parts/States'
import { isTyping, useKeys } from '../parts/keys'
import { useHolds } from '../parts/roles'
import { count } from '../text/format'
import { useQueueActs } from './acts'
import { keepQueue, keepSelected, keptSelected, ofTasks, useHolder, type Task } from './desk'
import { Empty } from './Empty'
import { asVariables, type Filters } from './filters'
import { keysOf } from './keysOf'
import { KeysHelp } from './KeysHelp'
import { Narrow } from './Narrow'
import { TaskTable, type TableHandle } from './TaskTable'
import { Views } from './Views'

const route = getRouteApi('/tasks')
const POLL = 20_000 // milliseconds

export function QueuePage() {
  const filters = route.useSearch()
  const navigate = useNavigate()
  // «Back» undoes a choice, but not letter by letter.
  const change = (search: Filters) => void navigate({ to: '/tasks', search, replace: search.text !== filters.text })
  const { user } = useSession()
  const holder = useHolder()
  const counts = useAsked(TaskCounts, { holder }, { refetchInterval: POLL })
  const pages = usePages(Tasks, asVariables(filters, holder), ofTasks)
  const tasks = useMemo(() => pages.data?.pages.flatMap((page) => page.tasks.edges.map(({ node }) => node)) ?? [], [pages.data])
  const [selected, setSelected] = useState(keptSelected)
  const [helped, help] = useDisclosure()
  const table = useRef<TableHandle>(null)
  const acts = useQueueActs()
  useFreshList(counts.data?.taskCounts)
  useEffect(() => keepQueue(filters), [filters])
  const select = useCallback((id: string) => {
    keepSelected(id)
    setSelected(id)
  }, [])
  const goTo = (place: number) => {
    const task = tasks[Math.max(0, Math.min(place, tasks.length - 1))]
    if (!task) return
    table.current?.goTo(tasks.indexOf(task))
    select(task.id)
  }
  const open = ({ id, case: { id: of } }: Task, decide = false) =>
    void navigate({ to: '/cases/$id', params: { id: of }, search: { task: id, decide: decide || undefined } })
  const place = tasks.findIndex(({ id }) => id === selected)
  const keys = keysOf({ tasks, place, goTo, open, help: help.open, ...acts })
  useKeys(keys)
  useReturn(tasks.length > 0, place, (at) => table.current?.goTo(at))
  const isHead = useHolds('OPERATOR_HEAD', 'MUNICIPAL_HEAD')
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = pages
  const more = useCallback(() => void (isFetchingNextPage || fetchNextPage()), [isFetchingNextPage, fetchNextPage])
  return (
    <Page title="Задачи" actions={<KeysHelp keys={keys} opened={helped} open={help.open} close={help.close} />}>
      <Views filters={filters} counts={counts.data?.taskCounts} isHead={isHead} />
      <Narrow filters={filters} tasks={tasks} change={change} />
      {pages.isLoadingError ? (
        <Failed problem={pages.error} again={() => void pages.refetch()} />
      ) : !pages.data ? (
        <Waiting />
      ) : tasks.length === 0 ? (
        <Empty filters={filters} change={change} />
      ) : (
        <>
          <Text size="sm" c="dimmed" role="status">
            {hasNextPage ? 'Загружено: ' : ''}
            {count(tasks.length, 'задача', 'задачи', 'задач')}, срочные сверху
          </Text>
          <TaskTable
            key={JSON.stringify(filters)}
            handle={table}
            tasks={tasks}
            selected={selected}
            me={user.id}
            canTake={filters.view !== 'SUPERVISED'}
            isBusy={pages.isPlaceholderData}
            hasMore={hasNextPage && !pages.error}
            more={more}
            select={select}
            {...acts}
          />
          {pages.isFetchNextPageError && <Failed problem={pages.error} again={more} />}
        </>
      )}
    </Page>
  )
}

/** When the counters say that something has changed, the list is asked for anew. */
function useFreshList(counts: object | undefined) {
  const client = useQueryClient()
  const told = counts && JSON.stringify(counts)
  const last = useRef(told)
  useEffect(() => {
    if (last.current && told && last.current !== told) void client.invalidateQueries({ queryKey: [Tasks.name] })
    last.current = told
  }, [client, told])
}

/** Who comes back from a case finds the row again, but who has begun to type meanwhile goes on typing. */
function useReturn(isThere: boolean, place: number, goTo: (place: number) => void) {
  const done = useRef(false)
  useEffect(() => {
    if (!isThere || done.current) return
    done.current = true
    if (place >= 0 && !isTyping(document.activeElement)) goTo(place)
  })
}
