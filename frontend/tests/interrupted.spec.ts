import { expect, test, type Page } from '@playwright/test'
import { decide, formOf, inDays, takeTask } from './support/desk'
import { expectAccessible, expectRussian, person } from './support/people'
import { work } from './support/work'

const TYPED = 'Опишите, чему научится ребёнок.'

test('an act whose answer was lost is sent again by itself, with the same key, and is carried out once', async ({ browser }) => {
  const page = await person(browser, 'commission.secretary')
  await page.goto('/meetings')
  await page.getByRole('button', { name: 'Созвать заседание' }).click()
  const form = page.getByRole('form', { name: 'Созвать заседание' })
  const place = `Кабинет ${work().run}`
  await form.getByRole('radio').first().check({ force: true })
  await form.getByRole('textbox', { name: /^Место/ }).fill(place)
  await form.getByRole('textbox', { name: /^День/ }).fill(inDays(12))
  const keys = await loseFirstAnswer(page, 'CallMeeting')
  await form.getByRole('button', { name: 'Созвать заседание' }).click()
  await expect(page).toHaveURL(/\/meetings\/./)
  await expect(page.getByRole('main')).toContainText(place)
  expect(keys).toHaveLength(2)
  expect(keys[0]).toBe(keys[1])
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

/** The server carries the mutation out, and its first answer is lost on the way. The keys of all tries are collected. */
async function loseFirstAnswer(page: Page, operation: string): Promise<string[]> {
  const keys: string[] = []
  await page.route('**/graphql/', async (route) => {
    const { operationName, variables } = route.request().postDataJSON()
    if (operationName !== operation) return route.continue()
    keys.push(variables.input.idempotencyKey)
    if (keys.length > 1) return route.continue()
    await route.fetch()
    await route.abort()
  })
  return keys
}
