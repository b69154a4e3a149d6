import { expect, test, type Page } from '@playwright/test'
import { expectAccessible, expectRussian, person } from './support/people'

test('a wrong password is told in words, and what was typed stays', async ({ page }) => {
  await page.goto('/tasks')
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  await expectAccessible(page)
  await expectRussian(page)
  await page.getByLabel('Имя для входа').fill('operator')
  await page.getByRole('textbox', { name: 'Пароль' }).fill('не тот пароль')
  await page.getByRole('button', { name: 'Войти' }).click()
  await expect(page.getByRole('alert')).toContainText('парол')
  await expect(page.getByLabel('Имя для входа')).toHaveValue('operator')
})

test('who has signed in sees their name and role, and may leave', async ({ browser }) => {
  const page = await person(browser, 'operator')
  await expect(page.getByRole('banner')).toContainText('Специалист оператора')
  await page.getByRole('banner').getByRole('button').last().click()
  await page.getByRole('menuitem', { name: 'Выйти' }).click()
  await expect(page.getByLabel('Имя для входа')).toBeVisible()
})

test('what was typed stays until its author leaves, then nothing is left of it', async ({ browser }) => {
  const page = await person(browser, 'municipality')
  await typeDraft(page)
  await signOut(page)
  await expect(page.getByLabel('Имя для входа')).toBeVisible()
  const kept = () => page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }))
  await expect.poll(kept).not.toContain('draft:')
  expect(await kept()).not.toContain('Петя')
})

test('a session that ended asks to sign in, and the same person finds what was typed', async ({ browser }) => {
  const page = await person(browser, 'municipality')
  await typeDraft(page)
  await page.context().clearCookies({ name: 'sessionid' })
  await page.getByRole('link', { name: 'Заседания' }).click()
  await expect(page.getByLabel('Имя для входа')).toBeVisible()
  await signIn(page, 'municipality')
  await page.getByRole('link', { name: 'Параметры' }).click()
  await page.getByRole('button', { name: 'Предложить новые' }).click()
  await expect(page.getByRole('dialog').getByRole('textbox').first()).toHaveValue('01.01.2031')
})

test('who comes next sees nothing of the one before', async ({ browser }) => {
  const page = await person(browser, 'municipality')
  await page.getByRole('link', { name: 'Сертификаты' }).click()
  await expect(page.getByRole('table').getByRole('link').first()).toBeVisible()
  await page.context().clearCookies({ name: 'sessionid' })
  await page.getByLabel('Состояние').selectOption({ index: 1 })
  await expect(page.getByLabel('Имя для входа')).toBeVisible()
  await page.route('**/graphql/', (route) => (route.request().postData()!.includes('"Certificates"') ? undefined : route.continue()))
  await signIn(page, 'expert1')
  await page.goBack()
  await expect(page.getByText('Загружаем…')).toBeVisible()
  await expect(page.getByRole('table')).toHaveCount(0)
})

async function typeDraft(page: Page): Promise<void> {
  await page.goto('/tasks?text=Петя')
  await page.getByRole('link', { name: 'Параметры' }).click()
  await page.getByRole('button', { name: 'Предложить новые' }).click()
  await page.getByRole('dialog').getByRole('textbox').first().fill('01.01.2031')
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toBeHidden()
  expect(await page.evaluate(() => JSON.stringify(localStorage))).toContain('draft:')
}

async function signIn(page: Page, username: string): Promise<void> {
  await page.getByLabel('Имя для входа').fill(username)
  await page.getByRole('textbox', { name: 'Пароль' }).fill('demo-pfdo-2026')
  await page.getByRole('button', { name: 'Войти' }).click()
  await expect(page.getByRole('navigation', { name: 'Разделы' })).toBeAttached()
}

async function signOut(page: Page): Promise<void> {
  await page.getByRole('banner').getByRole('button').last().click()
  await page.getByRole('menuitem', { name: 'Выйти' }).click()
}
