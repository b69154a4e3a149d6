import { expect, type Page } from '@playwright/test'

/** Open what waits for this person about something, from the queue; false if nothing does. */
export async function takeTask(page: Page, about: string): Promise<boolean> {
  await page.goto(`/tasks?text=${encodeURIComponent(about)}`)
  const rows = page.getByRole('region', { name: 'Список задач' })
  await expect(rows.getByRole('link').first().or(page.getByText('По этим условиям задач нет'))).toBeVisible()
  if ((await rows.getByRole('link').count()) === 0) return false
  await rows.getByRole('link').first().click()
  await expect(formOf(page)).toBeVisible()
  return true
}

export function formOf(page: Page) {
  return page.getByRole('form', { name: 'Решение' })
}

/** Send the form and stay at the case. */
export async function decide(page: Page): Promise<void> {
  await formOf(page).getByRole('button', { name: 'Решить и остаться' }).click()
  await expect(page.getByRole('alert').filter({ hasText: 'Решение записано' })).toBeVisible()
}

/** A day as people write it, so many days from today. */
export function inDays(days: number): string {
  return new Date(Date.now() + days * 86_400_000).toLocaleDateString('ru-RU')
}
