import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { BatchResult, PayPreview, PayRow, PayTyped } from '#contract/subsidies/batching.ts'
import { payReasons, sheetFaults } from '#contract/subsidies/pay-reasons.ts'
import { useSessionStore } from '#client/accounts/session.ts'
import { ApiError } from '#client/http.ts'
import PayImportPage from '#client/subsidies/PayImportPage.vue'
import { writeImportReport } from '#client/subsidies/pay-import-report.ts'
import { payProblemText, sheetFailureText } from '#client/subsidies/pay-import-words.ts'
import { answer, fakeAxios, forgetAnswers, mountPage, sent, type Page } from '../accounts/mount-page.dom.ts'
import { as, aQueue, officer } from '../cases/case-world.dom.ts'
import { readSheet } from './sheet-reading.ts'

vi.mock('axios', () => fakeAxios)

function aLine(row: number, overrides: Partial<PayRow> = {}, typed: Partial<PayTyped> = {}): PayRow {
  const number = `HT2026-ZH-000${row}`
  return {
    typed: { row, number, firmName: `企业${row}`, amount: '62000.50', paidOn: '2026-11-21', reference: `PZ-${row}`, formulas: [], faulty: [], ...typed },
    number, firmName: `企业${row}`, title: '专利转化奖励', caseId: `c${row}`, paidOn: '2026-11-21', reference: `PZ-${row}`, amountFen: 6_200_050, state: 'ready', problems: [], ...overrides,
  }
}
function aPreview(rows: PayRow[]): PayPreview {
  const count = (state: PayRow['state']) => rows.filter((row) => row.state === state).length
  return { rows, ready: count('ready'), same: count('same'), empty: count('empty'), wrong: count('wrong'), sumFen: count('ready') * 6_200_050 }
}
const late = aLine(4, { state: 'wrong', paidOn: null, problems: [{ field: 'paidOn', reason: 'date-format' }] }, { paidOn: '11月21日' })
const rows = [aLine(2), aLine(3), late, aLine(5, { state: 'same' }), aLine(6, { state: 'empty', paidOn: null, reference: null }, { paidOn: '', reference: '' })]
const outcome = (items: Partial<BatchResult['items'][number]>[]): BatchResult => ({ items: items.map((item, index) => ({ caseId: `c${index + 2}`, number: '', code: null, fields: [], isSame: false, ...item })), done: 1 })

let page: Page
async function open(): Promise<void> {
  answer('GET /api/cases/queue', 200, aQueue([]))
  answer('GET /api/accounts/verifications', 200, { items: [] })
  answer('GET /api/county', 200, { office: '县市场监管局' })
  answer('GET /api/messages/unread', 200, { unread: 0 })
  page = await mountPage(as(officer, PayImportPage), '/desk/payments/import')
  await vi.dynamicImportSettled()
  await page.settle()
}
async function choose(name = '拨付结果.xlsx'): Promise<void> {
  const input = document.querySelector<HTMLInputElement>('input[type=file]')
  if (!input) throw new Error('nowhere to put a file')
  Object.defineProperty(input, 'files', { configurable: true, value: [new File([new Uint8Array([80, 75])], name)] })
  input.dispatchEvent(new Event('change'))
  await vi.dynamicImportSettled()
  await page.settle()
}
async function shown(preview = aPreview(rows)): Promise<void> {
  await open()
  answer('POST /api/subsidies/payments/preview', 200, preview)
  await choose()
}
const lines = () => [...document.querySelectorAll('.import-row')].map((row) => row.textContent?.replace(/\s+/g, ' ').trim() ?? '')
const foot = () => document.querySelector('.import-foot')?.textContent?.replace(/\s+/g, ' ').trim() ?? ''
const imports = () => sent.filter(({ url }) => url.endsWith('/payments/import'))
async function confirm(): Promise<void> {
  await page.press('已拨付，记')
  await page.settle()
}

