import { MantineProvider } from '@mantine/core'
import { renderToString } from 'react-dom/server'
import { expect, it } from 'vitest'
import { Changes } from './Changes'

const remark = { round: 1, field: 'modules.2.hours', label: 'Модули, 2: Часов всего', text: 'Много.', valueBefore: '90', valueAfter: '72', isChanged: true }

it('names the field of a remark as the server does, and says what became of it', () => {
  const kept = { ...remark, field: 'annotation', label: 'Аннотация', valueAfter: '90', isChanged: false }
  const replaced = { ...remark, field: 'documents', label: 'Документы', valueBefore: 'текст.pdf', valueAfter: 'текст.pdf' }
  const open = { ...remark, field: 'goal', label: 'Цель', valueAfter: null, isChanged: null }
  const page = document.createElement('div')
  page.innerHTML = renderToString(
    <MantineProvider>
      <Changes remarks={[remark, kept, replaced, open]} />
    </MantineProvider>,
  )
  const rows = [...page.querySelectorAll('tbody tr')].map((row) => [...row.querySelectorAll('td, th')].map((cell) => cell.textContent))
  expect(rows).toEqual([
    ['Модули, 2: Часов всего', 'Много.', '90', '72'],
    ['Аннотация', 'Много.', '90', 'без изменений'],
    ['Документы', 'Много.', 'текст.pdf', 'текст.pdf (заменено)'],
    ['Цель', 'Много.', '90', 'ещё не исправлено'],
  ])
})
