import { Button, Group } from '@mantine/core'
import type { ReactNode } from 'react'

/** What narrows a list; one press takes it all away. */
export function FilterBar({ children, clear }: { children: ReactNode; clear?: () => void }) {
  return (
    <Group component="search" align="flex-end" gap="sm" className="no-print">
      {children}
      {clear && (
        <Button variant="default" onClick={clear}>
          Сбросить
        </Button>
      )}
    </Group>
  )
}
