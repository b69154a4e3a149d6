import { Button, Group } from '@mantine/core'
import type { ReactNode } from 'react'
import classes from './FilterBar.module.css'

/** What narrows a list; one press takes it all away. */
export function FilterBar({ children, clear }: { children: ReactNode; clear?: () => void }) {
  return (
    <Group component="search" align="flex-start" gap="sm" mb="sm" className={`no-print ${classes.bar}`}>
      {children}
      {clear && (
        <Button variant="default" onClick={clear}>
          Сбросить
        </Button>
      )}
    </Group>
  )
}

/** One thing that is looked for whole, with the button that looks for it. */
export function Looked({ children, look }: { children: ReactNode; look: () => void }) {
  return (
    <Group
      component="form"
      align="flex-start"
      gap="xs"
      className={classes.bar}
      onSubmit={(event: React.FormEvent) => {
        event.preventDefault()
        look()
      }}
    >
      {children}
      <Button type="submit" variant="default">
        Найти
      </Button>
    </Group>
  )
}
