// Where a second factor is demanded, an officer sets it up at the first sign-in, keeps the recovery codes, signs out, comes back with the app's code, and with a recovery code
// where the app is not at hand. On the real clock, as the app's is.
import { expect, test as base } from '@playwright/test'
import { generateSync } from 'otplib'
import { startServer } from '../support/server-process.ts'
import { signIn } from './walks.ts'

const test = base.extend<object, { server: Awaited<ReturnType<typeof startServer>> }>({
  server: [
    async ({}, use) => {
      const server = await startServer({ env: { LOG_LEVEL: 'warn', SECOND_FACTOR: 'demanded' } })
      await use(server)
      await server.close()
    },
    { scope: 'worker', timeout: 120_000 },
  ],
  baseURL: async ({ server }, use) => use(server.url),
})

/** Of whichever year it is. */
const aCase = /[A-Z]{2}\d{4}-[A-Z]{2}-\d{4}/
const officer = '13800000010'
/** The next step's code: the last one was taken at the set-up. */
const codeOf = (secret: string, steps = 0) => generateSync({ secret, epoch: Math.floor(Date.now() / 1000) + steps * 30 })

test('an officer sets up a second factor, and every sign-in asks for it', async ({ page, context }) => {
  await page.goto('/sign-in?next=/desk/queue')
  await signIn(page, officer)

  // Nothing of the desk is reached: a page opened all the same asks first.
  await page.getByRole('button', { name: '开始设置' }).click()
  const secret = (await page.locator('.factor-key b').innerText()).replaceAll(/\s/g, '')
  const beside = await context.newPage()
  await beside.goto('/desk/queue')
  await expect(beside.getByRole('heading', { name: '先设置动态口令' })).toBeVisible()
  await beside.close()

  const first = page.getByRole('textbox', { name: /验证器里的 6 位数字/ })
  await first.fill('000000')
  await page.getByRole('button', { name: '核对，下一步' }).click()
  await expect(page.getByText(/手机时间差半分钟以上也会不对，标准时间是 \d\d:\d\d:\d\d/)).toBeVisible()
  await first.fill(codeOf(secret))
  await page.getByRole('button', { name: '核对，下一步' }).click()
  await expect(page.getByText('恢复码，只显示这一次')).toBeVisible()
  const codes = await page.locator('.recovery-codes li').allInnerTexts()
  expect(codes).toHaveLength(10)
  await expect(page.getByRole('button', { name: '存好了再继续' })).toBeDisabled()
  await page.getByText('我存好了').click()
  await page.getByRole('button', { name: '完成' }).click()
  await page.waitForURL('**/desk/queue')
  await expect(page.getByText(aCase).first()).toBeVisible()

  await page.goto('/me')
  await expect(page.getByRole('link', { name: /动态口令/ })).toContainText('已设置')
  await page.getByRole('button', { name: '退出登录' }).click()
  await page.getByRole('button', { name: '退出', exact: true }).click()
  await page.waitForURL('**/')

  await page.goto('/sign-in?next=/desk/queue')
  await signIn(page, officer)
  const box = page.getByRole('textbox', { name: /动态口令/ })
  await box.fill(codeOf(secret, 1))
  await page.getByRole('button', { name: '登录', exact: true }).click()
  await page.waitForURL('**/desk/queue')
  await expect(page.getByText(aCase).first()).toBeVisible()

  // Half signed in, a page that was asked for stands behind the sheet and goes on after a recovery code.
  await context.clearCookies()
  await page.goto('/sign-in?next=/desk/queue')
  await signIn(page, officer)
  await expect(box).toBeVisible()
  await page.goto('/me/second-factor')
  await expect(page.getByRole('textbox', { name: /动态口令/ })).toBeVisible()
  await page.goto('/desk/queue')
  await expect(page.getByRole('heading', { name: '再输动态口令' })).toBeVisible()
  await page.getByRole('button', { name: '手机不在身边？用恢复码' }).click()
  await page.getByRole('textbox', { name: /恢复码/ }).fill(codes[0] ?? '')
  await page.getByRole('button', { name: '接着办' }).click()
  await expect(page.getByRole('heading', { name: '再输动态口令' })).toHaveCount(0)
  await expect(page.getByText(aCase).first()).toBeVisible()

  await page.goto('/me/second-factor')
  await expect(page.getByText('恢复码还剩 9 个')).toBeVisible()
  await expect(page.getByRole('button', { name: /停用/ })).toHaveCount(0)
})
