import { Table } from '@mantine/core'
import { getRouteApi } from '@tanstack/react-router'
import { useAsked } from '../api/hooks'
import { Tasks } from '../generated/operations'
import { Page } from '../parts/Page'
import { Failed, Nothing, Waiting } from '../parts/States'
import { dayText } from '../text/format'
import { asVariables } from './filters'

const route = getRouteApi('/tasks')

export function QueuePage() {
  const filters = route.useSearch()
  const asked = useAsked(Tasks, asVariables(filters), { keepPrevious: true })
  if (asked.error) return <Failed problem={asked.error} again={() => void asked.refetch()} />
  if (!asked.data) return <Waiting />
  const tasks = asked.data.tasks.edges.map((edge) => edge.node)
  return (
    <Page title="Задачи">
      {tasks.length === 0 ? (
        <Nothing title="Задач нет">Новые появятся здесь сами.</Nothing>
      ) : (
        <Table highlightOnHover>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Задача</Table.Th>
              <Table.Th>О чём</Table.Th>
              <Table.Th>Срок</Table.Th>
              <Table.Th>Кто взял</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {tasks.map((task) => (
              <Table.Tr key={task.id}>
                <Table.Td>{task.stepTitle}</Table.Td>
                <Table.Td>{task.subjectLine}</Table.Td>
                <Table.Td>{dayText(task.dueAt)}</Table.Td>
                <Table.Td>{task.owner?.fullName}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
    </Page>
  )
}
