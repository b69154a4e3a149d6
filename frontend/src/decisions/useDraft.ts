import { useEffect, useMemo, useRef, useState } from 'react'
import { useSession } from '../app/session'
import { draftOf, dropDraft, keepDraft, type Draft } from './draft'
import { filled } from './filled'
import { blankOf, type Field, type Values } from './form'

const PAUSE = 400 // milliseconds after the last key

interface About {
  /** What the draft is kept under. */
  about: string
  fields: Field[]
  /** Version of what is decided about, as the page shows it now. */
  version: number | undefined
  /** What stands now, as its input; without it the form is blank. */
  given?: object
}

/** The values of a form, kept on this machine while they are typed; at first what is given, or nothing. */
export function useDraft({ about, fields, version, given }: About) {
  const { user } = useSession()
  const blank = useMemo(() => (given ? filled(fields, given) : blankOf(fields)), [fields, given])
  const [restored, setRestored] = useState(() => draftOf(user.id, about))
  const [draft, setDraft] = useState<Draft>(() => ({ ...restored, values: { ...blank, ...known(restored?.values, blank) } }))
  const isTouched = useRef(false)

  useEffect(() => {
    if (!isTouched.current) return
    const save = () => isTouched.current && keepDraft(user.id, about, draft)
    const timer = setTimeout(save, PAUSE)
    window.addEventListener('pagehide', save)
    return () => {
      clearTimeout(timer)
      window.removeEventListener('pagehide', save)
      save()
    }
  }, [draft, user.id, about])

  const drop = () => {
    isTouched.current = false
    dropDraft(user.id, about)
    setRestored(undefined)
  }
  return {
    values: draft.values,
    isRestored: restored !== undefined,
    /** It was sent, and nobody has answered yet: what was typed does not change before it is known what became of it. */
    isSent: draft.key !== undefined,
    /** Somebody else has changed what is decided about since the first key. */
    isBehind: 'version' in draft && draft.version !== version,
    put: (name: string, value: Values[string]) => {
      isTouched.current = true
      setDraft((before) => (before.key ? before : { version, ...before, values: { ...before.values, [name]: value } }))
    },
    /** What a try goes under: the same as the one before it, if that got no answer. */
    send: () => {
      const sent = { version, ...draft, key: draft.key ?? crypto.randomUUID() }
      setDraft(sent)
      keepDraft(user.id, about, sent)
      return sent
    },
    answered: () => {
      const { key: _answered, ...open } = draft
      setDraft(open)
      if (isTouched.current || restored) keepDraft(user.id, about, open)
      else dropDraft(user.id, about)
    },
    /** The person has seen what has changed. */
    catchUp: () => {
      isTouched.current = true
      setDraft(({ version: _seen, ...before }) => before)
    },
    drop,
    startAnew: () => {
      drop()
      setDraft({ values: blank })
    },
  }
}

function known(draft: Values | undefined, blank: Values): Values {
  return Object.fromEntries(Object.entries(draft ?? {}).filter(([name]) => name in blank))
}
