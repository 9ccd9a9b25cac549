// A notice from a Word file to a firm's phone: two officers, a clock, the badge, a phone without a network, a poster. And who follows a scheme is told once.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { listMessages } from '#contract/messages/endpoints.ts'
import type { Messages } from '#contract/messages/schema.ts'
import { getProgramme } from '#contract/subsidies/endpoints.ts'
import { createClient, fetchSender } from '../support/api-client.ts'
import { phones } from '../support/demo-phones.ts'
import { expect, openDesk, test as base } from '../support/journey.ts'
import { startServer } from '../support/server-process.ts'
import { testStart } from '../support/test-clock.ts'
import { save, start, take } from '../subsidies/scheme-desk.ts'
import { signInAt } from './walks.ts'

// What is published here is there for everybody, so the server is its own.
const test = base.extend<object, { server: Awaited<ReturnType<typeof startServer>>; now: () => number }>({
  server: [
    async ({}, use) => {
      const server = await startServer({ clock: testStart, env: { LOG_LEVEL: 'warn' } })
      await use(server)
      await server.close()
    },
    { scope: 'worker', timeout: 120_000 },
  ],
  /** The server's clock, epoch ms, as near as its start is known: a second or two ahead. */
  now: [
    async ({ server }, use) => {
      const [url, from] = [server.url, Date.now()]
      await use(() => Date.parse(testStart) + (url === '' ? 0 : Date.now() - from))
    },
    { scope: 'worker' },
  ],
})
test.setTimeout(300_000)
test.use({ serviceWorkers: 'allow' })

const wordFile = { name: '示例通知.docx', mimeType: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document', buffer: readFileSync(join(import.meta.dirname, '../fixtures/docx/notice.docx')) }

/** An instant (epoch ms) as a person in Shanghai writes it. */
function shanghai(at: number): { date: string; time: string } {
  const local = new Date(at + 8 * 3_600_000).toISOString()
  return { date: local.slice(0, 10), time: local.slice(11, 16) }
}

test('an officer brings a Word file, a second one sets the hour, and the firm has it in its pocket', async ({ page, context, server, now }, testInfo) => {
  const title = '示例：专利转化项目开始申报'
  const desk = await openDesk(page, server.url)
  await test.step('the officer imports, looks whom it reaches, and sends it to the second person', async () => {
    await signInAt(desk, '/desk/notices', phones.officer)
    await desk.getByRole('button', { name: '新建通知' }).click()
    await desk.waitForURL(/\/desk\/notices\/[^/]+$/)
    await desk.locator('input[type=file]').first().setInputFiles(wordFile)
    const sheet = desk.getByRole('dialog')
    await expect(sheet.getByText('认出来的')).toBeVisible({ timeout: 60_000 })
    await sheet.getByRole('button', { name: '放进正文' }).click()
    await expect(desk.locator('.ned-box table').first()).toBeVisible()
    await desk.getByRole('textbox', { name: /^标题/ }).fill(title)
    await desk.getByRole('textbox', { name: /第 1 句/ }).fill('有授权专利的企业可以申报，示例。')
    await desk.getByRole('textbox', { name: /^依据和核对/ }).fill('示例：没有核对原件。')
    await desk.getByText('按条件选').click()
    await expect(desk.getByText('还没有选发给谁')).toBeVisible()
    const rights = desk.locator('details').filter({ hasText: '有这种权利' })
    await rights.locator('summary').click()
    await rights.getByText('专利', { exact: true }).click()
    await expect(desk.getByText(/发给 \d+ 家企业/)).toBeVisible()
    await expect(desk.getByText('已存到服务器').first()).toBeVisible()
    await desk.getByRole('button', { name: '送第二人核准' }).click()
    await expect(desk.getByRole('button', { name: '收回接着改' })).toBeVisible()
    await expect(desk.getByRole('button', { name: '核准发布' })).toHaveCount(0)
  })

  // The firm has the app open all the while, on its home page.
  await signInAt(page, '/', phones.clerk)
  const badge = page.getByRole('navigation').locator('.badge')
  const before = Number.parseInt((await badge.textContent().catch(() => '0')) ?? '0', 10) || 0

  const second = await openDesk(page, server.url)
  await test.step('the second officer reads it as firms will, and schedules it', async () => {
    await signInAt(second, '/desk/notices', phones.secondOfficer)
    await second.goto('/desk/notices?group=waiting')
    await second.getByRole('link', { name: new RegExp(title) }).click()
    await second.getByRole('button', { name: '核准发布' }).click()
    const sheet = second.getByRole('dialog')
    await expect(sheet.getByText(/发给 \d+ 家企业/)).toBeVisible()
    await sheet.getByText('定时发布').click()
    const soon = shanghai(now() + 75_000)
    await sheet.getByLabel(/哪一天/).fill(soon.date)
    await sheet.getByLabel('几点').fill(soon.time)
    await sheet.getByRole('button', { name: '核准，到时发布' }).click()
    await expect(second.getByRole('button', { name: '取消定时' })).toBeVisible()
    await second.screenshot({ path: testInfo.outputPath('scheduled.png') })
  })

  await test.step('the hour comes: the badge rises on the open page, nothing is reloaded', async () => {
    await expect.poll(async () => Number.parseInt((await badge.textContent({ timeout: 2_000 }).catch(() => '0')) ?? '0', 10) || 0, { timeout: 120_000 }).toBeGreaterThan(before)
    await page.getByRole('link', { name: /消息/ }).first().click()
    await page.getByRole('link', { name: new RegExp(title) }).click()
    await page.waitForURL('**/notices/**')
    await expect(page.getByText('为什么发给您')).toBeVisible()
    await expect(page.getByText('有专利')).toBeVisible()
    await expect(page.locator('article table')).toBeVisible()
  })

  await test.step('it is read without a network', async () => {
    const address = new URL(page.url())
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined))
    await page.reload()
    await expect(page.getByRole('heading', { name: title })).toBeVisible()
    await expect.poll(() => page.evaluate((path) => caches.match(path).then(Boolean), address.pathname)).toBe(true)
    await context.setOffline(true)
    await page.goto(address.pathname)
    await expect(page.getByRole('heading', { name: title })).toBeVisible()
    await expect(page.locator('article table')).toBeVisible()
    await context.setOffline(false)
  })

  await test.step('and a poster of it is drawn on the phone', async () => {
    await page.getByRole('button', { name: '生成海报' }).click()
    const poster = page.getByRole('img', { name: `海报：${title}` })
    await expect(poster).toBeVisible()
    const size = await poster.evaluate((image: HTMLImageElement) => image.decode().then(() => [image.naturalWidth, image.naturalHeight]))
    expect(size[0]).toBeGreaterThan(600)
    await page.screenshot({ path: testInfo.outputPath('poster.png') })
  })

  await test.step('the desk sees that one firm has read it', async () => {
    await second.reload()
    await second.getByRole('link', { name: '触达' }).click()
    await expect(second.getByText(/已读/).first()).toBeVisible()
  })
  await desk.context().close()
  await second.context().close()
})

