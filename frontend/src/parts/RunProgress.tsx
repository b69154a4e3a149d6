import { Progress, Stack, Text } from '@mantine/core'
import { numberText } from '../text/format'

/** How far a run has come, in words and as a bar. */
export function RunProgress({ label, done, total }: { label: string; done: number; total: number }) {
  return (
    <Stack gap={4} miw={140}>
      <Text size="xs">
        {numberText(done)} из {numberText(total)}
      </Text>
      <Progress.Root size="sm">
        <Progress.Section value={total === 0 ? 0 : (100 * done) / total} aria-label={label} color="blue" />
      </Progress.Root>
    </Stack>
  )
}
