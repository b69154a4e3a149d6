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

const OURS = 'Это ошибка системы, а не ваша. Обновите страницу; если не поможет, сообщите администратору, что вы делали.'

/** What went wrong and what to do; an incident's number is for the people who look after the system. */
export function Failed({ problem, again }: { problem: Error; again?: () => void }) {
  const incident = problem instanceof Problem ? problem.incident : ''
  return (
    <Alert color="red" title="Не получилось" role="alert" m="md">
      <Stack gap="xs" align="flex-start">
        <Text size="sm">{problem instanceof Problem ? problem.message : OURS}</Text>
        {incident && <Text size="sm">Номер обращения: {incident}</Text>}
        {again && (
          <Button size="xs" variant="default" onClick={again}>
            Повторить
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
