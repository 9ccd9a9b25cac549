// A whole self-assessment without a network: sixty answers and three photos, through two crashes, and then each once on the server. And two phones of
// one firm on one question.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { actOnAssessment, deleteAssessment, getAnswerHistory, getAssessment, getEdition, listAssessments, listEditions, startAssessment } from '#contract/assessment/endpoints.ts'
import { askedItems } from '#contract/assessment/scope.ts'
import type { Assessment } from '#contract/assessment/schema.ts'
import type { BrowserContext, Page } from '@playwright/test'
import { take } from '../files/photo-camera.ts'
import { createClient, fetchSender, type Client } from '../support/api-client.ts'
import { phones } from '../support/demo-phones.ts'
import { expect, test } from '../support/journey.ts'
import { choose, signIn } from './walks.ts'

/** A new one of the newest edition with every item asked; what the demo has of it goes. */
async function beginFresh(client: Client, firmId: string): Promise<{ assessment: Assessment; itemIds: string[] }> {
  const current = (await client.call(listEditions)).body.items.find(({ status, quick }) => status === 'current' && quick > 0)
  const editionId = current?.id ?? ''
  const { items } = (await client.call(listAssessments, { query: { firmId } })).body
  for (const { id, state } of items.filter((one) => one.editionId === editionId && one.state !== 'closed')) {
    if (state === 'in-review') await client.call(actOnAssessment, { params: { id, action: 'withdraw' }, body: {}, key: crypto.randomUUID() })
    expect((await client.call(deleteAssessment, { params: { id } })).status).toBe(204)
  }
  const edition = (await client.call(getEdition, { params: { id: editionId } })).body
  const { body, status } = await client.call(startAssessment, { body: { firmId, editionId } })
  expect(status).toBe(201)
  return { assessment: body, itemIds: askedItems(edition, {}, []).map(({ item }) => item.id) }
}

const itemPath = (id: string, itemId = '') => `/assessment/${id}/items/${encodeURIComponent(itemId)}`
const question = (page: Page) => page.getByRole('main').getByRole('heading', { level: 2 }).first()

/** On the phone of somebody who ticks that it is their own: the session outlives the browser. */
async function signInOnOwnPhone(page: Page, path: string, phone: string): Promise<void> {
  await page.goto(`/sign-in?next=${encodeURIComponent(path)}`)
  await page.getByText('这是我自己的手机').click({ position: { x: 12, y: 12 } })
  await signIn(page, phone)
  await page.waitForURL((url) => url.pathname === path)
}

/** Answers from where the page is, going on by itself or by 下一题. */
async function answer(page: Page, words: readonly string[]): Promise<void> {
  for (const word of words) {
    const before = await question(page).textContent()
    await page.getByRole('button', { name: new RegExp(`^${word}`) }).click()
    if (word !== '符合') await page.getByRole('button', { name: '下一题' }).click()
    await expect(question(page)).not.toHaveText(before ?? '')
  }
}
const words = (count: number) => Array.from({ length: count }, (_one, index) => (index % 5 === 4 ? '一般不符合' : '符合'))

/** Everything the pages need is on the phone: their files, the edition and the assessment. */
async function waitUntilKept(page: Page): Promise<void> {
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined))
  await expect
    .poll(
      () =>
        page.evaluate(async () => {
          const list = (await (await fetch('/assessment-files.json')).json()) as { files: string[] }
          const kept = await Promise.all(list.files.map((file) => caches.match(file)))
          return kept.every(Boolean)
        }),
      { timeout: 30_000 },
    )
    .toBe(true)
  await expect.poll(() => page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name).toSorted().join())).toContain('zqt.person')
}

