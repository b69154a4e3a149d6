import { Button, Center, Paper, PasswordInput, Stack, TextInput, Title } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { refusalsOf } from '../api/refusals'
import { send } from '../api/send'
import { SignIn as signIn } from '../generated/operations'
import type { SignInMutationVariables } from '../generated/types'
import { Refusals } from '../parts/Refusals'
import { Failed } from '../parts/States'

/** A name and a password. What was typed stays when it was wrong. */
export function SignIn() {
  const [username, setUsername] = useState('')
  const [password, setPassword] = useState('')
  const client = useQueryClient()
  const act = useMutation({
    mutationFn: (variables: SignInMutationVariables) => send(signIn, variables),
    // Whoever is in now sees nothing that was shown to who was here before.
    onSuccess: (data) => (refusalsOf(data.signIn).length ? undefined : client.resetQueries()),
  })
  const refusals = act.data ? refusalsOf(act.data.signIn) : []
  return (
    <Center mih="100vh" p="md" component="main">
      <Paper withBorder p="xl" radius="md" w={380} maw="100%">
        <form
          onSubmit={(event) => {
            event.preventDefault()
            act.mutate({ input: { username, password } })
          }}
        >
          <Stack>
            <Title order={1} size="h3">
              Персонифицированное финансирование
            </Title>
            <TextInput
              label="Имя для входа"
              autoComplete="username"
              required
              autoFocus
              value={username}
              onChange={(event) => setUsername(event.currentTarget.value)}
            />
            <PasswordInput
              label="Пароль"
              autoComplete="current-password"
              required
              value={password}
              onChange={(event) => setPassword(event.currentTarget.value)}
              visibilityToggleButtonProps={{ 'aria-label': 'Показать пароль' }}
            />
            <Refusals refusals={refusals} title="Вход не выполнен" />
            {act.error && <Failed problem={act.error} />}
            <Button type="submit" loading={act.isPending}>
              Войти
            </Button>
          </Stack>
        </form>
      </Paper>
    </Center>
  )
}
