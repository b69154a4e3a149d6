import { TextInput } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'

/** Find tasks by a word of their line; «ё» and «е» are one letter to the server. */
export function Search() {
  const [text, setText] = useState('')
  const navigate = useNavigate()
  return (
    <form
      role="search"
      onSubmit={(event) => {
        event.preventDefault()
        void navigate({ to: '/tasks', search: { text: text.trim() || undefined } })
      }}
    >
      <TextInput
        aria-label="Поиск по задачам"
        placeholder="Поиск по задачам"
        size="xs"
        type="search"
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        visibleFrom="sm"
      />
    </form>
  )
}
