// The pictures of the readme, from a product that runs and has been worked with:
// make run, make demo, python demo/desks.py ADDRESS, then ADDRESS=http://127.0.0.1:8000 npm run screenshots
import { mkdirSync } from 'node:fs'
import { chromium } from '@playwright/test'

const ADDRESS = process.env.ADDRESS ?? 'http://127.0.0.1:8000'
const FOLDER = new URL('../docs/screenshots/', import.meta.url).pathname
const LIST = 'Список задач'
const PAGES = [
  { name: 'queue', who: 'operator', at: '/tasks' },
  { name: 'case', who: 'operator', at: '/tasks?text=Шахматы+дня', inside: true },
  { name: 'dossier', who: 'commission.secretary', at: '/dossiers', inside: true },
  { name: 'certificates', who: 'municipality', at: '/certificates' },
  { name: 'register', who: 'head', at: '/register?kind=CERTIFIED' },
  { name: 'roadmap', who: 'department', at: '/roadmap?view=items' },
  { name: 'phone', who: 'operator', at: '/tasks', viewport: { width: 390, height: 800 } },
  { name: 'dark', who: 'operator', at: '/tasks?text=Акварель+дня', inside: true, colorScheme: 'dark' },
]

mkdirSync(FOLDER, { recursive: true })
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] })
for (const { name, who, at, inside, viewport = { width: 1280, height: 800 }, colorScheme = 'light' } of PAGES) {
  const page = await (await browser.newContext({ viewport, colorScheme, locale: 'ru-RU', reducedMotion: 'reduce' })).newPage()
  await page.goto(ADDRESS)
  await page.getByLabel('Имя для входа').fill(who)
  await page.getByRole('textbox', { name: 'Пароль' }).fill('demo-pfdo-2026')
  await page.getByRole('button', { name: 'Войти' }).click()
  await page.getByRole('navigation', { name: 'Разделы' }).waitFor({ state: 'attached' })
  await page.goto(ADDRESS + at)
  if (inside) {
    await page.getByRole('region', { name: LIST }).or(page.getByRole('table')).getByRole('link').first().click()
    await page.getByRole('heading', { level: 2 }).first().waitFor()
  }
  await page.waitForLoadState('networkidle')
  await page.screenshot({ path: `${FOLDER}${name}.png` })
  await page.context().close()
}
await browser.close()
