import { useEffect, useMemo, useRef, useState } from 'react'
import { useSession } from '../app/session'
import { draftOf, dropDraft, keepDraft } from './draft'
import { filled } from './filled'
import { blankOf, type Field, type Values } from './form'

const PAUSE = 400 // milliseconds after the last key

/** The values of a form, kept on this machine while they are typed; at first what is given, or nothing. */
export function useDraft(about: string, fields: Field[], given?: object) {
  const { user } = useSession()
  const blank = useMemo(() => (given ? filled(fields, given) : blankOf(fields)), [fields, given])
  const [restored, setRestored] = useState(() => draftOf(user.id, about))
  const [values, setValues] = useState<Values>(() => ({ ...blank, ...known(restored, blank) }))
  const isTouched = useRef(false)

  useEffect(() => {
    if (!isTouched.current) return
    const save = () => isTouched.current && keepDraft(user.id, about, values)
    const timer = setTimeout(save, PAUSE)
    window.addEventListener('pagehide', save)
    return () => {
      clearTimeout(timer)
      window.removeEventListener('pagehide', save)
      save()
    }
  }, [values, user.id, about])

  const drop = () => {
    isTouched.current = false
    dropDraft(user.id, about)
    setRestored(undefined)
  }
  return {
    values,
    isRestored: restored !== undefined,
    put: (name: string, value: Values[string]) => {
      isTouched.current = true
      setValues((before) => ({ ...before, [name]: value }))
    },
    drop,
    startAnew: () => {
      drop()
      setValues(blank)
    },
  }
}

function known(draft: Values | undefined, blank: Values): Values {
  return Object.fromEntries(Object.entries(draft ?? {}).filter(([name]) => name in blank))
}
