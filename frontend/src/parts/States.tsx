import { Alert, Button, Center, Group, Loader, Stack, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { Problem } from '../api/problem'

/** While an answer is on its way. */
export function Waiting({ words = 'Загружаем…' }: { words?: string }) {
  return (
    <Center p="xl" role="status">
      <Group gap="sm">
        <Loader size="sm" aria-hidden />
        <Text>{words}</Text>
      </Group>
    </Center>
  )
}

const BROKEN = 'Часть страницы не загрузилась. Проверьте связь и обновите страницу: введённое сохранено.'

/** What went wrong and what to do; an incident's number is for the people who look after the system. */
export function Failed({ problem, again }: { problem: Error; again?: () => void }) {
  const isOurs = problem instanceof Problem // the words of whatever else are a browser's, and only a new page helps
  const incident = isOurs ? problem.incident : ''
  return (
    <Alert color="red" title="Не получилось" role="alert" m="md">
      <Stack gap="xs" align="flex-start">
        <Text size="sm">{isOurs ? problem.message : BROKEN}</Text>
        {incident && <Text size="sm">Номер обращения: {incident}</Text>}
        {isOurs && again && (
          <Button size="xs" variant="default" onClick={again}>
            Повторить
          </Button>
        )}
        {!isOurs && (
          <Button size="xs" variant="default" onClick={() => location.reload()}>
            Обновить страницу
          </Button>
        )}
      </Stack>
    </Alert>
  )
}

/** Nothing to show, and what the person may do about it. */
export function Nothing({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <Center p="xl">
      <Stack gap={4} align="center" maw={480}>
        <Text fw={600}>{title}</Text>
        {children && (
          <Text size="sm" c="dimmed" ta="center">
            {children}
          </Text>
        )}
      </Stack>
    </Center>
  )
}
