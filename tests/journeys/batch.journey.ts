// Two approved cases handled together: narrowed and picked at the desk, taken away as .xlsx, publicised with one notice; days later the finance office's
// table comes back, is judged line by line, put right and entered; the firm sees 已拨付.
import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { CaseAction } from '#contract/cases/workflow.ts'
import { actOnApplication, addPaperPage, getProgramme, saveAnswers, startApplication } from '#contract/subsidies/endpoints.ts'
import type { ActionInput, Answers, Application } from '#contract/subsidies/schema.ts'
import { xlsxOf, type Value } from '../subsidies/pay-import-samples.ts'
import { readSheet } from '../subsidies/sheet-reading.ts'
import { createClient, fetchSender, type Client } from '../support/api-client.ts'
import { phones } from '../support/demo-phones.ts'
import { deskSize, expect, openDesk, test as base } from '../support/journey.ts'
import { sampleAnswers } from '../support/sample-answers.ts'
import { startServer } from '../support/server-process.ts'
import { testStart } from '../support/test-clock.ts'
import { uploadFile } from '../support/upload.ts'
import { aScan } from './papers.ts'
import { signInAt } from './walks.ts'

// Days pass on this server, so it is its own.
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
test.use({ viewport: deskSize, isMobile: false, hasTouch: false })
test.setTimeout(240_000)

const account = '62220000000000009876'

async function act(client: Client, id: string, action: CaseAction, body: ActionInput = {}): Promise<Application> {
  const reply = await client.call(actOnApplication, { params: { id, action }, body, key: randomUUID() })
  expect(reply.status, JSON.stringify(reply.error)).toBe(200)
  return reply.body
}

/** From a draft of firm A to its approval by two officers. */
async function approvedCase(server: string, programmeId: string): Promise<Application> {
  const [clerk, officer, second] = [createClient(fetchSender(server), server), createClient(fetchSender(server), server), createClient(fetchSender(server), server)]
  const me = await clerk.signIn(phones.clerk)
  const firmId = me.firms[0]?.id ?? ''
  const { body: draft } = await clerk.call(startApplication, { body: { firmId, programmeId } })
  const answers: Answers = { ...sampleAnswers(programmeId), companyName: draft.firmName, bankAccountName: draft.firmName, bankAccountNo: account }
  const saved = await clerk.call(saveAnswers, { params: { id: draft.id }, version: draft.version, body: { answers } })
  expect(saved.status, JSON.stringify(saved.error)).toBe(200)
  const { body: programme } = await clerk.call(getProgramme, { params: { id: programmeId } })
  for (const paper of programme.papers.filter((one) => one.origin === 'firm')) {
    const { buffer, mimeType, name } = aScan(`${paper.name}.pdf`, 1)
    const fileId = await uploadFile(clerk, { bytes: buffer, name, type: mimeType, firmId, purpose: 'paper' })
    await clerk.call(addPaperPage, { params: { id: draft.id }, body: { paperId: paper.id, fileId } })
  }
  await act(clerk, draft.id, 'submit', { statement: true })
  await officer.signIn(phones.officer)
  await second.signIn(phones.secondOfficer)
  await act(officer, draft.id, 'accept')
  await act(officer, draft.id, 'recommend', { reason: '材料齐全', noConflict: true })
  return act(second, draft.id, 'approve', { reason: '复核无误', noConflict: true })
}

