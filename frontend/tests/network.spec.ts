import { expect, test, type Page } from '@playwright/test'
import { expectAccessible, person } from './support/people'

const NAME = 'CallMeeting'

test('a decision whose answer is lost is carried out once, even when the page is opened anew', async ({ browser }) => {
  const page = await person(browser, 'commission.secretary')
  await page.getByRole('link', { name: 'Заседания' }).click()
  const before = await total(page)
  await page.getByRole('button', { name: 'Созвать заседание' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('radio', { name: /аочн/ }).check({ force: true })
  await dialog.getByLabel('Место').fill('в системе')
  await dialog.getByRole('textbox', { name: 'День заседания' }).fill(new Date(Date.now() + 20 * 86_400_000).toLocaleDateString('ru-RU'))
  const keys = await loseAnswers(page)
  await dialog.getByRole('button', { name: 'Созвать заседание' }).dblclick()
  await expect(page.getByRole('button', { name: 'Отправить ещё раз' })).toBeVisible({ timeout: 30_000 })
  await expect(dialog.getByLabel('Место')).toBeDisabled()
  await expectAccessible(page)

  await page.unroute('**/graphql/')
  await page.reload()
  expect(await total(page)).toBe(before + 1)
  await page.getByRole('button', { name: 'Созвать заседание' }).click()
  await page.getByRole('button', { name: 'Отправить ещё раз' }).click()
  await expect(dialog).toBeHidden()
  await page.reload()
  expect(await total(page)).toBe(before + 1)
  expect(keys.size).toBe(1)
})

async function total(page: Page): Promise<number> {
  const told = page.getByText(/^Показано \d+ из \d+$/).or(page.getByText('Заседаний не нашлось'))
  return Number((await told.innerText()).match(/\d+$/)?.[0] ?? 0)
}

/** The server hears everything, the page hears nothing. */
async function loseAnswers(page: Page): Promise<Set<string>> {
  const keys = new Set<string>()
  await page.route('**/graphql/', async (route) => {
    const { operationName, variables } = route.request().postDataJSON() as { operationName: string; variables: { input: { idempotencyKey: string } } }
    if (operationName !== NAME) return route.continue()
    keys.add(variables.input.idempotencyKey)
    await route.fetch()
    await route.abort()
  })
  return keys
}
