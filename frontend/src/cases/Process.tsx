import { Button, Stack } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { lazy, Suspense } from 'react'
import { useAsked } from '../api/hooks'
import { CaseDiagram } from '../generated/operations'
import { Failed, Waiting } from '../parts/States'
import { StepsTable } from './StepsTable'

const View = lazy(() => import('./DiagramView').then(({ DiagramView }) => ({ default: DiagramView })))

/** The process of a case: its picture, which is loaded by itself, and the table that says the same. */
export function Process({ id }: { id: string }) {
  const asked = useAsked(CaseDiagram, { id })
  const [shown, { toggle }] = useDisclosure(true)
  if (asked.isLoadingError) return <Failed problem={asked.error} again={() => void asked.refetch()} />
  const diagram = asked.data?.case?.diagram
  if (!diagram) return <Waiting />
  return (
    <Stack gap="sm">
      <div className="no-print">
        <Button variant="default" size="compact-md" aria-expanded={shown} onClick={toggle}>
          {shown ? 'Скрыть схему' : 'Показать схему'}
        </Button>
      </div>
      {shown && (
        <Suspense fallback={<Waiting words="Загружаем схему…" />}>
          <View diagram={diagram} />
        </Suspense>
      )}
      <StepsTable steps={diagram.nodes} />
    </Stack>
  )
}
