import { expect, test, type Page } from '@playwright/test'
import { formOf, inDays } from './support/desk'
import { expectAccessible, expectRussian, person } from './support/people'
import { work } from './support/work'

const VOTERS = ['commission.chair', 'commission.deputy', 'commission.member1', 'commission.member2']
const TIED = 'commission.member3' // works in the institution that asks
const DISSENTER = 'commission.member2'

test('a dossier becomes an entry of the register: check, agenda, votes, minutes, order', async ({ browser }) => {
  test.setTimeout(300_000)
  const [program] = work().dossiers as [string]
  const secretary = await person(browser, 'commission.secretary')

  await openDossier(secretary, program)
  await expectAccessible(secretary)
  await formOf(secretary).getByRole('radio').first().check({ force: true })
  await formOf(secretary).getByRole('button', { name: 'Решить' }).click()
  await expect(secretary.getByText('Программа ждёт повестки').or(secretary.getByLabel('В повестку заседания'))).toBeVisible()

  const meeting = await callMeeting(secretary)
  await openDossier(secretary, program)
  const offered = secretary.getByLabel('В повестку заседания')
  await offered.selectOption({ label: await optionWith(offered, meeting) })
  await secretary.getByRole('button', { name: 'Включить в повестку' }).click()
  await expect(offered).toBeHidden()
  await openMeeting(secretary, meeting)
  await expect(secretary.getByRole('button', { name: 'Отменить заседание' })).toBeVisible() // what may be done is there
  await expect(secretary.getByRole('button', { name: 'Открыть заседание' })).toHaveCount(0)
  await secretary.getByRole('button', { name: 'Разослать повестку' }).click()
  await secretary.getByRole('button', { name: 'Да, разослать' }).click()
  await expect(secretary.getByText(/разослана \d/)).toBeVisible()
  await expectAccessible(secretary)
  await expectRussian(secretary)
  await secretary.getByRole('button', { name: 'Открыть заседание' }).click()
  await expect(secretary.getByText('Идёт голосование', { exact: true })).toBeVisible()
  await expect(secretary.getByText(`подано 0 из ${VOTERS.length} голосов`)).toBeVisible()
  await expect(secretary.getByText('отменить его нельзя')).toHaveCount(0)

  const tied = await person(browser, TIED)
  await tied.goto('/ballots')
  await expect(tied.getByRole('heading', { name: 'Мои голосования' })).toBeVisible()
  await expect(tied.getByText('Голосовать сейчас не о чем').or(tied.getByRole('table'))).toBeVisible()
  await expect(tied.getByRole('link', { name: program })).toHaveCount(0)
  await tied.context().close()
  for (const voter of VOTERS) {
    const page = await person(browser, voter)
    await vote(page, program, voter === DISSENTER)
    await page.context().close()
  }

  await expect(secretary.getByText('Голоса подсчитаны, готовится протокол')).toBeVisible() // by itself
  await expect(secretary.getByRole('heading', { level: 1, name: `голосование завершено ${inDays(0)}` })).toBeVisible()
  await openTask(secretary, 'Подтвердить протокол: секретарь', `№ ${meeting}, `)
  await expect(secretary.getByRole('region', { name: 'Составлены системой' }).getByText(/^Протокол заседания комиссии № /)).toBeVisible()
  await expect(secretary.getByText('за — 3, против — 1, воздержались — 0')).toBeVisible()
  await expectWhole(secretary)
  await expectAccessible(secretary)

  const chair = await person(browser, 'commission.chair')
  await confirm(secretary, meeting, 'Подтвердить как секретарь')
  await confirm(chair, meeting, 'Подтвердить как председательствующий')
  await expect(chair.getByText('Подтверждён секретарём и председательствующим')).toBeVisible()
  await expectAccessible(chair)
  await expectRussian(chair)

  const head = await person(browser, 'municipality.head')
  await openTask(head, 'Издать распоряжение о значимой программе', program)
  await expect(head.getByText('Просили 40, комиссия рекомендовала 40')).toBeVisible()
  await expect(head.getByText('за — 3, против — 1, воздержались — 0')).toBeVisible()
  await expect(head.getByRole('button', { name: 'Скачать: Протокол заседания' })).toBeVisible()
  await expect(head.getByText(/^Проект распоряжения/)).toBeVisible()
  await expectWhole(head)
  await expectAccessible(head)
  await openDossier(head, program)
  await formOf(head).getByRole('radio').first().check({ force: true })
  await formOf(head).getByRole('textbox', { name: 'Номер акта' }).fill(`${work().run}-р`)
  await formOf(head).getByRole('textbox', { name: 'Дата акта' }).fill(inDays(0))
  await formOf(head).getByRole('textbox', { name: 'Название акта' }).fill('О включении в реестр значимых программ')
  await formOf(head).getByRole('button', { name: 'Решить' }).click()
  await expect(head.getByRole('alert').filter({ hasText: 'Решение записано' })).toBeVisible()
  await head.goto('/register?kind=SIGNIFICANT')
  await expect(head.getByRole('link', { name: program })).toBeVisible()
})

