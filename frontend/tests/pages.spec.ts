import { expect, test, type Page } from '@playwright/test'
import { expectAccessible, expectRussian, person } from './support/people'
import { listen } from './support/waterfall'

const PHONE = { width: 390, height: 800 }
const DESK = { width: 1280, height: 800 }
// Who opens the pages: an address that somebody before has seen is not looked at again.
const PEOPLE = ['expert1', 'commission.secretary', 'municipality', 'head', 'department', 'operator', 'commission.member1']
// Who are in the cases of all processes between them.
const IN_CASES = ['head', 'municipality', 'commission.chair', 'accountant', 'neighbour']
// What neither the demonstration nor a test in a browser comes to.
const UNPLAYED = ['ErroneousContract', 'MinutesCorrection']
// Views of a page that have an address of their own.
const VIEWS = [
  '/providers?view=register&asOf=2026-12-01',
  '/certificates?view=moves',
  '/imports?view=issue',
  '/imports?view=exports',
  '/register?kind=SIGNIFICANT&asOf=2026-12-01',
  '/ballots?view=closed',
  '/roadmap?view=duties',
]
// How many answers may come one after another, where a question can only be put when another answer is there.
const CHAINS: Record<string, number> = {
  '/cases/$id': 2, // what a case is about tells which card to ask for
  '/dossiers/$id': 2, // the case tells which form is filled in
  '/meetings/$id': 2,
  '/assignments/$id': 2,
  '/funding-programs/$id': 2, // the program tells the period whose money is looked at
  '/parameters': 2, // the session tells whose figures are shown first
  '/parameters/$id': 2, // the proposal tells whose figures it changes
  '/imports': 2, // and whose template
  '/commission': 3, // the role tells the commission, and that the municipality
}
// Cases whose card tells what to ask for next.
const AFTER_CARD: Record<string, number | undefined> = {
  ParametersApproval: 3, // the proposal tells whose figures it changes
}
const seen = new Set<string>()

for (const who of PEOPLE) {
  test(`every page of ${who} is fit for everybody`, async ({ browser }) => {
    test.setTimeout(400_000)
    const page = await person(browser, who)
    const heard = listen(page)
    const places = await page.getByRole('navigation', { name: 'Разделы' }).getByRole('link').all()
    const addresses = await Promise.all(places.map((place) => place.getAttribute('href')))
    const views = VIEWS.filter((view) => addresses.includes(view.split('?')[0]!))
    for (const address of [...addresses, ...views].map(String)) {
      if (seen.has(address) && seen.has(insideOf(address))) continue
      if (!seen.has(address)) await look(page, heard, address)
      seen.add(address)
      if (seen.has(insideOf(address))) continue
      const inside = await firstInside(page, address)
      if (!inside) continue
      seen.add(insideOf(address))
      await look(page, heard, inside)
    }
  })
}

// What the tests before have left is among these two: alone they miss some pages.
test('a case of every process is fit for everybody', async ({ browser }) => {
  test.setTimeout(400_000)
  const left = new Set(await processesOf(await person(browser, 'head')))
  expect(left.size).toBeGreaterThan(10)
  for (const who of IN_CASES) {
    const page = await person(browser, who)
    const heard = listen(page)
    for (const process of left) {
      const found = await firstInside(page, `/cases?process=${process}&standing=all`)
      if (!found) continue
      left.delete(process)
      await look(page, heard, found, AFTER_CARD[process])
    }
  }
  expect([...left].filter((process) => !UNPLAYED.includes(process))).toEqual([])
})

async function processesOf(page: Page): Promise<string[]> {
  await page.goto('/cases')
  await page.waitForLoadState('networkidle')
  const options = page.getByLabel('Процесс').locator('option')
  return options.evaluateAll((all) => all.map((each) => (each as HTMLOptionElement).value).filter(Boolean))
}

test('the looks above have met a page of every kind of thing', () => {
  const things = ['cases', 'certificates', 'dossiers', 'meetings', 'assignments', 'programs', 'providers', 'roadmap']
  expect(things.filter((each) => !seen.has(`/${each}/$id`))).toEqual([])
})

/** Open a page as by its address: whole, accessible, Russian, no wider than a phone, asked for in as few rounds as may be. */
async function look(page: Page, heard: ReturnType<typeof listen>, address: string, most?: number): Promise<void> {
  await test.step(address, async () => {
    heard.forget()
    await page.goto(address)
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    await expect(page.getByText('Загружаем…')).toHaveCount(0)
    await page.waitForLoadState('networkidle')
    const chain = heard.longestChain()
    expect.soft(chain.length, `${address}: ${chain.join(' → ')}`).toBeLessThanOrEqual(most ?? CHAINS[patternOf(address)] ?? 1)
    await expectAccessible(page)
    await expectRussian(page)
    await turnOver(page)
    await page.setViewportSize(PHONE)
    const width = () => page.evaluate(() => document.scrollingElement!.scrollWidth)
    await expect.soft.poll(width, { message: `${address} is wider than a phone` }).toBeLessThanOrEqual(PHONE.width)
    await page.setViewportSize(DESK)
  })
}

/** Every view of the page by a click, not by its address: what stood before it must not break it. */
async function turnOver(page: Page): Promise<void> {
  const views = page.getByRole('main').locator('[role=tab], .mantine-SegmentedControl-label')
  for (const view of [...(await views.all()), ...(await views.all()).slice(0, 1)]) {
    await view.click()
    await page.waitForLoadState('networkidle')
    await expect(page.getByRole('alert', { name: 'Не получилось' })).toHaveCount(0)
  }
}

/** What the first row of the page's list opens. */
async function firstInside(page: Page, address: string): Promise<string | null> {
  await page.goto(address)
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  await page.waitForLoadState('networkidle')
  const link = page.getByRole('main').locator(`a[href^="${insideOf(address).replace('$id', '')}"]`).first()
  return (await link.count()) ? link.getAttribute('href') : null
}

/** The kind of page behind the rows of a list: /cases/$id behind /tasks. */
function insideOf(address: string): string {
  const list = address.split('?')[0]!
  return `${list === '/tasks' ? '/cases' : list === '/register' ? '/programs' : list}/$id`
}

function patternOf(address: string): string {
  return address.split('?')[0]!.replace(/^(\/[\w-]+)\/.+$/, '$1/$id')
}

test('what is not there is said on a page with a heading and a way on', async ({ browser }) => {
  const page = await person(browser, 'head')
  for (const address of ['/nowhere', '/cases/abc', '/providers/abc', '/certificates/abc', '/meetings/abc', '/roadmap/abc']) {
    await page.goto(address)
    await expect.soft(page.getByRole('heading', { level: 1 }), address).toHaveText(/^Так.* нет$/)
    await expect.soft(page, address).toHaveTitle(/^Так.* нет/)
    await expect.soft(page.getByRole('navigation', { name: 'Разделы' }), address).toBeVisible()
    await expectAccessible(page)
    await expectRussian(page)
  }
})
