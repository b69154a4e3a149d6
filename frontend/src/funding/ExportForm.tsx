import { Button, Group, NativeSelect } from '@mantine/core'
import { useState } from 'react'
import { useAct } from '../api/hooks'
import { refusalsOf } from '../api/refusals'
import * as labels from '../generated/enums'
import { StartExport } from '../generated/operations'
import type { ExportFormat, ExportRegister } from '../generated/types'
import { Part } from '../parts/Part'
import { Refusals } from '../parts/Refusals'
import { Failed } from '../parts/States'
import { useKey } from '../api/key'

const optionsOf = (words: Record<string, string>) => Object.entries(words).map(([value, label]) => ({ value, label }))

/** Order a register of one's municipality as a file. */
export function ExportForm({ municipality }: { municipality: { id: string; name: string } }) {
  const [register, chooseRegister] = useState<ExportRegister>('CERTIFICATES')
  const [format, chooseFormat] = useState<ExportFormat>('XLSX')
  const key = useKey()
  const start = useAct(StartExport)
  const refusals = start.data ? refusalsOf(start.data.startExport) : []
  return (
    <Part title={`Новая выгрузка: ${municipality.name}`}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          const idempotencyKey = key.of(`${register} ${format}`)
          const input = { municipality: municipality.id, register, format, idempotencyKey }
          start.mutate({ input }, { onSuccess: () => key.drop() })
        }}
      >
        <Group align="flex-end" gap="sm">
          <NativeSelect
            label="Реестр"
            data={optionsOf(labels.ExportRegister)}
            value={register}
            onChange={(event) => chooseRegister(event.currentTarget.value as ExportRegister)}
          />
          <NativeSelect
            label="Вид файла"
            data={optionsOf(labels.ExportFormat)}
            value={format}
            onChange={(event) => chooseFormat(event.currentTarget.value as ExportFormat)}
          />
          <Button type="submit" loading={start.isPending}>
            Заказать файл
          </Button>
        </Group>
      </form>
      <Refusals refusals={refusals} title="Выгрузка не начата" />
      {start.error && <Failed problem={start.error} />}
    </Part>
  )
}
