import { expect, test } from '@playwright/test'
import { expectAccessible, expectRussian, person } from './support/people'
import { leaveWork } from './support/work'

const LIST = { name: 'Список задач' } as const

test.beforeAll(leaveWork)

test('the queue is worked by keyboard alone: next, take, give back, help, search', async ({ browser }) => {
  const page = await person(browser, 'operator')
  const rows = page.getByRole('region', LIST)
  await page.getByRole('link', { name: /^Свободные/ }).click()
  await expect(rows.getByRole('rowheader').first()).toBeVisible()
  await expectAccessible(page)
  await expectRussian(page)
  await page.keyboard.press('KeyJ')
  const chosen = rows.locator('tr[aria-current]')
  await expect(chosen).toHaveCount(1)
  await expect(chosen.getByRole('link')).toBeFocused()
  const about = await chosen.getByRole('cell').first().innerText()

  await page.goto(`/tasks?view=TEAM&text=${encodeURIComponent(about.split('\n')[0]!)}`)
  await expect(rows.getByRole('rowheader')).toHaveCount(1)
  await page.keyboard.press('KeyJ')
  await expect(chosen.getByRole('link')).toBeFocused()
  await page.keyboard.press('KeyT')
  await expect(chosen.getByRole('button', { name: /^Вернуть/ })).toBeVisible()
  await expect(page.getByRole('alert').filter({ hasText: 'Задача взята' })).toBeVisible()
  await page.keyboard.press('KeyR')
  await expect(chosen.getByRole('button', { name: /^Взять/ })).toBeVisible()

  await page.keyboard.press('?')
  await expect(page.getByRole('dialog', { name: 'Клавиши' })).toBeVisible()
  await expectAccessible(page)
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toBeHidden()
  await page.keyboard.press('/')
  await expect(page.getByLabel('О чём')).toBeFocused()
  await page.keyboard.type('такого нет jtr')
  await expect(page.getByText('По этим условиям задач нет')).toBeVisible()
  await expect(page).toHaveURL(/text=/)
  await page.getByRole('button', { name: 'Показать все' }).click()
  await expect(rows.getByRole('rowheader').first()).toBeVisible()
})

test('a case is one screen, and who comes back finds the row again', async ({ browser }) => {
  const page = await person(browser, 'operator')
  const asked: string[] = []
  page.on('request', (request) => {
    if (request.url().endsWith('/graphql/')) asked.push((request.postDataJSON() as { operationName: string }).operationName)
  })
  await expect(page.getByRole('region', LIST).getByRole('rowheader').first()).toBeVisible()
  await page.keyboard.press('KeyJ')
  const chosen = page.getByRole('region', LIST).locator('tr[aria-current]')
  await expect(chosen.getByRole('link')).toBeFocused()
  const row = (await chosen.textContent())!
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/\/cases\//)
  for (const title of ['Ход процесса', 'История']) await expect(page.getByRole('heading', { name: title })).toBeVisible()
  await expect(page.getByRole('region', { name: 'Шаги процесса' })).toContainText('Идёт сейчас')
  await expect(page.getByRole('button', { name: 'Скрыть схему' })).toBeVisible()
  expect(asked.filter((name) => name === 'Case')).toHaveLength(1)
  await expectAccessible(page)
  await expectRussian(page)
  await page.locator('main').focus()
  await page.keyboard.press('Escape')
  await expect(page).toHaveURL(/\/tasks/)
  await expect(chosen).toHaveText(row)
  await expect(chosen.getByRole('link')).toBeFocused()
})

test('who types while the list is on its way goes on typing, and takes nothing', async ({ browser }) => {
  const page = await person(browser, 'operator')
  await expect(page.getByRole('region', LIST).getByRole('rowheader').first()).toBeVisible()
  await page.keyboard.press('KeyJ')
  const acts: string[] = []
  await page.route('**/graphql/', async (route) => {
    const { operationName } = route.request().postDataJSON() as { operationName: string }
    acts.push(operationName)
    if (operationName === 'Tasks') await new Promise((later) => setTimeout(later, 2000))
    await route.continue()
  })
  await page.goto('/tasks')
  await page.getByLabel('О чём').click()
  await expect(page.getByRole('region', LIST).getByRole('rowheader').first()).toBeVisible()
  await page.keyboard.type('tetris', { delay: 50 })
  await expect(page.getByLabel('О чём')).toHaveValue('tetris')
  expect(acts).not.toContain('ClaimTask')
})

test('Esc closes the menu over a case and does not leave the case', async ({ browser }) => {
  const page = await person(browser, 'operator')
  await page.getByRole('region', LIST).getByRole('link').first().click()
  await expect(page.getByRole('heading', { name: 'История' })).toBeVisible()
  await page.getByRole('banner').getByRole('button').last().click()
  await expect(page.getByRole('menuitem', { name: 'Выйти' })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('menuitem', { name: 'Выйти' })).toBeHidden()
  await expect(page).toHaveURL(/\/cases\//)
})

test('«Back» undoes what narrowed the queue, step by step', async ({ browser }) => {
  const page = await person(browser, 'operator')
  await page.getByRole('link', { name: /^Свободные/ }).click()
  await expect(page).toHaveURL(/view=UNCLAIMED/)
  await page.getByLabel('Процесс').selectOption({ label: 'Сертификация программы' })
  await expect(page).toHaveURL(/process=/)
  await page.goBack()
  await expect(page.getByLabel('Процесс')).toHaveValue('')
  await expect(page.getByRole('link', { name: /^Свободные/ })).toHaveAttribute('aria-current', 'page')
  await page.goBack()
  await expect(page).toHaveURL(/\/tasks$/)
})

test('the list of cases is narrowed in the address', async ({ browser }) => {
  const page = await person(browser, 'operator')
  await page.goto('/cases')
  await expect(page.getByRole('region', { name: 'Дела, которые вам видны, новые сверху' })).toBeVisible()
  await page.getByLabel('Состояние').selectOption({ label: 'Закрытые' })
  await expect(page).toHaveURL(/standing=closed/)
  await expectAccessible(page)
})
