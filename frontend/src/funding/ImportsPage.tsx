import { Tabs } from '@mantine/core'
import { getRouteApi } from '@tanstack/react-router'
import { Page } from '../parts/Page'
import { ExportsPart } from './ExportsPart'
import type { RunFilters } from './filters'
import { ImportsPart } from './ImportsPart'
import { IssueRunsPart } from './IssueRunsPart'

const route = getRouteApi('/imports')

const PARTS: { view: RunFilters['view']; label: string; content: React.ReactNode }[] = [
  { view: undefined, label: 'Загрузка заявлений', content: <ImportsPart /> },
  { view: 'issue', label: 'Выдача сертификатов', content: <IssueRunsPart /> },
  { view: 'exports', label: 'Выгрузки', content: <ExportsPart /> },
]

/** Work on many rows at once: files in, certificates issued, files out. */
export function ImportsPage() {
  const { view } = route.useSearch()
  const navigate = route.useNavigate()
  return (
    <Page title="Загрузка и выгрузка">
      <Tabs
        value={view ?? 'all'}
        keepMounted={false}
        onChange={(chosen) => void navigate({ search: { view: PARTS.find((part) => part.view === chosen)?.view } })}
      >
        <Tabs.List mb="md">
          {PARTS.map((part) => (
            <Tabs.Tab key={part.label} value={part.view ?? 'all'}>
              {part.label}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {PARTS.map((part) => (
          <Tabs.Panel key={part.label} value={part.view ?? 'all'}>
            {part.content}
          </Tabs.Panel>
        ))}
      </Tabs>
    </Page>
  )
}
