// What still opens without a network, with the service worker and without it.
import { expect, test } from '../support/journey.ts'

test.describe('with a service worker', () => {
  test.use({ serviceWorkers: 'allow' })

  test('public reading opens without a network; what was never opened says so in words', async ({ page }) => {
    await page.goto('/')
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined))
    await page.goto('/subsidies')
    await page.goto('/')
    // The worker keeps what it has fetched a moment after the page has it.
    for (const path of ['/', '/subsidies']) await expect.poll(() => page.evaluate((kept) => caches.match(kept).then(Boolean), path)).toBe(true)
    await page.context().setOffline(true)
    await page.goto('/')
    await expect(page.getByRole('heading', { level: 1 })).toContainText('知识产权')
    await page.goto('/subsidies')
    await expect(page.getByRole('link', { name: /专利转化运用和产业化奖励/ })).toBeVisible()
    await page.goto('/subsidies/P09')
    await expect(page.getByText(/没有网|没连上网|连上网/).first()).toBeVisible()
    await page.goto('/aid')
    await expect(page.locator('a[href="tel:12330"]').first()).toBeVisible()
  })
})

test('without a service worker, as in an embedded web view, every public page works', async ({ page }) => {
  for (const path of ['/', '/subsidies', '/subsidies/P05', '/aid', '/privacy']) {
    await page.goto(path)
    await expect(page.getByRole('heading').first()).toBeVisible()
    await expect(page.locator('a[href="tel:12330"]').first()).toBeVisible()
  }
})

test('a page that is not there says so and leads home', async ({ page }) => {
  const reply = await page.goto('/no-such-page')
  expect(reply?.status()).toBe(404)
  await page.getByRole('main').getByRole('link', { name: /首页/ }).click()
  await page.waitForURL((url) => url.pathname === '/')
})