test.describe('sixty answers without a network', () => {
  test.setTimeout(300_000)

  test('and three photos, through two crashes, are each once on the server', async ({ server, playwright }, info) => {
    const client = createClient(fetchSender(server.url), server.url)
    const firmId = (await client.signIn(phones.otherFirm)).firms[0]?.id ?? ''
    const { assessment, itemIds } = await beginFresh(client, firmId)
    const { id } = assessment
    const profile = mkdtempSync(join(tmpdir(), 'zqt-phone-'))
    const launch = (): Promise<BrowserContext> => playwright.chromium.launchPersistentContext(profile, { ...info.project.use, ...info.project.use.launchOptions, baseURL: server.url, serviceWorkers: 'allow' })
    let phone = await launch()
    let page = phone.pages()[0] ?? (await phone.newPage())
    const reopen = async (path: string, isOffline: boolean): Promise<void> => {
      // The renderer dies as it would for want of memory; the answer to this never comes.
      void (await phone.newCDPSession(page)).send('Page.crash').catch(() => undefined)
      await phone.close()
      phone = await launch()
      await phone.setOffline(isOffline)
      page = phone.pages()[0] ?? (await phone.newPage())
      await page.goto(path)
    }
    const photograph = async (name: string, noise: number): Promise<void> => {
      const { jpeg } = await take({ page: 'contract', noise, quality: 88 })
      await choose(page, page.getByRole('region', { name: '证据' }), '拍照', { name, mimeType: 'image/jpeg', buffer: jpeg })
      await expect(page.getByText(name)).toBeVisible()
      await expect(page.getByText(/断网会接着传|排队等着传|还在本机/).first()).toBeVisible({ timeout: 30_000 })
    }

    await test.step('opened once, with a network', async () => {
      await signInOnOwnPhone(page, `/assessment/${id}`, phones.otherFirm)
      await expect(page.getByText(`${itemIds.length} 项`).first()).toBeVisible()
      await waitUntilKept(page)
    })
    await server.stop()
    await phone.setOffline(true)

    await test.step('thirty answers and two photos, then the page is killed', async () => {
      await page.goto(itemPath(id, itemIds[0]))
      await answer(page, words(10))
      await photograph('交接清单.jpg', 5)
      await answer(page, words(10))
      await photograph('台账封面.jpg', 7)
      await answer(page, words(10))
      await expect(page.getByText(/已存在本机.*30 处没传/)).toBeVisible()
      await reopen(`/assessment/${id}`, true)
      await expect(page.getByText(/已存在本机.*30 处没传/)).toBeVisible()
    })

    await test.step('thirty more with the third photo; the score can be seen', async () => {
      await page.goto(itemPath(id, itemIds[30]))
      await answer(page, words(29))
      await photograph('保密承诺.jpg', 9)
      await answer(page, words(1))
      await page.goto(`/assessment/${id}/result`)
      await expect(page.getByText('仅供企业自查，不作为认证结论').first()).toBeVisible()
      await expect(page.locator('main svg').first()).toBeVisible()
    })

    await test.step('killed again and opened at home, where there is a network: everything goes by itself', async () => {
      await server.start()
      await reopen('/', false)
      await expect
        .poll(
          async () => {
            const { answers, evidence } = (await client.call(getAssessment, { params: { id } })).body
            return [answers.length, evidence.length]
          },
          { timeout: 90_000, intervals: [1_000] },
        )
        .toEqual([60, 3])
      const { body } = await client.call(getAssessment, { params: { id } })
      expect(body.answers.map(({ itemId }) => itemId).toSorted()).toEqual(itemIds.slice(0, 60).toSorted())
      expect(body.answers.filter(({ answer: word }) => word === 'minor')).toHaveLength(11)
      expect(body.answers.every(({ version }) => version === 1)).toBe(true)
      for (const itemId of [itemIds[0] ?? '', itemIds[59] ?? '']) expect((await client.call(getAnswerHistory, { params: { id, itemId } })).body.items).toHaveLength(1)
      expect(body.evidence.map(({ itemId, file }) => [itemId, file.name]).toSorted()).toEqual(
        [
          [itemIds[10], '交接清单.jpg'],
          [itemIds[20], '台账封面.jpg'],
          [itemIds[59], '保密承诺.jpg'],
        ].toSorted(),
      )
      expect(new Set(body.evidence.map(({ file }) => file.sha256)).size).toBe(3)
    })

    await test.step('nothing is left to be sent', async () => {
      await page.goto(`/assessment/${id}`)
      await expect(page.getByText(/已存到服务器/).first()).toBeVisible()
      await phone.close()
      rmSync(profile, { recursive: true, force: true })
    })
  })
})

test('two phones answer one question otherwise: both answers stand there until somebody chooses', async ({ server, browser, page }) => {
  const client = createClient(fetchSender(server.url), server.url)
  const firmId = (await client.signIn(phones.clerk)).firms[0]?.id ?? ''
  const { assessment, itemIds } = await beginFresh(client, firmId)
  const path = itemPath(assessment.id, itemIds[0])
  await signInOnOwnPhone(page, path, phones.clerk)
  await expect(question(page)).toBeVisible()
  await page.context().setOffline(true)
  await page.getByRole('button', { name: /^一般不符合/ }).click()
  await expect(page.getByText(/已存在本机.*1 处没传/)).toBeVisible()

  const other = await browser.newContext({ baseURL: server.url, viewport: { width: 390, height: 844 }, locale: 'zh-CN', serviceWorkers: 'block' })
  const colleague = await other.newPage()
  await signInOnOwnPhone(colleague, path, phones.administrator)
  await colleague.getByRole('button', { name: /^严重不符合/ }).click()
  await expect(colleague.getByText(/已存到服务器/)).toBeVisible()

  await page.context().setOffline(false)
  const choice = page.getByRole('region', { name: '两个人答得不一样' })
  await expect(choice.getByText('一般不符合')).toBeVisible()
  await expect(choice.getByText('严重不符合')).toBeVisible()
  await choice.getByRole('button', { name: '用我的' }).click()
  await expect(page.getByText(/已存到服务器/)).toBeVisible()
  const { items } = (await client.call(getAnswerHistory, { params: { id: assessment.id, itemId: itemIds[0] ?? '' } })).body
  expect(items.map(({ answer: word }) => word)).toEqual(['minor', 'major'])

  // The colleague sees it when they look again.
  await colleague.reload()
  await expect(colleague.getByRole('button', { name: /^一般不符合/ })).toHaveAttribute('aria-pressed', 'true')
  await other.close()
})
