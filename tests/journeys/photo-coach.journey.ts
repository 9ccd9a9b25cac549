// The coach on a phone: a bad photo is named before it is sent, may be used all the same, turned by a tap or taken again; none is lost when the page crashes.
import { getFile } from '#contract/files/endpoints.ts'
import { fillPath } from '#contract/endpoint.ts'
import { getApplication, getProgramme, startApplication } from '#contract/subsidies/endpoints.ts'
import type { Application } from '#contract/subsidies/schema.ts'
import { checkPhoto } from '#client/files/photo-check.ts'
import type { Locator, Page } from '@playwright/test'
import { asSeen, take, type Shot } from '../files/photo-camera.ts'
import { createClient, fetchSender } from '../support/api-client.ts'
import { phones } from '../support/demo-phones.ts'
import { expect, test } from '../support/journey.ts'
import { choose, signInAt } from './walks.ts'

const shot = async (name: string, what: Shot) => ({ name, mimeType: 'image/jpeg', buffer: (await take(what)).jpeg })
const coachOf = (paper: Locator) => paper.getByRole('group')

async function filesOf(page: Page, id: string, paperId: string): Promise<string[]> {
  const reply = await page.request.get(fillPath(getApplication.path, { id }))
  const { papers } = (await reply.json()) as Application
  return papers.filter((one) => one.paperId === paperId).toSorted((a, b) => a.position - b.position).map((one) => one.file.id)
}

test('a photo is looked at before it is sent, and is there after a crash', async ({ page, server }) => {
  const client = createClient(fetchSender(server.url), server.url)
  const firmId = (await client.signIn(phones.clerk)).firms[0]?.id ?? ''
  const { id, papers } = (await client.call(startApplication, { body: { firmId, programmeId: 'P02' } })).body
  const asked = (await client.call(getProgramme, { params: { id: 'P02' } })).body.papers.filter((one) => one.origin === 'firm')
  const [first, second] = asked.filter((one) => !papers.some((given) => given.paperId === one.id))
  if (!first || !second) throw new Error('less than two papers are still to be given')
  await signInAt(page, `/subsidies/applications/${id}/papers`, phones.clerk)
  const paper = (on: Page, name: string) => on.getByRole('region', { name })

  await test.step('a good photo goes at once', async () => {
    await choose(page, paper(page, first.name), '拍照', await shot('第一页.jpg', { page: 'contract' }))
    await expect(paper(page, first.name).getByText('已收存')).toHaveCount(1, { timeout: 30_000 })
  })

  await test.step('a blurred one is named with its place; nothing is sent until it is decided, and it may be used all the same', async () => {
    await choose(page, paper(page, first.name), '相册', await shot('第二页.jpg', { page: 'contract', blur: 8, blurAt: { x: 0.83, y: 0.84, reach: 0.4 } }))
    const coach = coachOf(paper(page, first.name))
    await expect(coach.getByText('这页有点糊')).toBeVisible({ timeout: 30_000 })
    await expect(coach.getByText(/右下角看不清/)).toBeVisible()
    for (const good of ['光线够', '方向已摆正', '位置信息已去掉']) await expect(coach.getByText(good)).toBeVisible()
    expect((await filesOf(page, id, first.id)).length).toBe(1)
    await coach.getByRole('button', { name: '先用着' }).focus()
    await page.keyboard.press('Enter')
    await expect(paper(page, first.name).getByText('已收存')).toHaveCount(2, { timeout: 30_000 })
  })

  await test.step('a sideways one is set upright by a tap, and the server shows it upright', async () => {
    await choose(page, paper(page, second.name), '拍照', await shot('横着.jpg', { page: 'stamped', turned: 90 }))
    const coach = coachOf(paper(page, second.name))
    await expect(coach.getByText('这页是横着的')).toBeVisible({ timeout: 30_000 })
    await coach.getByRole('button', { name: '转正' }).click()
    await expect(coach.getByText(/看看方向对不对/)).toBeVisible()
    await coach.getByRole('button', { name: '用这张' }).click()
    await expect(paper(page, second.name).getByText('已收存')).toHaveCount(1, { timeout: 30_000 })
    const [fileId = ''] = await filesOf(page, id, second.id)
    const stored = await (await page.request.get(fillPath(getFile.path, { id: fileId }))).body()
    const seen = await asSeen(stored)
    expect(seen.height).toBeGreaterThan(seen.width)
    expect(checkPhoto({ ...seen, originalWidth: 1800, originalHeight: 2400 }).good).toContain('upright')
  })

  await test.step('the page crashes while a photo waits to be decided: opened again, it is offered with what was said', async () => {
    await choose(page, paper(page, second.name), '拍照', await shot('太暗.jpg', { page: 'contract', exposure: 0.25 }))
    await expect(coachOf(paper(page, second.name)).getByText('这页太暗')).toBeVisible({ timeout: 30_000 })
    await crash(page)
    const again = await page.context().newPage()
    await again.goto(`/subsidies/applications/${id}/papers`)
    const coach = coachOf(paper(again, second.name))
    await expect(coach.getByText('这页太暗')).toBeVisible({ timeout: 30_000 })
    await expect(coach.getByRole('img', { name: /太暗/ })).toBeVisible()
    const chooser = again.waitForEvent('filechooser')
    await coach.getByText('重拍这页').click()
    await (await chooser).setFiles(await shot('亮的.jpg', { page: 'contract' }))
    await expect(paper(again, second.name).getByText('已收存')).toHaveCount(2, { timeout: 30_000 })
    await expect(paper(again, second.name).getByText('太暗.jpg')).toHaveCount(0)

    await test.step('and while three photos are being read: all three are there, in their order', async () => {
      const names = ['甲.jpg', '乙.jpg', '丙.jpg']
      const files = await Promise.all(names.map((name) => shot(name, { page: 'table', exposure: 0.25 })))
      const choosing = again.waitForEvent('filechooser')
      await paper(again, first.name).getByText('相册', { exact: true }).click()
      await (await choosing).setFiles(files)
      await expect.poll(() => again.evaluate(countKept), { timeout: 20_000 }).toBe(3)
      await crash(again)
      const third = await page.context().newPage()
      await third.goto(`/subsidies/applications/${id}/papers`)
      for (const name of names) {
        const card = coachOf(paper(third, first.name))
        await expect(paper(third, first.name).locator('.coach-row').getByText(name)).toBeVisible({ timeout: 40_000 })
        await card.getByRole('button', { name: '先用着' }).click()
      }
      await expect(paper(third, first.name).getByText('已收存')).toHaveCount(5, { timeout: 60_000 })
      await expect(paper(third, first.name).getByRole('listitem').locator('.name')).toHaveText(['第一页.jpg', '第二页.jpg', ...names])
    })
  })
})

