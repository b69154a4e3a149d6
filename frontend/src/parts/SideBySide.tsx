import { Grid, Stack } from '@mantine/core'
import { useElementSize } from '@mantine/hooks'
import type { ReactNode } from 'react'
import classes from './SideBySide.module.css'

interface Props {
  read: ReactNode
  act: ReactNode
  /** Whether the act comes before what is read, by keyboard and on a narrow screen. */
  actsFirst?: boolean
}

/** What is read, and beside it what is done about it. */
export function SideBySide({ read, act, actsFirst = false }: Props) {
  const { ref, height } = useElementSize()
  const acts = (
    <Grid.Col key="act" span={{ base: 12, lg: 5 }} order={{ lg: 2 }}>
      <Stack ref={ref} gap="md" className={classes.act} style={{ '--height': `${height}px` }}>
        {act}
      </Stack>
    </Grid.Col>
  )
  const reads = (
    <Grid.Col key="read" span={{ base: 12, lg: 7 }} order={{ lg: 1 }}>
      <Stack gap="md">{read}</Stack>
    </Grid.Col>
  )
  return <Grid gap="md">{actsFirst ? [acts, reads] : [reads, acts]}</Grid>
}
