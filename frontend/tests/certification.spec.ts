import { expect, test, type Browser } from '@playwright/test'
import { decide, formOf, takeTask } from './support/desk'
import { expectAccessible, expectRussian, person } from './support/people'
import { work } from './support/work'

const EXPERTS = ['expert1', 'expert2', 'expert3', 'expert4']

test('a program is certified, everybody at a computer of their own', async ({ browser }) => {
  test.setTimeout(240_000)
  const program = work().programs[0]!
  const clerk = await person(browser, 'operator')
  const head = await person(browser, 'head')

  await takeTask(clerk, program)
  await formOf(clerk).getByRole('radio', { name: 'Передать на оценку качества' }).check({ force: true })
  await decide(clerk)

  await takeTask(head, program)
  await decide(head) // names nobody: the experts are chosen by their load
  const scored = await score(browser, program, '9', [])
  scored.push(...(await score(browser, program, '4', scored)))
  await takeTask(head, program)
  await decide(head) // the marks are far apart: a third expert
  await score(browser, program, '8', scored)

  await takeTask(clerk, program)
  await expectAccessible(clerk)
  for (const module of await formOf(clerk).getByRole('group', { name: /^\d\. / }).all()) {
    await module.getByRole('radiogroup', { name: 'Категория педагога' }).getByRole('radio').nth(1).check({ force: true })
    await module.getByRole('radiogroup', { name: /беспечен/ }).getByRole('radio').nth(1).check({ force: true })
  }
  await formOf(clerk).getByRole('button', { name: 'Решить и остаться' }).click()
  const summary = clerk.getByRole('alert', { name: 'Решение не принято' })
  await expect(summary).toContainText('Категорию второго педагога указывают, если у модуля есть его часы')
  await expectAccessible(clerk)
  const second = formOf(clerk).getByRole('group', { name: /^3\. / }).getByRole('radiogroup', { name: 'Категория второго педагога' })
  await second.getByRole('radio').nth(1).check({ force: true })
  await decide(clerk)
  await takeTask(clerk, program)
  await formOf(clerk).getByRole('radio', { name: /^Сертифицировать|^Включить/ }).check({ force: true })
  await decide(clerk)
  await expect(clerk.getByText('Никто: дело закрыто')).toBeVisible()
  await expectRussian(clerk)

  await clerk.goto('/register?kind=CERTIFIED')
  await expect(clerk.getByRole('link', { name: program })).toBeVisible()
})

/** The first expert with this task who has not scored yet gives one mark for every criterion. */
async function score(browser: Browser, program: string, mark: string, done: string[]): Promise<string[]> {
  for (const expert of EXPERTS.filter((name) => !done.includes(name))) {
    const page = await person(browser, expert)
    if (await takeTask(page, program)) {
      if (done.length === 0) await expectAccessible(page)
      await expectRussian(page)
      for (const cell of await formOf(page).locator('input[inputmode="numeric"]').all()) await cell.fill(mark)
      await formOf(page).getByLabel(/Заключение/).fill('Программа продумана, условия для неё есть.')
      await decide(page)
      await page.context().close()
      return [expert]
    }
    await page.context().close()
  }
  throw new Error(`nobody was asked to score ${program}`)
}
