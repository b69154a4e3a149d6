import { Anchor, Button, FileInput as Picker, Group, Stack, Text } from '@mantine/core'
import { useRef, useState } from 'react'
import { shown, type InputProps } from './FieldInput'
import { upload } from './upload'

/** A file: it goes to the server when it is chosen, and the decision names it; till then the form waits for it. */
export function FileInput(props: InputProps) {
  const { value, put } = props
  const { required, ...words } = shown(props)
  const [state, setState] = useState<{ isSent?: boolean; fault?: string; file?: File }>({})
  const [id, name] = typeof value === 'string' ? value.split('\n') : []
  const latest = useRef(put)
  latest.current = put // what stands beside it may be filled in meanwhile

  const bring = async (file: File | null) => {
    if (!file) return
    setState({ isSent: true, file })
    latest.current(`\n${file.name}`)
    const answer = await upload(file)
    if (typeof answer === 'string') return setState({ fault: answer, file })
    latest.current(`${answer.id}\n${answer.name}`)
    setState({})
  }
  const remove = () => {
    put('')
    setState({})
  }
  const fault = state.fault ?? (name && !id && !state.isSent ? `Файл «${name}» не загрузился: выберите его снова или уберите.` : undefined)
  return (
    <Stack gap={4}>
      <Picker
        {...words}
        withAsterisk={required}
        error={fault ?? words.error}
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
        {name && !state.isSent && (
          <Text size="sm">
            {id && `Приложен файл «${name}». `}
            <Anchor component="button" type="button" onClick={remove}>
              Убрать
            </Anchor>
          </Text>
        )}
      </Group>
    </Stack>
  )
}
