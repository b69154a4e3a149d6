import { TextInput } from '@mantine/core'
import { useLocation, useNavigate } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { wordOf } from '../parts/address'

const QUEUE = '/tasks'

/** Find tasks by a word of their line; «ё» and «е» are one letter to the server. It shows what the address says. */
export function Search() {
  const { pathname, search } = useLocation()
  const told = (pathname === QUEUE && wordOf(search, 'text')) || ''
  const [text, setText] = useState(told)
  useEffect(() => setText(told), [told, pathname])
  const navigate = useNavigate()
  return (
    <form
      role="search"
      onSubmit={(event) => {
        event.preventDefault()
        void navigate({ to: QUEUE, search: { text: text.trim() || undefined } })
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
