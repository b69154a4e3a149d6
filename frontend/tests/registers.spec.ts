import { expect, test } from '@playwright/test'
import { expectAccessible, expectRussian, person } from './support/people'

test('a provider is opened from the list and tells its history', async ({ browser }) => {
  const page = await person(browser, 'head')
  await page.goto('/providers')
  await page.getByRole('link', { name: /Вектор/ }).click()
  await expect(page.getByRole('heading', { name: 'История' })).toBeVisible()
  await expectAccessible(page)
})

test('a file that is no table is refused in words, and a good one is only tried', async ({ browser }) => {
  const page = await person(browser, 'municipality')
  await page.goto('/imports')
  const columns = await page.getByRole('link', { name: 'Скачать пустой шаблон' }).getAttribute('href')
  const headings = decodeURIComponent(columns!.replace(/^.*?,/, ''))
  const buffer = Buffer.from(`${headings}${headings.replace(/[^;\r\n]/g, '')}Иванов\r\n`)
  await page.locator('input[type=file]').setInputFiles({ name: 'заявления.csv', mimeType: 'text/csv', buffer })
  await page.getByRole('button', { name: 'Проверить' }).click()
  await expect(page.getByRole('heading', { level: 1, name: /Проверка файла/ })).toBeVisible()
  await expectRussian(page)
  await expectAccessible(page)
})

test('what is no number of a certificate is told so, and the list stays as it was asked for', async ({ browser }) => {
  const page = await person(browser, 'municipality')
  await page.goto('/certificates')
  await page.getByLabel('Номер сертификата').fill('Д. У. И.')
  await page.getByRole('button', { name: 'Найти' }).click()
  await expect(page.getByText(/Номер сертификата — 11 цифр/)).toBeVisible()
  await expect(page).not.toHaveURL(/number=/)
  await expectAccessible(page)
})

test('the search of the header shows what the address says', async ({ browser }) => {
  const page = await person(browser, 'operator')
  const box = page.getByRole('searchbox', { name: 'Поиск по задачам' })
  await box.fill('Роботы')
  await box.press('Enter')
  await expect(page).toHaveURL(/text=/)
  await expect(box).toHaveValue('Роботы')
  await page.getByRole('button', { name: 'Сбросить' }).click()
  await expect(box).toHaveValue('')
  await page.goto('/tasks?text=Театр')
  await expect(box).toHaveValue('Театр')
  await page.getByRole('link', { name: 'Программы', exact: true }).click()
  await expect(box).toHaveValue('')
})

test('programs and registers are searched by name, and a tab says whose register it is', async ({ browser }) => {
  const page = await person(browser, 'operator')
  for (const [address, list] of [['/programs', 'Редакции программ, новые сверху'], ['/register', /^Реестр сертифицированных программ/]] as const) {
    await page.goto(address)
    const rows = page.getByRole('region', { name: list }).getByRole('rowheader')
    await expect(rows.first()).toBeVisible()
    await page.getByLabel('Название', { exact: true }).fill('РОБОТ')
    await expect(page).toHaveURL(/text=/)
    await expect(page.getByRole('region', { name: list }).getByRole('link', { name: /^(?!Робот)/ })).toHaveCount(0)
    await expect(rows.first()).toBeVisible()
  }
  await page.getByRole('tab', { name: 'Общеразвивающие (бюджет муниципалитета)' }).click()
  await expect(page.getByText(/независимо от спроса/)).toBeVisible()
  await expectRussian(page)
  await expectAccessible(page)
})

test('a register is taken away under a Russian name', async ({ browser }) => {
  const page = await person(browser, 'operator')
  await page.goto('/register')
  const taken = page.waitForEvent('download')
  await page.getByRole('link', { name: 'Скачать как таблицу CSV' }).click()
  expect((await taken).suggestedFilename()).toMatch(/^Реестр сертифицированных программ на \d\d\.\d\d\.\d{4}\.csv$/)
})

test('the roadmap keeps its filter from view to view, and paper names it', async ({ browser }) => {
  const page = await person(browser, 'department')
  await page.goto('/roadmap')
  await page.getByRole('link', { name: 'город Кемерово', exact: true }).click()
  const list = page.getByRole('region', { name: /^Пункты дорожной карты/ })
  await expect(list).toHaveAccessibleName(/город Кемерово/)
  await page.getByText('По мероприятиям', { exact: true }).click()
  await page.getByText('Пункты и сроки', { exact: true }).click()
  await expect(list).toHaveAccessibleName(/город Кемерово/)
  await expect(list.getByRole('rowheader').first()).toBeVisible()
  await page.setViewportSize({ width: 718, height: 1000 }) // A4 without its margins
  await page.emulateMedia({ media: 'print' })
  const table = (await list.getByRole('table').boundingBox())!
  expect(table.x + table.width).toBeLessThanOrEqual(720)
})
