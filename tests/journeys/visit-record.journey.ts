// An expert's visit in a factory yard without a network: check-in, record and photos through two crashes, then each once on the server; the firm
// confirms by code, and the record is a PDF. And two phones of one expert on one record.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BrowserContext, Page } from '@playwright/test'
import { actOnBooking, createBooking, getBooking, getRecord, listSlots, saveRecord } from '#contract/consultations/endpoints.ts'
import { take } from '../files/photo-camera.ts'
import { createClient, fetchSender, type Client } from '../support/api-client.ts'
import { phones } from '../support/demo-phones.ts'
import { expect, test } from '../support/journey.ts'
import { choose, signIn } from './walks.ts'

const today = '2026-11-23'

/** Of the demo; works on Mondays, too. */
const otherExpert = '13800000022'

/** A visit of today with this expert, booked by an officer on the telephone. */
async function bookToday(url: string, expertPhone: string): Promise<{ expert: Client; id: string }> {
  const [expert, officer, firm] = await Promise.all([expertPhone, phones.officer, phones.otherFirm].map(async (phone) => {
    const client = createClient(fetchSender(url), url)
    return { client, me: await client.signIn(phone) }
  }))
  const expertId = expert!.me.id
  const { items } = (await officer!.client.call(listSlots, { query: { topic: 'patent-layout', way: 'visit', expertId, from: today, to: today } })).body
  const body = { firmId: firm!.me.firms[0]?.id ?? '', slotId: items[0]?.id ?? '', topic: 'patent-layout', way: 'visit' as const, description: '专利二十几件，不知道哪些该留。', address: '厂区东门（示例）' }
  const booked = await officer!.client.call(createBooking, { body, key: crypto.randomUUID() })
  expect(booked.status).toBe(201)
  return { expert: expert!.client, id: booked.body.id }
}

/** On the phone of somebody who ticks that it is their own: the session outlives the browser. */
async function signInOnOwnPhone(page: Page, path: string, phone: string): Promise<void> {
  await page.goto(`/sign-in?next=${encodeURIComponent(path)}`)
  await page.getByText('这是我自己的手机').click({ position: { x: 12, y: 12 } })
  await signIn(page, phone)
  await page.waitForURL((url) => url.pathname === path)
}

/** Everything the pages need is on the phone: their files, the visits of these days, and who is here. */
async function waitUntilKept(page: Page, id: string): Promise<void> {
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined))
  await expect
    .poll(
      () =>
        page.evaluate(async () => {
          const list = (await (await fetch('/visits-files.json')).json()) as { files: string[] }
          const kept = await Promise.all(list.files.map((file) => caches.match(file)))
          return kept.every(Boolean)
        }),
      { timeout: 30_000 },
    )
    .toBe(true)
  await expect.poll(() => page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name).toSorted().join())).toContain('zqt.person')
  await expect.poll(() => vaultNames(page)).toContainEqual(expect.stringContaining(`visit.copy.${id}`))
}

function vaultNames(page: Page): Promise<string[]> {
  return page.evaluate(
    () =>
      new Promise<string[]>((resolve) => {
        const opening = indexedDB.open('zqt.vault')
        opening.onsuccess = () => {
          const keys = opening.result.transaction('items').objectStore('items').getAllKeys()
          keys.onsuccess = () => {
            opening.result.close()
            resolve(keys.result.map(String))
          }
        }
      }),
  )
}

const box = (page: Page, label: string | RegExp) => page.getByRole('textbox', { name: label })

