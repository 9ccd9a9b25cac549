import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { BatchCase, BatchList, Notice } from '#contract/subsidies/batching.ts'
import { useSessionStore } from '#client/accounts/session.ts'
import BatchDeskPage from '#client/subsidies/BatchDeskPage.vue'
import { noticeText } from '#client/subsidies/batch-words.ts'
import { answer, fakeAxios, forget, forgetAnswers, mountPage, sent, type Page } from '../accounts/mount-page.dom.ts'
import { as, aQueue, officer } from '../cases/case-world.dom.ts'

vi.mock('axios', () => fakeAxios)

function aRow(number: number, overrides: Partial<BatchCase> = {}): BatchCase {
  return {
    id: `c${number}`, number: `HT2026-ZH-000${number}`, programmeId: 'P05', title: '专利转化奖励', batchId: '2026', batchName: '2026年', place: number, firmName: `企业${number}`, uscc: '91370321MA0DEM013L', town: '新城镇',
    state: 'approved', amountFen: 6_200_050, approvedFen: 6_200_050, illustrative: false, submittedOn: '2026-11-20', isPayable: false, blocked: null, ...overrides,
  }
}
const rows = [aRow(1), aRow(2), aRow(3), aRow(4, { blocked: 'cases.recused' }), aRow(5, { state: 'paid', blocked: 'cases.wrong-state' })]
const aList = (items: BatchCase[], more: Partial<BatchList> = {}): BatchList => ({ items, total: items.length, isCut: false, sumFen: items.reduce((sum, item) => sum + (item.approvedFen ?? 0), 0), batches: [{ programmeId: 'P05', id: '2026', name: '2026年' }, { programmeId: 'P06', id: '2026', name: '2026年' }], ...more })
const notice: Notice = {
  title: '关于2026年专利转化奖励拟支持企业的公示', paragraphs: ['拟支持企业 2 家，现予公示。'], signedBy: '县市场监管局', on: '2026-11-23', sumFen: 12_400_100,
  rows: [1, 2].map((number) => ({ number: `HT2026-ZH-000${number}`, firmName: `企业${number}`, title: '专利转化奖励', amountFen: 6_200_050, illustrative: false })),
}