test('a phone with no room for the photo says so at once, and the photo still goes', async ({ page, server }) => {
  const client = createClient(fetchSender(server.url), server.url)
  const firmId = (await client.signIn(phones.clerk)).firms[0]?.id ?? ''
  const { id, papers } = (await client.call(startApplication, { body: { firmId, programmeId: 'P04' } })).body
  const asked = (await client.call(getProgramme, { params: { id: 'P04' } })).body.papers
  const first = asked.find((one) => one.origin === 'firm' && !papers.some((given) => given.paperId === one.id))
  // Before anything is written: Chromium remembers for half a minute how much room there was.
  const session = await page.context().newCDPSession(page)
  await session.send('Storage.overrideQuotaForOrigin', { origin: server.url, quotaSize: 100_000 })
  await signInAt(page, `/subsidies/applications/${id}/papers`, phones.clerk)
  const place = page.getByRole('region', { name: first?.name ?? '' })
  await expect(place).toBeVisible()
  await choose(page, place, '拍照', await shot('太暗.jpg', { page: 'contract', exposure: 0.25 }))
  await expect(place.getByText('这部手机不让我们存文件，传完之前先别关这个页面')).toBeVisible({ timeout: 30_000 })
  await coachOf(place).getByRole('button', { name: '先用着' }).click()
  await expect(place.getByText('已收存')).toHaveCount(1, { timeout: 30_000 })
  await expect(place.getByText('这部手机不让我们存文件')).toHaveCount(0)
})

/** The renderer dies at once; whoever asked for it never gets an answer. */
async function crash(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page)
  const gone = page.waitForEvent('crash')
  session.send('Page.crash').catch(() => undefined)
  await gone
}

/** Files the phone keeps the bytes of. */
function countKept(): Promise<number> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open('zqt.vault')
    opening.onerror = () => reject(opening.error)
    opening.onsuccess = () => {
      const keys = opening.result.transaction('items').objectStore('items').getAllKeys()
      keys.onsuccess = () => {
        opening.result.close()
        resolve(keys.result.filter((key) => typeof key === 'string' && key.includes('/upload-bytes/')).length)
      }
    }
  })
}
