import { expect, test } from '@playwright/test'
import { expectAccessible, expectRussian, person } from './support/people'
import { work } from './support/work'

const ROWS = 500

test("an operator's day by keyboard alone: open the queue, take, read, remark, decide, next", async ({ browser }) => {
  const [chess, colours] = work().programs.slice(-2) as [string, string]
  const page = await (await browser.newContext()).newPage()
  await page.goto('/')
  await expect(page.getByLabel('Имя для входа')).toBeFocused()
  await page.keyboard.type('operator2')
  await page.keyboard.press('Tab')
  await page.keyboard.type('demo-pfdo-2026')
  await page.keyboard.press('Enter')

  const rows = page.getByRole('region', { name: 'Список задач' })
  await expect(rows.getByRole('rowheader').first()).toBeVisible()
  await page.keyboard.press('/')
  await expect(page.getByLabel('О чём')).toBeFocused()
  await page.keyboard.type(`дня ${work().run}`)
  await expect(page).toHaveURL(/text=/)
  await expect(rows.getByRole('rowheader')).toHaveCount(2)
  await page.keyboard.press('Escape') // out of the field, to the list
  await page.keyboard.press('KeyJ')
  const chosen = rows.locator('tr[aria-current]')
  await expect(chosen).toContainText(chess)
  await page.keyboard.press('KeyT')
  await expect(chosen.getByRole('button', { name: /^Вернуть/ })).toBeVisible()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { level: 1 })).toContainText(chess)
  await expect(page.getByRole('region', { name: 'Модули' })).toContainText('Квалификация педагога')

  await page.keyboard.press('KeyD')
  const verdict = page.getByRole('radiogroup', { name: 'Решение' })
  await expect(verdict.getByRole('radio').first()).toBeFocused()
  await page.keyboard.press('ArrowDown') // «Вернуть на исправление»
  await expect(verdict.getByRole('radio', { name: /Вернуть/ })).toBeChecked()
  const form = page.getByRole('form', { name: 'Решение' })
  await page.keyboard.press('Control+Enter')
  const summary = page.getByRole('alert', { name: /Решение не принято/ })
  await expect(summary).toBeFocused()
  const about = form.getByLabel('Поле').first() // a return has a remark, so its first row is there
  for (let tabs = 0; tabs < 12 && !(await isFocused(about)); tabs++) await page.keyboard.press('Tab')
  await page.keyboard.type('Аннотация')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await page.keyboard.press('Tab')
  await page.keyboard.type('Опишите, чему научится ребёнок.')
  await expectAccessible(page)
  await page.keyboard.press('Control+Enter')

  await expect(page.getByRole('heading', { level: 1 })).toContainText(colours) // the next one, taken
  await expect(page.getByRole('region', { name: 'Замечания и что изменилось' })).toContainText('Аннотация')
  await expect(verdict.getByRole('radio').first()).toBeFocused()
  await expectRussian(page)
  await page.keyboard.press('Space')
  await page.keyboard.press('Control+Enter')
  await expect(page).toHaveURL(/\/tasks/)
  await expect(page.getByRole('alert').filter({ hasText: 'Свободных задач в этой очереди больше нет' })).toBeVisible()
})

/** The queue answers with five hundred rows: the server's own first one, again and again. */
test('of five hundred rows only those in sight are on the page, and the first load is small', async ({ browser }) => {
  const page = await person(browser, 'head')
  await page.route('**/graphql/', async (route) => {
    const { operationName } = route.request().postDataJSON() as { operationName: string }
    if (operationName !== 'Tasks') return route.continue()
    const response = await route.fetch()
    const answer = await response.json()
    const [first] = answer.data.tasks.edges
    answer.data.tasks.edges = Array.from({ length: ROWS }, (_, place) => ({ node: { ...first.node, id: btoa(`Task:${place}`) } }))
    answer.data.tasks.pageInfo = { hasNextPage: false, endCursor: null }
    await route.fulfill({ response, json: answer })
  })
  await page.goto('/tasks')
  const rows = page.getByRole('region', { name: 'Список задач' })
  await expect(page.getByText(`${ROWS} задач,`)).toBeVisible()
  const scripts = await page.evaluate(() =>
    performance
      .getEntriesByType('resource')
      .filter(({ name }) => name.endsWith('.js'))
      .reduce((sum, each) => sum + (each as PerformanceResourceTiming).encodedBodySize, 0),
  )
  expect(scripts).toBeLessThan(250_000)

  await page.evaluate(() => {
    const slowest = { slowest: 0 }
    Object.assign(window, { slowest })
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) slowest.slowest = Math.max(slowest.slowest, duration)
    }).observe({ type: 'event', durationThreshold: 16, buffered: true } as PerformanceObserverInit)
  })
  for (let step = 0; step < 40; step++) await page.keyboard.press('KeyJ')
  await expect(rows.locator('tr[aria-current] a')).toBeFocused()
  await expect(rows.locator('tr[aria-current]')).toHaveAttribute('aria-rowindex', '41')
  expect(await rows.getByRole('row').count()).toBeLessThan(60)
  const slowest = await page.evaluate(() => (window as unknown as { slowest: { slowest: number } }).slowest.slowest)
  test.info().annotations.push({ type: 'figure', description: `slowest key of 40 among ${ROWS} rows: ${slowest} ms; script ${scripts} bytes` })
  console.log(`    ${ROWS} rows: slowest of 40 keys ${slowest} ms to the next paint; scripts of the first load ${scripts} bytes`)
})

async function isFocused(element: ReturnType<import('@playwright/test').Page['getByRole']>): Promise<boolean> {
  return element.evaluate((found) => found === document.activeElement)
}
