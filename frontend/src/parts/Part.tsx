import { Paper, Stack, Title } from '@mantine/core'
import { useId, type ReactNode } from 'react'

interface Props {
  title: string
  children: ReactNode
  /** Of no use on paper: a form to fill in. */
  isScreenOnly?: boolean
}

/** A part of a page under a heading of its own. */
export function Part({ title, children, isScreenOnly }: Props) {
  const id = useId()
  return (
    <Paper component="section" aria-labelledby={id} withBorder p="md" radius="md" className={isScreenOnly ? 'no-print' : undefined}>
      <Stack gap="sm">
        <Title order={2} size="h4" id={id}>
          {title}
        </Title>
        {children}
      </Stack>
    </Paper>
  )
}
