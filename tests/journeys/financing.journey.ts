// A firm looks whether its patents can be pledged: nothing is sent, the phone keeps it, an expert is one tap away with the topic set.
import { expect, test } from '@playwright/test'
import { startServer, type ServerProcess } from '../support/server-process.ts'
import { testStart } from '../support/test-clock.ts'
import { signInAt } from './walks.ts'

let server: ServerProcess
test.beforeAll(async () => {
  server = await startServer({ clock: testStart, env: { LOG_LEVEL: 'warn' } })
})
test.afterAll(() => server.close())

test('a firm compares products, sees its card, finds it again after a reload and asks an expert', async ({ browser }) => {
  const page = await browser.newPage({ baseURL: server.url })
  const posted: string[] = []
  await page.goto('/')
  await page.getByRole('link', { name: /^质押融资/ }).click()
  await expect(page.getByText('由银行确定').first()).toBeVisible()
  await expect(page.getByText('本服务不收费').first()).toBeVisible()
  await expect(page.getByRole('table')).toContainText('50—2000 万元')

  await signInAt(page, '/financing/ready', '13800000001')
  page.on('request', (request) => request.method() !== 'GET' && posted.push(`${request.method()} ${request.url()}`))
  await page.getByRole('button', { name: '从台账选' }).click()
  const rows = page.locator('.picker-row')
  await rows.first().click()
  await page.getByRole('button', { name: '选好 1 件' }).click()
  for (const answer of ['一年以内', '没有', '没有', '在卖，占多少收入说得清', '满三年']) {
    await page.getByRole('radio', { name: answer, exact: true }).check({ force: true })
    await page.getByRole('button', { name: /下一题|看结果/ }).last().click()
  }
  const head = page.getByRole('heading', { name: /可以去谈|还差一点|现在押不了/ })
  await expect(head).toBeVisible()
  const before = await head.textContent()
  await page.reload()
  await expect(head).toHaveText(before ?? '')
  await expect(page.getByText('没有发给任何人')).toBeVisible()
  expect(posted).toEqual([])

  await page.getByRole('link', { name: /^约专家\s*带上/ }).click()
  await expect(page).toHaveURL(/\/consultations\/book\?.*topic=finance-insurance/)
  await expect(page).toHaveURL(/right=/)
  await page.close()
})
