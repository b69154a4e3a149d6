import { Anchor, Button, FileInput as Picker, Group, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { shown, type InputProps } from './FieldInput'
import { upload } from './upload'

/** A file: it goes to the server when it is chosen, and the decision names it. */
export function FileInput(props: InputProps) {
  const { value, put } = props
  const { required, ...words } = shown(props)
  const [state, setState] = useState<{ isSent?: boolean; fault?: string; file?: File }>({})
  const name = typeof value === 'string' ? value.split('\n')[1] : undefined

  const bring = async (file: File | null) => {
    if (!file) return
    setState({ isSent: true, file })
    const answer = await upload(file)
    if (typeof answer === 'string') return setState({ fault: answer, file })
    put(`${answer.id}\n${answer.name}`)
    setState({})
  }
  return (
    <Stack gap={4}>
      <Picker
        {...words}
        withAsterisk={required}
        error={state.fault ?? words.error}
        placeholder={name ?? 'Выберите файл'}
        value={null}
        disabled={state.isSent}
        onChange={(file) => void bring(file)}
      />
      <Group gap="xs" role="status">
        {state.isSent && <Text size="sm">Загружаем «{state.file?.name}»…</Text>}
        {state.fault && state.file && (
          <Button size="compact-sm" variant="default" onClick={() => void bring(state.file!)}>
            Повторить загрузку
          </Button>
        )}
        {name && (
          <Text size="sm">
            Приложен файл «{name}».{' '}
            <Anchor component="button" type="button" onClick={() => put('')}>
              Убрать
            </Anchor>
          </Text>
        )}
      </Group>
    </Stack>
  )
}
