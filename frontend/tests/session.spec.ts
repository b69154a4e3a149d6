import { expect, test } from '@playwright/test'
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

test('who has signed in sees their name and role, and leaves nothing behind when signing out', async ({ browser }) => {
  const page = await person(browser, 'operator')
  await expect(page.getByRole('banner')).toContainText('Специалист оператора')
  await page.getByRole('banner').getByRole('button').last().click()
  await page.getByRole('menuitem', { name: 'Выйти' }).click()
  await expect(page.getByLabel('Имя для входа')).toBeVisible()
})
