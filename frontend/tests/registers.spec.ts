import { expect, test } from '@playwright/test'
import { expectAccessible, expectRussian, person } from './support/people'

/** Every page of the registers, certificates and money: its heading, and whether it is fit for everybody. */
const PAGES: [who: string, address: string, heading: RegExp][] = [
  ['head', '/providers', /Поставщики/],
  ['head', '/providers?view=register&asOf=2026-12-01', /Поставщики/],
  ['head', '/programs', /Программы/],
  ['head', '/register?kind=SIGNIFICANT&asOf=2026-12-01', /Реестры программ/],
  ['municipality', '/certificates', /Сертификаты/],
  ['municipality', '/certificates?view=moves', /Сертификаты/],
  ['municipality', '/quota-queue', /Очередь на средства/],
  ['municipality', '/funding-programs', /Программы финансирования/],
  ['municipality', '/parameters', /Параметры/],
  ['municipality', '/imports', /Загрузка и выгрузка/],
  ['municipality', '/imports?view=issue', /Загрузка и выгрузка/],
  ['municipality', '/imports?view=exports', /Загрузка и выгрузка/],
]

for (const who of ['head', 'municipality']) {
  test(`the registers of ${who} are fit for everybody`, async ({ browser }) => {
    const page = await person(browser, who)
    for (const [, address, heading] of PAGES.filter(([whose]) => whose === who)) {
      await page.goto(address)
      await expect(page.getByRole('heading', { level: 1 })).toHaveText(heading)
      await expect(page.getByText('Загружаем…')).toHaveCount(0)
      await expectAccessible(page)
    }
  })
}

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
