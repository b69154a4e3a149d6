import { expect, test, type Page } from '@playwright/test'
import { decide, formOf, inDays, takeTask } from './support/desk'
import { expectAccessible, expectRussian, person } from './support/people'
import { work } from './support/work'

const BORN = '01.02.2016'
const YEAR = new Date().getFullYear()
const START = `01.01.${YEAR + 2}` // later than all before: once in a product

test('a file of applications is tried, then loaded, and the one wrong row says what is wrong with it', async ({ browser }) => {
  const page = await person(browser, 'municipality')
  await page.goto('/imports')
  const columns = await page.getByRole('link', { name: 'Скачать пустой шаблон' }).getAttribute('href')
  const headings = decodeURIComponent(columns!.replace(/^.*?,/, ''))
  const rows = [row(1, BORN), row(2, 'вчера'), row(3, BORN)].join('\r\n')
  const file = { name: 'заявления.csv', mimeType: 'text/csv', buffer: Buffer.from(`${headings}${rows}\r\n`) }
  await page.locator('input[type=file]').setInputFiles(file)
  await page.getByRole('button', { name: 'Проверить' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Проверка файла «заявления.csv»' })).toBeVisible()
  await expectOneWrong(page)
  await expect(page.getByText('Только проверяет: заявления не создаются')).toBeVisible()
  await expectRussian(page)

  await page.goto('/imports')
  await page.locator('input[type=file]').setInputFiles(file)
  await page.getByRole('button', { name: 'Загрузить заявления' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Загрузка файла «заявления.csv»' })).toBeVisible()
  await expectOneWrong(page)
  await page.getByText('Все строки').click()
  await expect(page.getByRole('region', { name: /троки/ }).getByRole('link')).toHaveCount(2) // to the cases it has made
})

/** A row of the file about a made-up child. */
function row(number: number, born: string): string {
  const child = ['Выдуманная', 'Анна', `Проба${'абвгдежз'[number]}на`, born, '', `I-ЛО ${100000 + (parseInt(work().run, 16) % 800000) + number}`, 'ул. Примерная, 1']
  return [...child, 'Примеров Иван Петрович', 'родитель', '+7 900 000-00-00', 'parent@example.org', '01.09.2026'].join(';')
}

async function expectOneWrong(page: Page): Promise<void> {
  await expect(page.getByText('Принято: 2 строки; с ошибками: 1 строка.')).toBeVisible({ timeout: 40_000 })
  await expect(page.getByRole('main')).toContainText('Дата рождения')
}

test('new parameters begin with those in force, are changed, and go to the operator', async ({ browser }) => {
  const clerk = await person(browser, 'municipality')
  await clerk.goto('/parameters')
  await clerk.getByRole('button', { name: 'Предложить новые' }).click()
  const draft = clerk.getByRole('form', { name: 'Предложить новые' })
  await expect(draft.getByRole('textbox', { name: /^Полезные часы/ }).first()).toHaveValue('30')
  await draft.getByRole('textbox', { name: 'Действуют с' }).fill(START)
  await expectAccessible(clerk)
  await draft.getByRole('button', { name: 'Предложить новые' }).click()
  await expect(clerk).toHaveURL(/\/parameters\/./)
  await expect(clerk.getByRole('main')).toContainText(START)

  await clerk.getByRole('button', { name: 'Изменить' }).click()
  const changed = clerk.getByRole('form', { name: 'Изменить' })
  await expect(changed.getByRole('textbox', { name: 'Действуют с' })).toHaveValue(START)
  await changed.getByRole('textbox', { name: /^Полезные часы/ }).first().fill('31,5')
  await changed.getByRole('button', { name: 'Изменить' }).click()
  await expect(clerk.getByRole('region', { name: 'Показатели нормативной стоимости' })).toContainText('31,5')
  await clerk.getByRole('button', { name: 'Отправить на проверку' }).click()
  const submit = clerk.getByRole('form', { name: 'Отправить на проверку' })
  await submit.getByRole('button', { name: 'Отправить на проверку' }).click()
  await expect(clerk.getByRole('alert', { name: 'Не выполнено' })).toContainText('расчёт')
  await clerk.keyboard.press('Escape')

  await clerk.getByRole('button', { name: 'Изменить' }).click()
  await clerk.route('**/files/', (route) => route.abort(), { times: 1 })
  const file = { name: 'расчёт.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n') }
  await changed.locator('input[type=file]').setInputFiles(file)
  await expect(changed.getByText('Файл не загрузился: нет связи. Повторите загрузку.')).toBeVisible()
  await changed.getByRole('button', { name: 'Повторить загрузку' }).click()
  await expect(changed.getByText('Приложен файл «расчёт.pdf»')).toBeVisible()
  await expectAccessible(clerk)
  await changed.getByRole('button', { name: 'Изменить' }).click()
  await expect(clerk.getByRole('button', { name: 'Скачать: расчёт.pdf' })).toBeVisible()
  await clerk.getByRole('button', { name: 'Отправить на проверку' }).click()
  await submit.getByRole('button', { name: 'Отправить на проверку' }).click()
  await expect(clerk.getByRole('main')).toContainText('На проверке у оператора')
  await expectRussian(clerk)

  const operator = await person(browser, 'operator')
  await takeTask(operator, 'Муниципальные параметры, город Кемерово')
  await expect(operator.getByRole('main')).toContainText(/было [\d,]+, станет 31,5/)
  await expectAccessible(operator)
  await decide(operator)
  const head = await person(browser, 'municipality.head')
  await takeTask(head, 'Муниципальные параметры, город Кемерово')
  await approve(head)
  await expect(head.getByText('Никто: дело закрыто')).toBeVisible()
  await expectRussian(head)
})

test('a new edition of a funding program begins with what stands, and its head approves it', async ({ browser }) => {
  const clerk = await person(browser, 'municipality')
  await openProgram(clerk, YEAR)
  await clerk.getByRole('button', { name: 'Новая редакция' }).click()
  const draft = clerk.getByRole('form', { name: 'Новая редакция' })
  await expect(draft.getByRole('textbox', { name: 'Первый день периода' })).toHaveValue(`01.01.${YEAR}`)
  await expect(draft.getByRole('textbox', { name: 'Всего средств' })).toHaveValue(/^\d+,\d\d$/)
  await draft.getByRole('button', { name: 'Новая редакция' }).click()
  await expect(clerk.getByRole('main')).toContainText('Черновик')
  await clerk.getByRole('button', { name: 'Отправить на утверждение' }).click()
  await clerk.getByRole('form').getByRole('button', { name: 'Отправить на утверждение' }).click()
  await expect(clerk.getByRole('main')).toContainText('На утверждении')

  const head = await person(browser, 'municipality.head')
  await takeTask(head, 'Программа ПФ, город Кемерово')
  await expectAccessible(head)
  await approve(head)
  await clerk.reload()
  await expect(clerk.getByRole('main')).toContainText('Действует')
})

/** The head approves by an act of the municipality. */
async function approve(head: Page): Promise<void> {
  const form = formOf(head)
  await form.getByRole('radio', { name: 'Утвердить' }).check({ force: true })
  await form.getByRole('textbox', { name: 'Номер акта' }).fill(work().run)
  await form.getByRole('textbox', { name: 'Дата акта' }).fill(inDays(0))
  await form.getByRole('textbox', { name: 'Название акта' }).fill('О проверке интерфейса')
  await decide(head)
}

test('the head sees what refilling the certificates would give, and begins it', async ({ browser }) => {
  const head = await person(browser, 'municipality.head')
  await openProgram(head, YEAR + 1)
  await expect(head.getByRole('region', { name: 'Прогноз пополнения' })).toBeVisible()
  await expectAccessible(head)
  await head.getByRole('button', { name: 'Начать пополнение' }).click()
  const form = head.getByRole('form', { name: 'Начать пополнение' })
  await form.getByRole('button', { name: 'Начать пополнение' }).click()
  const run = head.getByRole('status').filter({ hasText: 'Пополнение от' }).first()
  await expect(run).toContainText('Выполнено', { timeout: 40_000 })
  await expect(run).toContainText(/Получили: \d+ на .+; встали в очередь: \d+/)
  await expectRussian(head)
})

/** The program of a year that the demonstration has put in force. */
async function openProgram(page: Page, year: number): Promise<void> {
  await page.goto('/funding-programs?status=IN_FORCE')
  await page.getByRole('link', { name: `${year} год` }).first().click()
}