test.describe('a visit without a network', () => {
  test.setTimeout(300_000)

  test('is checked in, written and photographed, through two crashes, and each is once on the server', async ({ server, playwright }, info) => {
    const { expert, id } = await bookToday(server.url, phones.expert)
    const profile = mkdtempSync(join(tmpdir(), 'zqt-expert-'))
    const launch = (): Promise<BrowserContext> => playwright.chromium.launchPersistentContext(profile, { ...info.project.use, ...info.project.use.launchOptions, baseURL: server.url, serviceWorkers: 'allow', acceptDownloads: true })
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

    await test.step('the day was opened once, with a network', async () => {
      await signInOnOwnPhone(page, '/consultations/visits', phones.expert)
      await expect(page.getByText('厂区东门（示例）')).toBeVisible()
      await expect(page.getByRole('link', { name: '导航' }).first()).toBeVisible()
      await waitUntilKept(page, id)
    })
    await server.stop()
    await phone.setOffline(true)

    await test.step('checked in and half written, then the phone dies', async () => {
      await page.goto(`/consultations/visits/${id}`)
      await page.getByRole('button', { name: '到企业了，签到' }).click()
      await expect(page.getByText(/记了「签到」，存在本机/)).toBeVisible()
      await page.getByRole('link', { name: '写服务记录' }).click()
      await box(page, /^姓名/).fill('周建国')
      await box(page, /^职务/).fill('研发部长')
      await box(page, /^解难题/).fill('六件专利没有再用，年费还在缴。')
      const { jpeg } = await take({ page: 'contract', noise: 5, quality: 88 })
      await choose(page, page.getByRole('region', { name: '照片' }), '拍照', { name: '产线.jpg', mimeType: 'image/jpeg', buffer: jpeg })
      await expect(page.getByText('产线.jpg')).toBeVisible()
      await expect(page.getByText(/已存在本机.*4 处没传/)).toBeVisible({ timeout: 30_000 })
      await reopen(`/consultations/visits/${id}/record`, true)
    })

    await test.step('everything is there, and is gone on with; it dies again', async () => {
      await expect(box(page, /^姓名/)).toHaveValue('周建国')
      await expect(box(page, /^解难题/)).toHaveValue('六件专利没有再用，年费还在缴。')
      await expect(page.getByText('产线.jpg')).toBeVisible()
      await box(page, /^建议/).fill('先按产品把专利分三类，第三类到年费日就放弃。')
      await page.getByRole('button', { name: '加一项' }).click()
      await box(page, /做什么/).fill('把专利按产品分类')
      await expect(page.getByText(/已存在本机.*6 处没传/)).toBeVisible()
      await expect(page.getByRole('button', { name: '连上网、传完再交' })).toBeVisible()
    })

    await test.step('back where there is a network, everything goes by itself from any page', async () => {
      await server.start()
      await reopen('/', false)
      await expect
        .poll(
          async () => {
            const record = (await expert.call(getRecord, { params: { id } })).body
            return [record.advice, record.photos.length]
          },
          { timeout: 90_000, intervals: [1_000] },
        )
        .toEqual(['先按产品把专利分三类，第三类到年费日就放弃。', 1])
      const [booking, record] = [(await expert.call(getBooking, { params: { id } })).body, (await expert.call(getRecord, { params: { id } })).body]
      expect(booking.events.filter(({ action }) => action === 'arrive')).toHaveLength(1)
      expect(record).toMatchObject({ people: [{ name: '周建国', title: '研发部长', department: '' }], problems: '六件专利没有再用，年费还在缴。', version: 1 })
      expect(record.followUps.map(({ what, owner }) => [what, owner])).toEqual([['把专利按产品分类', 'firm']])
      expect(record.photos.map(({ name }) => name)).toEqual(['产线.jpg'])
    })

    await test.step('the firm beside the expert confirms by code, and the record is a PDF', async () => {
      await page.goto(`/consultations/visits/${id}/record`)
      await expect(page.getByText(/已存到服务器/)).toBeVisible()
      await page.getByRole('button', { name: '写好了，交给企业确认' }).click()
      await page.getByRole('button', { name: '收短信码' }).click()
      await page.getByRole('button', { name: '填上' }).click()
      await page.getByRole('button', { name: '企业报了码，确认' }).click()
      await expect(page.getByText(/凭短信码/)).toBeVisible()
      const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: /下载服务记录表/ }).click()])
      const bytes = readFileSync(await download.path())
      expect(bytes.subarray(0, 5).toString()).toBe('%PDF-')
      expect(bytes.length).toBeGreaterThan(10_000)
    })
    await phone.close()
    rmSync(profile, { recursive: true, force: true })
  })
})

test('two phones write one part otherwise: both stand there until the expert chooses', async ({ server, page }) => {
  const { expert, id } = await bookToday(server.url, otherExpert)
  await expert.call(actOnBooking, { params: { id, action: 'arrive' }, body: {}, key: crypto.randomUUID() })
  const empty = (await expert.call(getRecord, { params: { id } })).body
  await signInOnOwnPhone(page, `/consultations/visits/${id}/record`, otherExpert)
  await expect(box(page, /^建议/)).toBeVisible()
  await page.context().setOffline(true)
  await box(page, /^建议/).fill('先分类')
  await box(page, /^解难题/).fill('年费忘缴')
  await expect(page.getByText(/已存在本机.*2 处没传/)).toBeVisible()

  const { situation, policy, needs, problems, opinions, findings, plan } = empty
  const theirs = { people: [], situation, policy, needs, problems, opinions, findings, advice: '全部续缴', plan, followUps: [] }
  expect((await expert.call(saveRecord, { params: { id }, body: theirs, version: empty.version })).status).toBe(200)

  await page.context().setOffline(false)
  const choice = page.getByRole('region', { name: '建议：两台手机写得不一样' })
  await expect(choice.getByText('先分类')).toBeVisible()
  await expect(choice.getByText('全部续缴')).toBeVisible()
  await choice.getByRole('button', { name: '用这台手机的' }).click()
  await expect(page.getByText(/已存到服务器/)).toBeVisible()
  expect((await expert.call(getRecord, { params: { id } })).body).toMatchObject({ advice: '先分类', problems: '年费忘缴' })
})