beforeEach(() => {
  vi.useFakeTimers()
  vi.setSystemTime('2026-11-23T02:08:00.000Z')
  vi.stubGlobal('matchMedia', () => ({ matches: true, addEventListener: () => undefined, removeEventListener: () => undefined }))
})
afterEach(() => {
  useSessionStore().me = null
  page.unmount()
  forgetAnswers()
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

describe('a table of payments on the desk', () => {
  it('is sent as bytes and shown line by line, with what is wrong beside its cell', async () => {
    await shown()
    const [request] = sent.filter(({ url }) => url.endsWith('/payments/preview'))
    expect([request?.data instanceof ArrayBuffer, request?.headers?.['Content-Type']]).toEqual([true, 'application/octet-stream'])
    expect(page.text()).toContain('拨付结果.xlsx')
    expect(lines()).toHaveLength(5)
    expect(lines()[0]).toContain('第 2 行')
    expect(lines()[2]).toContain('拨付日期：写全年月日，例如 2026-12-01。')
    expect(foot()).toContain('可以记账 2 笔，124,001.00 元')
    expect(foot()).toContain('有问题的 1 行不会记')
  })

  it('says why a file cannot be read, and takes another one', async () => {
    await open()
    answer('POST /api/subsidies/payments/preview', 422, { code: 'subsidies.sheet-unreadable', details: { reason: 'columns', missing: '凭证号' }, requestId: 'r' })
    await choose()
    expect(page.text()).toContain('找不到这几列：凭证号。')
    answer('POST /api/subsidies/payments/preview', 200, aPreview(rows))
    await choose()
    expect(lines()).toHaveLength(5)
  })

  it('shows one kind of lines when asked', async () => {
    await shown()
    await page.press('有问题')
    expect(lines()).toHaveLength(1)
    await page.press('全部')
    expect(lines()).toHaveLength(5)
  })

  it('judges the whole table again when a line is put right, and loses nothing when that fails', async () => {
    await shown()
    await page.press('改这一行')
    await page.type('拨付日期', '2026-11-22')
    await page.press('核对这一行')
    expect(page.text()).toContain('没有网')
    expect(lines()[2]).toContain('2026-11-22')
    answer('POST /api/subsidies/payments/check', 200, aPreview(rows.map((row) => (row === late ? aLine(4, { paidOn: '2026-11-22' }, { paidOn: '2026-11-22' }) : row))))
    await page.press('改这一行')
    await page.type('凭证号', 'PZ-44')
    await page.press('核对这一行')
    const check = sent.findLast(({ url }) => url.endsWith('/payments/check'))?.data as { rows: PayTyped[] }
    expect(check.rows.map(({ paidOn, reference }) => [paidOn, reference])).toEqual([['2026-11-21', 'PZ-2'], ['2026-11-21', 'PZ-3'], ['2026-11-22', 'PZ-44'], ['2026-11-21', 'PZ-5'], ['', '']])
    expect(foot()).toContain('可以记账 3 笔')
  })

  it('takes a value typed here in place of a formula', async () => {
    await shown(aPreview([aLine(2, { state: 'wrong', problems: [{ field: 'amount', reason: 'pay-formula' }] }, { formulas: ['amount'], amount: '1' })]))
    expect(lines()[0]).toContain('金额：这一格是公式')
    await page.press('改这一行')
    await page.type('金额', '62000.50')
    await page.press('核对这一行')
    const check = sent.findLast(({ url }) => url.endsWith('/payments/check'))?.data as { rows: PayTyped[] }
    expect(check.rows[0]).toMatchObject({ amount: '62000.50', formulas: [] })
  })

  it('enters what is ready and was not left out, and says of each what became of it', async () => {
    await shown()
    await page.press('不记这一行')
    expect(foot()).toContain('可以记账 1 笔')
    await page.press('还是记')
    await page.press('记账 2 笔')
    answer('POST /api/subsidies/payments/import', 200, outcome([{}, { code: 'cases.wrong-state' }]))
    await confirm()
    expect(imports()[0]?.data).toEqual({ rows: [2, 3].map((row) => ({ row, caseId: `c${row}`, paidOn: '2026-11-21', reference: `PZ-${row}`, amountFen: 6_200_050 })) })
    expect(lines()[0]).toContain('已记账')
    expect(lines()[1]).toContain('没记上')
    expect(lines()[1]).toContain('办件的状态刚刚变了')
    expect(foot()).toContain('已记账 1 笔')
  })

  it('sends fifty at a time, stops when the network goes, and goes on with the same key', async () => {
    const many = Array.from({ length: 60 }, (_, index) => aLine(index + 2))
    await shown(aPreview(many))
    await page.press('记账 60 笔')
    await confirm()
    expect(page.text()).toContain('没有网')
    answer('POST /api/subsidies/payments/import', 200, outcome(many.map(() => ({}))))
    await page.press('接着记 60 笔')
    await confirm()
    const sizes = imports().map(({ data }) => (data as { rows: unknown[] }).rows.length)
    expect(sizes.slice(0, 2)).toEqual([50, 50])
    expect(imports()[0]?.headers?.['Idempotency-Key']).toBe(imports()[1]?.headers?.['Idempotency-Key'])
    expect(foot()).toContain('已记账 60 笔')
  })

  it('has a sentence for everything that can be wrong', () => {
    for (const reason of payReasons) expect(payProblemText({ field: 'number', reason, limit: '2026-11-20' })).toMatch(/[。？]$/)
    for (const reason of sheetFaults) expect(sheetFailureText(new ApiError('subsidies.sheet-unreadable', { body: { details: { reason, missing: '凭证号', most: 1000 } } }))).toMatch(/。$/)
    page = { unmount: () => undefined } as Page
  })
})

describe('the report of an import', () => {
  it('says of each line what became of it; sums are figures, and nothing begins like a formula', async () => {
    page = { unmount: () => undefined } as Page
    vi.useRealTimers()
    const bytes = await writeImportReport([
      { row: aLine(2, { firmName: '=HYPERLINK("x")' }), state: 'done', result: undefined },
      { row: late, state: 'wrong', result: undefined },
      { row: aLine(3), state: 'refused', result: { caseId: 'c3', number: '', code: 'invalid-input', fields: [{ field: 'amount', reason: 'pay-amount', limit: 100 }], isSame: false } },
    ])
    const { rows: written } = readSheet(new Uint8Array(bytes))
    expect(written[1]?.map(({ type, value }) => [type, value])).toEqual([['n', '2'], ['s', 'HT2026-ZH-0002'], ['s', `'=HYPERLINK("x")`], ['n', '62000.5'], ['s', '2026-11-21'], ['s', 'PZ-2'], ['s', '已记账'], ['n', '']])
    expect(written[2]?.[7]?.value).toBe('拨付日期：写全年月日，例如 2026-12-01。')
    expect(written[3]?.[7]?.value).toContain('金额：核准的是 1.00 元')
  })
})
