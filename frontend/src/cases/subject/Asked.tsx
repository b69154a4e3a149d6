import type { ReactNode } from 'react'
import { useAsked } from '../../api/hooks'
import type { Operation } from '../../api/operation'
import { Failed, Waiting } from '../../parts/States'
import { Part } from '../../parts/Part'

interface Props<Data, Variables, Found> {
  title: string
  operation: Operation<Data, Variables>
  variables: Variables
  of: (data: Data) => Found | null | undefined
  children: (found: Found) => ReactNode
}

/** A card that asks for its subject by itself. */
export function Asked<Data, Variables, Found>({ title, operation, variables, of, children }: Props<Data, Variables, Found>) {
  const asked = useAsked(operation, variables)
  const found = asked.data && of(asked.data as Data)
  return (
    <Part title={title}>
      {asked.isLoadingError ? (
        <Failed problem={asked.error} again={() => void asked.refetch()} />
      ) : !asked.data ? (
        <Waiting />
      ) : found ? (
        children(found)
      ) : (
        'Эти сведения не для вашей роли.'
      )}
    </Part>
  )
}
