import { Group, Stack, Text, Title } from '@mantine/core'
import { useEffect, type ReactNode } from 'react'

/** A page: its heading is the window's title too, its actions stand beside it. */
export function Page({ title, actions, children }: { title: string; actions?: ReactNode; children: ReactNode }) {
  useEffect(() => {
    document.title = `${title} — ПФДО`
  }, [title])
  return (
    <Stack gap="md">
      <Group justify="space-between" align="center">
        <Title order={1} size="h2">
          {title}
        </Title>
        {actions && <Group gap="xs" className="no-print">{actions}</Group>}
      </Group>
      {children}
    </Stack>
  )
}

/** The page of a thing that is not there, or not for this person. */
export function Missing({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Page title={title}>
      <Text>{children}</Text>
    </Page>
  )
}
