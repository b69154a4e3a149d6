import { defineConfig } from '@playwright/test'

/** The product stands at ADDRESS already: `make check-ui` starts one of its own. */
export default defineConfig({
  testDir: 'tests',
  globalSetup: './tests/support/work.ts',
  outputDir: 'test-results',
  timeout: 90_000,
  expect: { timeout: 15_000 },
  workers: 1,
  reporter: [['list']],
  use: {
    actionTimeout: 15_000,
    baseURL: process.env.ADDRESS ?? 'http://127.0.0.1:8000',
    locale: 'ru-RU',
    timezoneId: 'Asia/Novokuznetsk',
    viewport: { width: 1280, height: 800 },
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
    },
  },
})
