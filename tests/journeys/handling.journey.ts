// The whole of issue 3 in one walk: submitted on a phone, two things returned from the desk, corrected, recommended, approved by another,
// publicised, objected to, paid, archived; timeline and inboxes tell it.
import { addPaperPage, getProgramme, saveAnswers, startApplication } from '#contract/subsidies/endpoints.ts'
import type { Answers } from '#contract/subsidies/schema.ts'
import { createClient, fetchSender, type Client } from '../support/api-client.ts'
import { phones } from '../support/demo-phones.ts'
import { expect, openDesk, test as base } from '../support/journey.ts'
import { sampleAnswers } from '../support/sample-answers.ts'
import { startServer } from '../support/server-process.ts'
import { testStart } from '../support/test-clock.ts'
import { uploadFile } from '../support/upload.ts'
import { aPhoto, aScan } from './papers.ts'
import { choose, deed, signInAt } from './walks.ts'

// Half a month passes on this server, so it is its own.
const test = base.extend<object, { server: Awaited<ReturnType<typeof startServer>> }>({
  server: [
    async ({}, use) => {
      const server = await startServer({ clock: testStart, env: { LOG_LEVEL: 'warn' } })
      await use(server)
      await server.close()
    },
    { scope: 'worker', timeout: 120_000 },
  ],
})
test.setTimeout(240_000)

/** A draft of firm A with everything in it but the submission; the vouchers are two pages of one PDF. */
async function fillDraft(client: Client): Promise<string> {
  const me = await client.signIn(phones.clerk)
  const firmId = me.firms[0]?.id ?? ''
  const { body: draft } = await client.call(startApplication, { body: { firmId, programmeId: 'P02' } })
  const answers: Answers = { ...sampleAnswers('P02'), companyName: draft.firmName, bankAccountName: draft.firmName }
  await client.call(saveAnswers, { params: { id: draft.id }, version: draft.version, body: { answers } })
  const { body: programme } = await client.call(getProgramme, { params: { id: 'P02' } })
  for (const paper of programme.papers.filter((one) => one.origin === 'firm')) {
    const { buffer, mimeType, name } = aScan(`${paper.name}.pdf`, 2)
    const fileId = await uploadFile(client, { bytes: buffer, name, type: mimeType, firmId, purpose: 'paper' })
    await client.call(addPaperPage, { params: { id: draft.id }, body: { paperId: paper.id, fileId } })
  }
  return draft.id
}

