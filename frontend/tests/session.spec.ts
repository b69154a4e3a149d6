import { expect, test, type Page } from '@playwright/test'
import { expectAccessible, expectRussian, person } from './support/people'

const CITY = 'город Кемерово · Специалист муниципалитета'
const DISTRICT = 'Беловский муниципальный район · Специалист муниципалитета'
const SECRETARY = 'Комиссия по формированию реестров программ, Беловский муниципальный район · Секретарь комиссии'

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

test('who has several roles chooses one, and everything follows the choice', async ({ browser }) => {
  const page = await person(browser, 'several')
  const role = page.getByLabel('Роль и организация')
  const menu = page.getByRole('navigation', { name: 'Разделы' })
  await expect(role.getByRole('option')).toHaveText([CITY, DISTRICT, SECRETARY])
  await expect(role.getByRole('option', { selected: true })).toHaveText(CITY)
  await expect(page.getByRole('table').getByText('город Кемерово').first()).toBeVisible()

  await role.selectOption(DISTRICT)
  await expect(page.getByRole('table')).toContainText('Беловский муниципальный район')
  await expect(page.getByRole('table')).not.toContainText('город Кемерово')
  const rows = await page.getByRole('table').getByRole('link').count()
  await expect(page.getByRole('link', { name: 'Все на наших столах' })).toHaveText(`Все на наших столах${rows}`)
  await menu.getByRole('link', { name: 'Загрузка и выгрузка' }).click()
  await expect(page.getByRole('heading', { name: 'Новый файл: Беловский муниципальный район' })).toBeVisible()
  await page.locator('input[type=file]').setInputFiles({ name: 'дети.csv', mimeType: 'text/csv', buffer: Buffer.from('1') })
  await expect(page.getByRole('button', { name: 'Загрузить заявления' })).toBeEnabled()
  await role.selectOption(CITY)
  await expect(page.getByRole('heading', { name: 'Новый файл: город Кемерово' })).toBeVisible()
  await expect(page.getByRole('button', { name: 'Загрузить заявления' })).toBeDisabled()

  await role.selectOption(SECRETARY)
  await expect(page).toHaveURL(/\/tasks$/) // what the role has no part in is left
  await expect(page.getByText('На ваших столах нет задач')).toBeVisible()
  await expect(menu.getByRole('link', { name: 'Сертификаты' })).toHaveCount(0)
  await menu.getByRole('link', { name: 'Заседания' }).click()
  await expect(page.getByRole('button', { name: 'Созвать заседание' })).toBeVisible()
  await expectAccessible(page)
  await expectRussian(page)

  await page.reload()
  await expect(role.getByRole('option', { selected: true })).toHaveText(SECRETARY)
  const other = await page.context().newPage()
  await other.goto('/meetings')
  await expect(other.getByRole('button', { name: 'Созвать заседание' })).toBeVisible()
})

test('a page of one’s other role opens, says so, and leads into that role', async ({ browser }) => {
  const page = await person(browser, 'several')
  const role = page.getByLabel('Роль и организация')
  const task = page.getByRole('table').getByRole('link').first()
  const address = (await task.getAttribute('href'))!
  await role.selectOption(SECRETARY)
  await expect(page.getByText('На ваших столах нет задач')).toBeVisible()
  await page.goto(address) // a case says itself on whose desk it lies
  await expect(page.getByText('Сейчас решает').locator('..')).toContainText('город Кемерово')
  await expect(page.getByLabel('Ждём от вас')).toBeVisible()

  await page.goto('/imports')
  const notice = page.getByRole('alert').filter({ hasText: 'Страница другой вашей роли' })
  await expect(notice).toBeVisible()
  await expect(page.getByLabel('Файл с заявлениями')).toHaveCount(0)
  await expectAccessible(page)
  await expectRussian(page)
  await notice.getByRole('button', { name: `Работать как: ${CITY}` }).click()
  await expect(page.getByLabel('Файл с заявлениями')).toBeVisible()
  await expect(notice).toHaveCount(0)
  await expect(role.getByRole('option', { selected: true })).toHaveText(CITY)
})

test('the choice of a role goes with its author, a draft stays with them in every role', async ({ browser }) => {
  const page = await person(browser, 'several')
  const role = page.getByLabel('Роль и организация')
  await typeDraft(page)
  await role.selectOption(SECRETARY)
  await expect(page).toHaveURL(/\/tasks$/)
  await role.selectOption(CITY)
  await page.getByRole('link', { name: 'Параметры' }).click()
  await page.getByRole('button', { name: 'Предложить новые' }).click()
  await expect(page.getByRole('dialog').getByRole('textbox').first()).toHaveValue('01.01.2031')
  await page.keyboard.press('Escape')
  await role.selectOption(DISTRICT)
  await signOut(page)
  await signIn(page, 'municipality')
  await expect(role).toHaveCount(0)
  await expect(page.getByRole('banner')).toContainText('Специалист муниципалитета · город Кемерово')
  await signOut(page)
  await signIn(page, 'several')
  await expect(role.getByRole('option', { selected: true })).toHaveText(CITY)
})

test('on a phone the chosen role can be told from the others', async ({ browser }) => {
  const page = await person(browser, 'several')
  await page.setViewportSize({ width: 390, height: 800 })
  await expect(page.getByLabel('Роль и организация')).toBeVisible()
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390)
  await page.goto('/ballots')
  await expect(page.getByRole('alert')).toContainText('Страница другой вашей роли')
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390)
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
