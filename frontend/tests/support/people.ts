import { AxeBuilder } from '@axe-core/playwright'
import { expect, type Browser, type Page } from '@playwright/test'
import { work } from './work'

const PASSWORD = 'demo-pfdo-2026'
const ENGLISH = /(?<!\w)[A-Za-z]{2,}(?!\w)/g
// What is Latin by right: formats, what a person has typed, names of files, addresses, numbers of documents: VNXZ-20C4-….
const NAMES = /\b[\dA-Z]{4}(-[\dA-Z]{4})+\b|\S+@\S+|\S+\.(pdf|csv|xlsx)\b/g
const LATIN = /^(pdf|xlsx|csv|sha|json|stem|it|ctrl|enter|esc|[ivxlc]+)$/i

/** Somebody at a computer of their own. */
export async function person(browser: Browser, username: string): Promise<Page> {
  const context = await browser.newContext()
  const page = await context.newPage()
  await page.goto('/')
  await signIn(page, username)
  return page
}

/** On the page that asks who one is. */
export async function signIn(page: Page, username: string): Promise<void> {
  await page.getByLabel('Имя для входа').fill(username)
  await page.getByRole('textbox', { name: 'Пароль' }).fill(PASSWORD)
  await page.getByRole('button', { name: 'Войти' }).click()
  await expect(page.getByRole('navigation', { name: 'Разделы' })).toBeAttached()
}

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

/** No violation of WCAG 2.2 AA; of the dark scheme only the colours are asked, for nothing else differs. */
export async function expectAccessible(page: Page): Promise<void> {
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
  const light = await new AxeBuilder({ page }).withTags(RULES).analyze()
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' })
  await page.evaluate(async () => {
    for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame) // the colours set out
    await Promise.all(document.getAnimations().map(({ finished }) => finished.catch(() => undefined))) // and arrive
  })
  const dark = await new AxeBuilder({ page }).withRules(['color-contrast']).analyze()
  await page.emulateMedia({ colorScheme: 'light' })
  expect([...told('light', light), ...told('dark', dark)]).toEqual([])
}

function told(scheme: string, { violations }: Awaited<ReturnType<AxeBuilder['analyze']>>): string[] {
  return violations.map(({ id, nodes }) => `${scheme} ${id}: ${nodes.map((node) => `${node.html} ${node.failureSummary}`).join('\n  ')}`)
}

/** Whatever a person reads is Russian: no word of two or more Latin letters but those that are Latin by right. */
export async function expectRussian(page: Page, ...allowed: string[]): Promise<void> {
  allowed.push(work().run)
  const text = (await page.locator('body').innerText()).replace(NAMES, '')
  const words = (text.match(ENGLISH) ?? []).filter((word) => !LATIN.test(word) && !allowed.includes(word))
  expect(words).toEqual([])
}