test('who follows a scheme is told once what changed, however often the server begins anew', async ({ page, server, now }) => {
  await signInAt(page, '/notices/follows', phones.clerk)
  const { body: scheme } = await createClient(fetchSender(server.url), server.url).call(getProgramme, { params: { id: 'P03' } })
  await page.getByRole('button', { name: `关注${scheme.title}`, exact: true }).click()
  await expect(page.getByRole('button', { name: `取消关注${scheme.title}` })).toBeVisible()

  const [officer, other] = [createClient(fetchSender(server.url), server.url), createClient(fetchSender(server.url), server.url)]
  await officer.signIn(phones.officer)
  await other.signIn(phones.secondOfficer)
  await start(officer, { id: 'P03', of: 'P03' })
  await save(officer, 'P03', (source) => ({ ...source, conditions: source.conditions.map((one, index) => (index === 0 ? { ...one, label: `${one.label}（示例改动）` } : one)) }), '示例改动')
  expect((await take(officer, 'P03', 'propose')).status).toBe(200)
  expect((await take(other, 'P03', 'publish')).status).toBe(200)

  // As the phone is answered, in its own session.
  const told = async () => ((await (await page.request.get(`${server.url}${listMessages.path}?category=policy&limit=50`)).json()) as Messages).items.filter(({ title }) => title.startsWith('有变化：'))
  // The server looks for news when it begins, and every five minutes.
  const again = async () => {
    await server.stop()
    await server.start(new Date(now()).toISOString())
  }
  await again()
  await expect.poll(async () => (await told()).length, { timeout: 60_000 }).toBe(1)
  await page.goto('/messages')
  await page.getByRole('link', { name: `有变化：${scheme.title}` }).click()
  await page.waitForURL('**/subsidies/P03')
  for (let times = 0; times < 2; times += 1) {
    await again()
    await new Promise((resolve) => setTimeout(resolve, 3_000))
  }
  expect(await told()).toHaveLength(1)
})
