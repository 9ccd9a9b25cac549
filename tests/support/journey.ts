// Journeys: a real browser at phone size, a real server of their own, its clock set to Monday 2026-11-23 10:08 in Shanghai.
import { test as base, expect, type Page } from '@playwright/test'
import { startServer, type ServerProcess } from './server-process.ts'
import { testStart } from './test-clock.ts'

export { expect }

/** What a page must never say while people use it. */
function watchPage(page: Page): string[] {
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(`error: ${error.message}`))
  page.on('console', (message) => {
    const text = message.text()
    // A refused request is part of many walks; the page must deal with it, the browser always logs it.
    if (message.type() === 'error' && !text.startsWith('Failed to load resource')) complaints.push(`console: ${text}`)
    if (message.type() === 'warning' && /hydration|Vue warn/i.test(text)) complaints.push(`console: ${text}`)
  })
  return complaints
}

interface JourneyFixtures {
  /** Filled while the page is used; empty at the end of every journey. */
  complaints: string[]
}

export const test = base.extend<JourneyFixtures, { server: ServerProcess }>({
  server: [
    async ({}, use) => {
      const server = await startServer({ clock: testStart, env: { LOG_LEVEL: 'warn' } })
      await use(server)
      await server.close()
    },
    { scope: 'worker', timeout: 120_000 },
  ],
  baseURL: async ({ server }, use) => use(server.url),
  complaints: [
    async ({ page }, use) => {
      const complaints = watchPage(page)
      await use(complaints)
      expect(complaints, 'errors, CSP reports and hydration mismatches').toEqual([])
    },
    { auto: true },
  ],
})

export const deskSize = { width: 1440, height: 900 }

/** An officer's own window beside the firm's phone. The caller closes it. */
export async function openDesk(page: Page, url: string): Promise<Page> {
  const browser = page.context().browser()
  if (browser === null) throw new Error('no browser')
  const context = await browser.newContext({ baseURL: url, viewport: deskSize, isMobile: false, hasTouch: false, locale: 'zh-CN', timezoneId: 'Asia/Shanghai', serviceWorkers: 'block' })
  return context.newPage()
}