test('approved cases are publicised together and paid by a table', async ({ page, server }, testInfo) => {
  const first = await approvedCase(server.url, 'P05')
  const second = await approvedCase(server.url, 'P02')
  const numbers = [first.number ?? '', second.number ?? '']

  await test.step('the officer finds them on the batch desk and takes them away as .xlsx', async () => {
    await signInAt(page, '/desk/queue', phones.officer)
    await page.getByRole('link', { name: '批量办理' }).click()
    await expect(page.getByRole('combobox', { name: '状态' })).toHaveValue('approved')
    for (const number of numbers) await expect(page.getByRole('checkbox', { name: new RegExp(number) })).toBeAttached()
    await page.getByRole('searchbox', { name: '按企业、编号、信用代码查', exact: true }).fill(first.firmName)
    await page.keyboard.press('Enter')
    await page.waitForURL(/q=/)
    await expect(page.getByText('共 2 件')).toBeVisible()
    await page.getByRole('button', { name: '全选' }).click()
    await expect(page.getByText('已选 2 件')).toBeVisible()
    const download = page.waitForEvent('download')
    await page.getByRole('button', { name: '导出 Excel' }).click()
    const path = testInfo.outputPath('list.xlsx')
    await (await download).saveAs(path)
    const { rows } = readSheet(await readFile(path))
    for (const one of [first, second]) expect(rows.find((row) => row[1]?.value === one.number)?.[11]).toMatchObject({ type: 'n', value: String((one.approvedFen ?? 0) / 100) })
    expect(rows.flat().some(({ value }) => value.includes('9876'))).toBe(false)
  })

  await test.step('one notice is read, and both are publicised', async () => {
    await page.getByRole('button', { name: '拟公示 2 件' }).click()
    const sheet = page.getByRole('dialog')
    await expect(sheet.getByRole('heading', { name: '关于2026年知识产权专项资金拟支持企业的公示' })).toBeVisible()
    for (const number of numbers) await expect(sheet.getByRole('cell', { name: number })).toBeVisible()
    await sheet.getByRole('button', { name: '一起公示 2 件' }).click()
    await expect(page.getByText('2 件已开始公示，企业会收到消息。')).toBeVisible()
    await page.getByRole('link', { name: '看公示页' }).click()
    await expect(page.getByText(first.firmName).first()).toBeVisible()
    expect(await page.content()).not.toMatch(/1[3-9]\d{9}|00009876/)
  })

  await server.stop()
  await server.start('2026-12-01T02:08:00.000Z')

  await test.step('after the publicity the table for the finance office is filled in and comes back', async () => {
    await signInAt(page, '/desk/payments', phones.officer)
    await page.getByRole('link', { name: '导入拨付结果' }).click()
    const download = page.waitForEvent('download')
    await page.getByRole('button', { name: '导入模板' }).click()
    const path = testInfo.outputPath('template.xlsx')
    await (await download).saveAs(path)
    const { rows } = readSheet(await readFile(path))
    const filled = rows.map((row): Value[] => {
      const cells = row.map(({ type, value }): Value => (type === 'n' && value !== '' ? Number(value) : value))
      if (!numbers.includes(row[0]?.value ?? '')) return cells
      const isFirst = row[0]?.value === numbers[0]
      // The second one's day was typed wrong.
      return [...cells.slice(0, 3), isFirst ? new Date('2026-12-01T00:00:00Z') : '2026-12-11', isFirst ? 'PZ-20261201-01' : 'PZ-20261201-02']
    })
    await page.locator('input[type=file]').setInputFiles({ name: '拨付结果.xlsx', mimeType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', buffer: await xlsxOf(filled) })
    await expect(page.getByText('可以记账 1 笔')).toBeVisible()
    const wrong = page.getByRole('listitem').filter({ hasText: numbers[1] ?? '' }).first()
    await expect(wrong.getByText('这一天还没到。')).toBeVisible()
    await wrong.getByRole('button', { name: '改这一行' }).click()
    await wrong.getByRole('textbox', { name: '拨付日期' }).fill('2026-12-01')
    await wrong.getByRole('button', { name: '核对这一行' }).click()
    await expect(page.getByText('可以记账 2 笔')).toBeVisible()
  })

  await test.step('both are entered, and the report can be kept', async () => {
    await page.getByRole('button', { name: '记账 2 笔', exact: true }).click()
    await page.getByRole('button', { name: '已拨付，记 2 笔' }).click()
    await expect(page.getByText('已记账 2 笔，企业会收到消息。')).toBeVisible()
    const download = page.waitForEvent('download')
    await page.getByRole('button', { name: '下载结果' }).click()
    const path = testInfo.outputPath('report.xlsx')
    await (await download).saveAs(path)
    const { rows } = readSheet(await readFile(path))
    for (const number of numbers) expect(rows.find((row) => row[1]?.value === number)?.[6]?.value).toBe('已记账')
  })

  await test.step('the firm sees both as paid', async () => {
    const firm = await openDesk(page, server.url)
    await signInAt(firm, `/cases/${first.id}`, phones.clerk)
    await expect(firm.getByText('已拨付').first()).toBeVisible()
    await firm.goto(`/cases/${second.id}`)
    await expect(firm.getByText('已拨付').first()).toBeVisible()
    await expect(firm.getByText(/PZ-20261201-02/).first()).toBeVisible()
    await firm.context().close()
  })
})