test('a case is corrected, decided by two, publicised, objected to, paid and archived', async ({ page, server }) => {
  const id = await fillDraft(createClient(fetchSender(server.url), server.url))

  await test.step('the clerk submits on the phone and reads who will be told', async () => {
    await signInAt(page, `/subsidies/applications/${id}/check`, phones.clerk)
    await expect(page.getByText(/办理结果会通知/)).toBeVisible()
    await page.getByText('以上属实').first().click({ position: { x: 12, y: 12 } })
    await page.getByRole('button', { name: /提交给/ }).click()
    await page.waitForURL('**/submitted')
  })

  const desk = await openDesk(page, server.url)
  await test.step('an officer accepts, pins page 2 and a field, and sends one card', async () => {
    await signInAt(desk, `/desk/cases/${id}`, phones.officer)
    await deed(desk, /^受理/, /受理/)
    await desk.getByRole('button', { name: /^材料/ }).click()
    await desk.getByRole('button', { name: '下一页' }).click()
    const stage = desk.locator('.paper-pins')
    await expect(stage).toBeVisible()
    const box = await stage.boundingBox()
    await stage.click({ position: { x: (box?.width ?? 0) * 0.6, y: Math.min((box?.height ?? 0) * 0.4, 300) } })
    const panel = desk.getByRole('region', { name: '一次告知' })
    await panel.getByRole('button', { name: '看不清', exact: true }).click()
    await expect(panel.getByRole('textbox')).toHaveValue(/第 2 页看不清/)
    await desk.getByRole('button', { name: '申请表' }).first().click()
    await desk.getByRole('button', { name: /在「开户银行.*标一处/ }).click()
    await panel.getByRole('button', { name: '没写全', exact: true }).click()
    await expect(panel.getByText('草稿，已存')).toBeVisible()
    await desk.getByRole('button', { name: '发出一次告知' }).click()
    await desk.getByRole('dialog').getByRole('button', { name: /发出/ }).click()
    await expect(desk.getByText('待补正').first()).toBeVisible()
  })

  await test.step('on the phone only those two are open; they are corrected, ticked and handed in', async () => {
    await page.goto('/messages')
    await page.getByRole('link', { name: /退回补正/ }).first().click()
    await page.waitForURL(`**/cases/${id}`)
    await expect(page.getByRole('heading', { name: '补正一次告知' })).toBeVisible()
    await expect(page.getByText('只开放这 2 处，其他内容不变。')).toBeVisible()
    await expect(page.getByRole('button', { name: /还有 2 处没改/ })).toBeVisible()
    await page.getByRole('link', { name: /重/ }).first().click()
    await choose(page, page.getByRole('main'), '拍照', await aPhoto('IMG_20261123_153000.jpg'))
    await page.getByRole('button', { name: '改好了，勾上' }).click({ timeout: 30_000 })
    await page.waitForURL(`**/cases/${id}`)
    await page.getByRole('link', { name: '改这一项' }).click()
    await expect(page.getByRole('textbox')).toHaveCount(1)
    await page.getByRole('textbox', { name: /开户银行/ }).fill('示例银行甲桓台东岳支行')
    await page.getByRole('button', { name: '改好了，勾上' }).click()
    await page.waitForURL(`**/cases/${id}`)
    await page.getByRole('button', { name: '已按要求修改，交回' }).click()
    const sheet = page.getByRole('dialog')
    await sheet.getByText('已按要求修改，内容属实。').click()
    await sheet.getByRole('button', { name: '交回', exact: true }).click()
    await expect(page.getByText('补正已交回，正在审核').first()).toBeVisible()
  })

  await test.step('the officer sees what changed and recommends; the same person may not approve', async () => {
    await desk.goto(`/desk/cases/${id}`)
    await expect(desk.getByText(/补正回来/).first()).toBeVisible()
    await deed(desk, /初审通过/, /转复核/, async (sheet) => {
      await sheet.getByRole('textbox', { name: /初审意见/ }).fill('材料齐全，建议支持。')
      await sheet.getByText('我与申请企业没有利害关系').click()
    })
    await expect(desk.locator('.desk-acts').getByRole('button', { name: '等另一位来复核' })).toBeDisabled()
  })

  const second = await openDesk(page, server.url)
  await test.step('another officer approves', async () => {
    await signInAt(second, `/desk/cases/${id}`, phones.secondOfficer)
    await deed(second, /复核通过/, /核准/, async (sheet) => {
      await sheet.getByRole('textbox').first().fill('复核无误，同意支持。')
      await sheet.getByText('我与申请企业没有利害关系').click()
    })
    await deed(second, /公示/, /公示/)
    await expect(second.getByText('公示中').first()).toBeVisible()
  })

  await test.step('everybody may read it, and somebody objects', async () => {
    const other = await openDesk(page, server.url)
    await other.goto(`/publicity/${id}`)
    await expect(other.getByText('桓台苇畔新材料有限公司').first()).toBeVisible()
    expect(await other.content()).not.toMatch(/1[3-9]\d{9}|37050163/)
    await signInAt(other, `/publicity/${id}/object`, phones.otherFirm)
    await other.getByRole('textbox', { name: /姓名/ }).fill('赵先生')
    await other.getByRole('textbox', { name: /联系方式/ }).fill('13700137000')
    await other.getByRole('textbox', { name: /事实/ }).fill('发票上的服务没有做完。')
    await other.getByRole('button', { name: /提交|提出/ }).click()
    await expect(other.getByText(/已收到|已登记/).first()).toBeVisible()
    await other.context().close()
  })

  await test.step('after the publicity it cannot be paid before the objection is answered', async () => {
    await server.stop()
    await server.start('2026-12-01T02:08:00.000Z')
    await signInAt(desk, `/desk/cases/${id}`, phones.officer)
    await expect(desk.getByText(/还有没答复的异议/).first()).toBeVisible()
    await deed(desk, /答复异议/, /答复/, async (sheet) => {
      await sheet.getByText('异议不成立').click()
      await sheet.getByRole('textbox', { name: /答复/ }).fill('已核对报告和发票，服务已完成。')
    })
    await deed(desk, /拨付/, /已拨付/, async (sheet) => {
      await sheet.getByLabel(/拨付日期/).fill('2026-12-01')
      await sheet.getByRole('textbox', { name: /凭证号/ }).fill('示例 0001')
    })
    await deed(desk, /归档/, /归档/)
    await expect(desk.getByText('已归档').first()).toBeVisible()
  })
  await desk.context().close()
  await second.context().close()

  await test.step('timeline and inbox of the firm tell it', async () => {
    await signInAt(page, `/cases/${id}`, phones.clerk)
    const history = page.getByRole('listitem').filter({ has: page.getByRole('time') })
    for (const what of ['归档', '拨付', '异议', '公示', '核准', '交回', '补正', '受理', '提交']) await expect(history.filter({ hasText: what }).first()).toBeVisible()
    await expect(page.getByText('发票上的服务没有做完。')).toHaveCount(0)
    await page.goto('/messages')
    for (const title of [/已拨付/, /异议不成立/, /开始公示/, /已核准/, /退回补正/]) await expect(page.getByRole('link', { name: title }).first()).toBeVisible()
  })
})
