import { expect, test, type Page } from '@playwright/test'
import { decide, formOf, inDays, takeTask } from './support/desk'
import { expectAccessible, expectRussian, person } from './support/people'
import { work } from './support/work'

const NAME = 'CallMeeting'
const TYPED = 'Опишите, чему научится ребёнок.'

test('a decision whose answer is lost is carried out once, even when the page is opened anew', async ({ browser }) => {
  const page = await person(browser, 'commission.secretary')
  await page.getByRole('link', { name: 'Заседания' }).click()
  const before = await total(page)
  await page.getByRole('button', { name: 'Созвать заседание' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('radio', { name: /аочн/ }).check({ force: true })
  await dialog.getByLabel('Место').fill('в системе')
  await dialog.getByRole('textbox', { name: 'День заседания' }).fill(inDays(20))
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
  await expect(page).toHaveURL(/\/meetings\/./) // the one that stands there already
  await page.goto('/meetings')
  expect(await total(page)).toBe(before + 1)
  expect(keys.size).toBe(1)
})

test('what was typed outlives a colleague who was faster', async ({ browser }) => {
  const program = work().programs[1]!
  const slow = await person(browser, 'operator')
  const quick = await person(browser, 'operator2')
  await takeTask(slow, program)
  await takeTask(quick, program)
  await formOf(slow).getByRole('radio', { name: /^Вернуть/ }).check({ force: true })
  await formOf(slow).getByLabel('Поле').first().focus()
  await slow.keyboard.type('Аннотация')
  await slow.keyboard.press('ArrowDown')
  await slow.keyboard.press('Enter')
  await formOf(slow).getByRole('textbox', { name: /амечание/ }).last().fill(TYPED)

  await formOf(quick).getByRole('radio', { name: 'Передать на оценку качества' }).check({ force: true })
  await decide(quick)
  await formOf(slow).getByRole('button', { name: 'Решить и остаться' }).click()
  const refused = slow.getByRole('alert', { name: /Решение не принято/ })
  await expect(refused).toContainText('Задача уже выполнена')
  await expect(formOf(slow).getByRole('textbox', { name: /амечание/ }).last()).toHaveValue(TYPED)
  await expectAccessible(slow)
  await expectRussian(slow)
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
