import { MantineProvider } from '@mantine/core'
import { renderToString } from 'react-dom/server'
import { expect, it } from 'vitest'
import { Changes } from './Changes'

const remark = { round: 1, field: 'modules.2.hours', label: 'Модули, 2: Часов всего', text: 'Много.', valueBefore: '90', valueAfter: '72' }

it('names the field of a remark as the server does, and says what became of it', () => {
  const kept = { ...remark, field: 'annotation', label: 'Аннотация', valueAfter: '90' }
  const page = document.createElement('div')
  page.innerHTML = renderToString(
    <MantineProvider>
      <Changes remarks={[remark, kept]} />
    </MantineProvider>,
  )
  const rows = [...page.querySelectorAll('tbody tr')].map((row) => [...row.querySelectorAll('td, th')].map((cell) => cell.textContent))
  expect(rows).toEqual([
    ['Модули, 2: Часов всего', 'Много.', '90', '72'],
    ['Аннотация', 'Много.', '90', 'без изменений'],
  ])
})