let page: Page
async function open(list: BatchList, path = '/desk/batch'): Promise<void> {
  answer('GET /api/subsidies/batch', 200, list)
  answer('GET /api/subsidies/programmes', 200, { items: [{ id: 'P05', title: '专利转化奖励' }, { id: 'P06', title: '贯标奖励' }], today: '2026-11-23' })
  answer('GET /api/cases/queue', 200, aQueue([]))
  answer('GET /api/accounts/verifications', 200, { items: [] })
  answer('GET /api/county', 200, { office: '县市场监管局', towns: ['新城镇', '起凤镇'] })
  answer('GET /api/messages/unread', 200, { unread: 0 })
  page = await mountPage(as(officer, BatchDeskPage), path)
  await vi.dynamicImportSettled()
  await page.settle()
}
const bar = () => document.querySelector('.batch-bar')?.textContent?.replace(/\s+/g, ' ').trim() ?? ''
const boxes = () => [...document.querySelectorAll<HTMLInputElement>('.batch-box')]
const asked = () => sent.filter(({ url }) => url === '/api/subsidies/batch').map(({ params }) => params)
async function label(index: number, shiftKey = false): Promise<void> {
  document.querySelectorAll('label.batch-tick')[index]?.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true, shiftKey }))
  await page.settle()
}
async function key(index: number, name: string, shiftKey: boolean): Promise<void> {
  boxes()[index]?.dispatchEvent(new KeyboardEvent('keydown', { key: name, shiftKey, bubbles: true, cancelable: true }))
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

describe('the batch desk', () => {
  it('shows approved cases first, and what all of them come to', async () => {
    await open(aList(rows))
    expect(asked()).toEqual([{ state: 'approved' }])
    expect(bar()).toContain('共 5 件310,002.50 元')
    expect(document.querySelectorAll('.batch-row')).toHaveLength(5)
  })

  it('asks for what the address says, and keeps a batch to its scheme', async () => {
    await open(aList(rows), '/desk/batch?programme=P05&batch=2026&state=all&town=%E6%96%B0%E5%9F%8E%E9%95%87&q=x')
    expect(asked()).toEqual([{ programmeId: 'P05', batchId: '2026', town: '新城镇', q: 'x' }])
    await page.type('项目', 'P06')
    await vi.advanceTimersByTimeAsync(10)
    expect(page.router.currentRoute.value.query).toEqual({ programme: 'P06', state: 'all', town: '新城镇', q: 'x' })
  })

  it('picks one, a row of them with shift, and with shift and the arrows; counts and sums run along', async () => {
    await open(aList(rows))
    await label(0)
    expect(bar()).toContain('已选 1 件62,000.50 元')
    await label(2, true)
    expect(bar()).toContain('已选 3 件186,001.50 元')
    await page.press('不选了')
    await key(0, 'ArrowDown', true)
    expect(document.activeElement?.id).toBe('batch-c2')
    await key(1, 'ArrowDown', true)
    expect(bar()).toContain('已选 3 件')
    // Past the case that is not theirs, to the next one.
    await key(2, 'ArrowDown', false)
    expect(document.activeElement?.id).toBe('batch-c5')
    expect(bar()).toContain('已选 3 件')
  })

  it('says beside a case its reader stands aside from that others do it, and never picks it', async () => {
    await open(aList(rows))
    expect(document.querySelectorAll('.batch-row')[3]?.textContent).toContain('您在这一件里回避，请别人来办。')
    expect(boxes()).toHaveLength(4)
    await page.press('全选')
    expect(bar()).toContain('已选 4 件')
  })

  it('says that more match than are listed', async () => {
    await open(aList(rows, { total: 260, isCut: true }))
    expect(page.text()).toContain('符合的有 260 件，这里是前 5 件。')
  })

  it('says what to do where nothing waits', async () => {
    await open(aList([]))
    expect(page.text()).toContain('没有等着公示的')
    await page.press('看全部办件')
    expect(page.router.currentRoute.value.query).toEqual({ state: 'all' })
  })

  it('says a failed reading as failed', async () => {
    answer('GET /api/subsidies/batch', 500, { code: 'unexpected', requestId: 'r' })
    await open(aList([]))
    answer('GET /api/subsidies/batch', 503, { code: 'unavailable', requestId: 'r' })
    await page.type('镇（街道）', '起凤镇')
    await vi.advanceTimersByTimeAsync(10)
    expect(page.text()).toContain('没有取到')
  })
})

describe('a notice on the batch desk', () => {
  async function ask(): Promise<void> {
    await open(aList(rows))
    await page.press('全选')
    answer('POST /api/subsidies/batch/notice', 200, notice)
    await page.press('拟公示 3 件')
    await vi.dynamicImportSettled()
    await page.settle()
  }

  it('is drawn up for what can be publicised only, and shown as it will be posted', async () => {
    await ask()
    expect(sent.find(({ url }) => url.endsWith('/notice'))?.data).toEqual({ caseIds: ['c1', 'c2', 'c3'] })
    const paper = document.querySelector('.batch-sheet-paper')?.textContent ?? ''
    for (const words of ['关于2026年专利转化奖励拟支持企业的公示', '拟支持企业 2 家', 'HT2026-ZH-0002', '62,000.50', '合计', '124,001.00', '县市场监管局', '2026年11月23日']) expect(paper).toContain(words)
    expect(document.querySelector('.batch-print')?.textContent).toContain(notice.title)
  })

  it('is text to copy, line by line', () => {
    expect(noticeText(notice).split('\n').slice(0, 6)).toEqual([notice.title, '', notice.paragraphs[0], '', '序号\t编号\t企业名称\t项目\t金额', '1\tHT2026-ZH-0001\t企业1\t专利转化奖励\t62,000.50 元'])
  })

  it('keeps its key while nobody knows what became of it, and says of each case what did', async () => {
    await ask()
    await page.press('一起公示 3 件')
    expect(page.text()).toContain('没有网')
    answer('POST /api/subsidies/batch/publicise', 200, {
      items: [{ caseId: 'c1', number: 'HT2026-ZH-0001', code: null, fields: [], isSame: false }, { caseId: 'c2', number: 'HT2026-ZH-0002', code: 'cases.recused', fields: [], isSame: false }, { caseId: 'c3', number: 'HT2026-ZH-0003', code: 'never-heard-of', fields: [], isSame: false }], done: 1,
    })
    await page.press('一起公示 3 件')
    const tries = sent.filter(({ url }) => url.endsWith('/publicise'))
    expect(tries.map(({ data }) => data)).toEqual([{ caseIds: ['c1', 'c2', 'c3'] }, { caseIds: ['c1', 'c2', 'c3'] }])
    expect(tries[0]?.headers?.['Idempotency-Key']).toBe(tries[1]?.headers?.['Idempotency-Key'])
    expect(page.text()).toContain('1 件已开始公示，企业会收到消息。2 件没有公示，原因在下面。')
    const results = [...document.querySelectorAll('.batch-results li')].map((row) => row.textContent ?? '')
    expect(results[0]).toContain('企业2')
    expect(results[0]).toContain('您已申报回避，这一件由别人办。')
    expect(results).toHaveLength(2)
  })

  it('sends many some at a time, stops when the network goes, and goes on from there', async () => {
    const many = Array.from({ length: 30 }, (_, index) => aRow(index + 1))
    await open(aList(many))
    await page.press('全选')
    answer('POST /api/subsidies/batch/notice', 200, notice)
    await page.press('拟公示 30 件')
    await vi.dynamicImportSettled()
    await page.settle()
    const told = (from: number, to: number) => ({ items: many.slice(from, to).map(({ id, number }) => ({ caseId: id, number, code: null, fields: [], isSame: false })), done: to - from })
    answer('POST /api/subsidies/batch/publicise', 200, told(0, 25))
    // The line goes after the first answer.
    const request = fakeAxios.default.request.bind(fakeAxios.default)
    const line = vi.spyOn(fakeAxios.default, 'request').mockImplementation(async (asked) => {
      const reply = await request(asked)
      if (asked.url.endsWith('/publicise')) forget('POST /api/subsidies/batch/publicise')
      return reply
    })
    await page.press('一起公示 30 件')
    line.mockRestore()
    expect(page.text()).toContain('25 件已办，共 30 件。')
    expect(page.text()).toContain('没有网')
    answer('POST /api/subsidies/batch/publicise', 200, told(25, 30))
    await page.press('接着公示')
    const tries = sent.filter(({ url }) => url.endsWith('/publicise'))
    expect(tries.map(({ data }) => (data as { caseIds: string[] }).caseIds.length)).toEqual([25, 5, 5])
    expect(tries[1]?.headers?.['Idempotency-Key']).toBe(tries[2]?.headers?.['Idempotency-Key'])
    expect(tries[0]?.headers?.['Idempotency-Key']).not.toBe(tries[1]?.headers?.['Idempotency-Key'])
    expect(page.text()).toContain('30 件已开始公示')
  })

  it('is not shown when it could not be drawn up', async () => {
    await open(aList(rows))
    await page.press('全选')
    answer('POST /api/subsidies/batch/notice', 409, { code: 'cases.wrong-state', details: { number: 'HT2026-ZH-0001' }, requestId: 'r' })
    await page.press('拟公示 3 件')
    expect(page.text()).toContain('办件的状态刚刚变了')
    expect(document.querySelector('.batch-sheet-paper')).toBeNull()
  })
})
