import { Button, FileInput, Group, List, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useAct, useAsked } from '../api/hooks'
import { Problem } from '../api/problem'
import { refusalsOf } from '../api/refusals'
import { upload } from '../decisions/upload'
import { ImportTemplate, StartImport } from '../generated/operations'
import { Part } from '../parts/Part'
import { Refusals } from '../parts/Refusals'
import { Failed } from '../parts/States'
import { useKey } from '../api/key'

/** A file with applications is tried first and loaded afterwards; one upload serves both. */
export function ImportForm({ municipality }: { municipality: { id: string; name: string } }) {
  const [file, choose] = useState<File | null>(null)
  const key = useKey()
  const navigate = useNavigate()
  const sent = useMutation({ mutationFn: sentOrThrown })
  const start = useAct(StartImport)
  const refusals = start.data ? refusalsOf(start.data.startImport) : []

  async function begin(isDry: boolean) {
    if (!file) return
    try {
      const { id } = sent.data ?? (await sent.mutateAsync(file))
      const input = { municipality: municipality.id, file: id, isDry, idempotencyKey: key.of(`${id} ${isDry}`) }
      const { startImport } = await start.mutateAsync({ input })
      key.drop()
      if ('id' in startImport) void navigate({ to: '/imports/$id', params: { id: startImport.id } })
    } catch {
      // told below
    }
  }

  return (
    <Part title={`Новый файл: ${municipality.name}`}>
      <Template />
      <FileInput
        label="Файл с заявлениями"
        description="Таблица XLSX или CSV; первая строка — названия столбцов"
        placeholder="Выберите файл"
        accept=".xlsx,.csv"
        clearable
        clearButtonProps={{ 'aria-label': 'Убрать файл' }}
        maw={480}
        value={file}
        onChange={(chosen) => {
          choose(chosen)
          sent.reset()
          start.reset()
          key.drop()
        }}
      />
      <Group gap="sm">
        <Button disabled={!file} loading={sent.isPending || start.isPending} onClick={() => void begin(true)}>
          Проверить
        </Button>
        <Button variant="default" disabled={!file || sent.isPending || start.isPending} onClick={() => void begin(false)}>
          Загрузить заявления
        </Button>
        <Text size="sm" c="dimmed">
          Проверка ничего не меняет: она скажет о каждой строке, что с ней будет.
        </Text>
      </Group>
      <Refusals refusals={refusals} title="Файл не принят в работу" />
      {(sent.error ?? start.error) && <Failed problem={(sent.error ?? start.error)!} />}
    </Part>
  )
}

async function sentOrThrown(file: File) {
  const stored = await upload(file)
  if (typeof stored === 'string') throw new Problem(stored, 'BAD_USER_INPUT')
  return stored
}

/** What columns a file has. */
function Template() {
  const asked = useAsked(ImportTemplate, {})
  const columns = asked.data?.importTemplate ?? []
  if (columns.length === 0) return null
  return (
    <>
      <details>
        <summary>Какие столбцы нужны</summary>
        <List size="sm" mt="xs">
          {columns.map((column) => (
            <List.Item key={column}>{column}</List.Item>
          ))}
        </List>
      </details>
      <div>
        <Button component="a" variant="default" size="xs" download="шаблон-заявлений.csv" href={csvOf(columns)}>
          Скачать пустой шаблон
        </Button>
      </div>
    </>
  )
}

/** A file with the headings alone, as table programs of our people open it: with a byte order mark. */
function csvOf(columns: string[]): string {
  return `data:text/csv;charset=utf-8,${encodeURIComponent(`\uFEFF${columns.join(';')}\r\n`)}`
}