async function openTask(page: Page, step: string, about: string): Promise<void> {
  await page.goto('/tasks')
  await page.getByRole('row').filter({ hasText: about }).getByRole('link', { name: step }).click()
  await expect(page.getByRole('heading', { level: 1, name: about })).toBeVisible()
  await expect(page.getByText('Загружаем…')).toHaveCount(0)
}

/** No table of the card is cut off at its side: a number that is half hidden is a wrong one. */
async function expectWhole(page: Page): Promise<void> {
  const tables = await page.locator('[role="region"]:has(> table)').all()
  expect(tables.length).toBeGreaterThan(0)
  for (const table of tables) expect(await table.evaluate((box) => box.scrollWidth - box.clientWidth)).toBeLessThanOrEqual(0)
}

async function openDossier(page: Page, program: string): Promise<void> {
  await page.goto('/dossiers')
  await page.getByRole('link', { name: program }).click()
  await expect(page.getByRole('heading', { level: 1, name: program })).toBeVisible()
  await expect(page.getByText('Загружаем…')).toHaveCount(0)
}

/** Call a meeting in absentia that is far enough away; answer with its number. */
async function callMeeting(page: Page): Promise<string> {
  await page.goto('/meetings')
  await page.getByRole('button', { name: 'Созвать заседание' }).click()
  const form = page.getByRole('dialog').getByRole('form')
  await form.getByRole('radio', { name: /аочн/ }).check({ force: true })
  await form.getByLabel(/Место|Где/).fill('в системе')
  await form.getByRole('textbox', { name: 'День заседания' }).fill(inDays(9))
  await expectAccessible(page)
  await form.getByRole('button', { name: 'Созвать заседание' }).click()
  await expect(page.getByRole('dialog')).toBeHidden()
  await expect(page).toHaveURL(/\/meetings\/./)
  const title = page.getByRole('heading', { level: 1, name: /^Заседание № \d+, заочное до / })
  await expect(title).toBeVisible()
  return /№ (\d+)/.exec(await title.innerText())![1]!
}

async function openMeeting(page: Page, number: string): Promise<void> {
  await page.goto('/meetings')
  await page.getByRole('link', { name: new RegExp(`^№ ${number}(,| от )`) }).click()
  await expect(page.getByRole('heading', { level: 1, name: new RegExp(`^Заседание № ${number}(,| )`) })).toBeVisible()
}

async function vote(page: Page, program: string, isAgainst: boolean): Promise<void> {
  await page.goto('/ballots')
  await page.getByRole('link', { name: program }).click()
  await page.getByRole('radio', { name: isAgainst ? 'Против' : 'За', exact: true }).check({ force: true })
  if (isAgainst) {
    await expectAccessible(page)
    await expectRussian(page)
    await page.getByLabel('Обоснование').fill('Мест просят больше, чем детей.')
    await page.getByLabel('Особое мнение').fill('Хватит двадцати.')
  }
  await page.getByRole('button', { name: 'Проголосовать' }).click()
  await expect(page.getByRole('heading', { name: 'Ваш голос' })).toBeVisible()
  await expect(page.getByText('Подан', { exact: true })).toBeVisible()
}

async function confirm(page: Page, meeting: string, button: string): Promise<void> {
  await openMeeting(page, meeting)
  await page.getByLabel('Я прочитал этот документ').check()
  await page.getByRole('button', { name: button }).click()
  await expect(page.getByRole('button', { name: button })).toBeHidden()
}

async function optionWith(select: ReturnType<Page['getByLabel']>, number: string): Promise<string> {
  const labels = await select.locator('option').allInnerTexts()
  return labels.find((label) => label.startsWith(`№ ${number}, `))!
}
