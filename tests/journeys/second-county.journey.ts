// Another county is another content folder and nothing else.
import { expect, test } from '@playwright/test'
import { createFirm } from '#contract/accounts/endpoints.ts'
import { startApplication } from '#contract/subsidies/endpoints.ts'
import { createClient, fetchSender } from '../support/api-client.ts'
import { aPhone, aUscc } from '../support/builders.ts'
import { startServer, type ServerProcess } from '../support/server-process.ts'
import { testStart } from '../support/test-clock.ts'

let server: ServerProcess
test.beforeAll(async () => {
  server = await startServer({ clock: testStart, env: { LOG_LEVEL: 'warn', CONTENT_DIR: 'tests/fixtures/content/yunxi' } })
})
test.afterAll(() => server.close())

test('a second county runs on its own words and never mentions the first', async ({ page }) => {
  for (const path of ['/', '/subsidies', '/subsidies/Y1', '/notices', '/notices/yx-2026-1', '/financing', '/aid', '/privacy', '/legal/errors']) {
    const response = await page.goto(server.url + path)
    expect(response?.status(), path).toBe(200)
    expect(await response?.text(), path).not.toContain('桓台')
    await expect(page.getByRole('heading').first()).toBeVisible()
  }
  await page.goto(server.url)
  await expect(page.getByText('云汐').first()).toBeVisible()

  const clerk = createClient(fetchSender(server.url), server.url)
  await clerk.signIn(aPhone(1))
  const wrongTown = await clerk.call(createFirm, { body: { uscc: aUscc(1), name: '云汐示例有限公司', town: '马桥镇' } })
  expect(wrongTown.error.fields?.[0]?.field).toBe('town')
  const towns = (await clerk.request('GET', '/api/county')).body as { towns: string[] }
  const firm = await clerk.call(createFirm, { body: { uscc: aUscc(1), name: '云汐示例有限公司', town: towns.towns[0] ?? '' } })
  expect(firm.status).toBe(201)
  expect((await clerk.call(startApplication, { body: { firmId: firm.body.id, programmeId: 'Y1' } })).status).toBe(201)
  expect((await clerk.call(startApplication, { body: { firmId: firm.body.id, programmeId: 'P05' } })).status).toBe(404)
})
