import { List, Text } from '@mantine/core'
import { DataTable } from '../parts/DataTable'
import { Part } from '../parts/Part'
import { dayText } from '../text/format'
import type { CaseRecord } from './types'

export interface Verdict {
  code: string
  /** Null: a person judges it. */
  holds: boolean | null
  rule: string
  found: string
  paragraph?: string
}

const COLUMNS = [
  { header: 'Правило', cell: ({ rule }: Verdict) => rule },
  { header: 'Вывод', cell: ({ holds }: Verdict) => <Holds holds={holds} /> },
  { header: 'Что установлено', cell: ({ found }: Verdict) => found || '—' },
]
const CITED = { header: 'Основание', cell: ({ paragraph }: Verdict) => paragraph || '—' }

/** Rule by rule: whether it holds, and where it is written. */
export function Verdicts({ caption, verdicts }: { caption: string; verdicts: Verdict[] }) {
  if (verdicts.length === 0) return null
  const isCited = verdicts.some(({ paragraph }) => paragraph)
  return (
    <DataTable
      caption={caption}
      minWidth={isCited ? 480 : 360}
      columns={isCited ? [...COLUMNS, CITED] : COLUMNS}
      rows={verdicts}
      keyOf={({ code, found }) => `${code} ${found}`}
    />
  )
}

function Holds({ holds }: { holds: boolean | null }) {
  if (holds === null) return <>◐ Решает человек</>
  return <Text size="sm" span fw={600}>{holds ? '✓ Соблюдено' : '✕ Нарушено'}</Text>
}

/** What a certification has left behind: opinions, refusals with their paragraphs, appeals. */
export function Findings({ record }: { record: CaseRecord }) {
  const { opinions, quality, refusals, appeals } = record
  if (!opinions.length && !refusals.length && !appeals.length) return null
  return (
    <Part title="Заключения и решения">
      {quality && <Text fw={600}>{quality}</Text>}
      {opinions.map(({ text, points, maxPoints, scores }, place) => (
        <div key={place}>
          <Text fw={600}>
            Заключение эксперта {place + 1}: {points} из {maxPoints}
          </Text>
          <List size="sm">
            {scores.map(({ criterion, points: mark }) => (
              <List.Item key={criterion}>
                {criterion}: {mark}
              </List.Item>
            ))}
          </List>
          <Text size="sm">{text}</Text>
        </div>
      ))}
      {refusals.map(({ ground, groundText, rule, text, stageLabel, module }) => (
        <div key={`${ground} ${text} ${module}`}>
          <Text fw={600}>
            {stageLabel}
            {module !== null && `, модуль ${module}`}: {groundText}
          </Text>
          <Text size="sm">{text}</Text>
          <Text size="xs" c="dimmed">
            {rule}
          </Text>
        </div>
      ))}
      {appeals.map(({ filedOn, statusLabel, text, reason }) => (
        <div key={filedOn + text}>
          <Text fw={600}>
            Жалоба от {dayText(filedOn)}: {statusLabel}
          </Text>
          <Text size="sm">{text}</Text>
          {reason && <Text size="sm">Решение: {reason}</Text>}
        </div>
      ))}
    </Part>
  )
}
