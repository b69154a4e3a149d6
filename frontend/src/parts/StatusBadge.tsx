import { Badge } from '@mantine/core'

type Tone = 'good' | 'draft' | 'waiting' | 'paused' | 'over'

/** A shape for each kind of state, since a colour alone tells nothing to who does not see it. */
const SHAPES: Record<Tone, { shape: string; color: string }> = {
  good: { shape: '●', color: 'green' },
  draft: { shape: '○', color: 'gray' },
  waiting: { shape: '◐', color: 'blue' },
  paused: { shape: '‖', color: 'yellow' },
  over: { shape: '✕', color: 'red' },
}
const GOOD = 'ACTIVE IN_FORCE IN_REGISTER CERTIFIED REGISTERED APPROVED SIGNED DONE ACCEPTED'
const OVER =
  'REFUSED REJECTED EXCLUDED TERMINATED REVOKED FAILED WITHDRAWN EXPIRED CANCELLED DELETED ARCHIVED SUPERSEDED LEFT REMOVED OVERDUE'
const TONES = new Map<string, Tone>([
  ...GOOD.split(' ').map((status) => [status, 'good'] as const),
  ...OVER.split(' ').map((status) => [status, 'over'] as const),
  ['DRAFT', 'draft'],
  ['ISSUED_INACTIVE', 'draft'],
  ['SUSPENDED', 'paused'],
])

/** A state in words, with a shape and a colour that say what kind of state it is. */
export function StatusBadge({ status, label }: { status: string; label: string }) {
  const { shape, color } = SHAPES[TONES.get(status) ?? 'waiting']
  return (
    <Badge
      variant="default"
      tt="none"
      fw={500}
      size="lg"
      styles={{ root: { width: 'max-content' }, label: { overflow: 'visible' } }}
      leftSection={
        <span aria-hidden style={{ color: `light-dark(var(--mantine-color-${color}-8), var(--mantine-color-${color}-4))` }}>
          {shape}
        </span>
      }
    >
      {label}
    </Badge>
  )
}
