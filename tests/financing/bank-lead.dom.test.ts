import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { BankLead } from '#contract/financing/lead-schema.ts'
import { forgetVaults } from '#client/accounts/my-vault.ts'
import { answer, answerWith, fakeAxios, forget, forgetAnswers, sent, type Page } from '../accounts/mount-page.dom.ts'
import { aLead, confirmButton, full, names, noTerms, now, open, serveBank, serveLead, texts, until } from './bank-pages.dom.ts'

vi.mock('axios', () => fakeAxios)
vi.mock('#client/ui/toast.ts', () => ({ sayDone: () => Promise.resolve() }))
let page: Page
beforeEach(() => {
  vi.useFakeTimers({ now: new Date(now), shouldAdvanceTime: true })
  serveBank()
})
afterEach(() => {
  page.unmount()
  forgetVaults()
  forgetAnswers()
  vi.useRealTimers()
})
async function show(lead: BankLead, query = ''): Promise<void> {
  serveLead(lead)
  page = await open(`/bank/leads/l1${query}`)
  await until(page, lead.number)
}
const acts = () => texts('.bank-lead-acts > .btn')
const posted = () => sent.filter(({ method }) => method === 'POST')
const wrongState = { status: 409, body: { code: 'financing.wrong-state', requestId: 'r' } }

describe('a lead before it is taken', () => {
  it('is drawn without a name, says what is kept back, and that opening decides nothing', async () => {
    await show(aLead('offered'))
    for (const words of ['300—500 万元', '12 个月，买原料、周转', '新材料', '北部各镇', '发明专利，4 年', '注册商标，年限不详', '接单后才能看到企业名称和联系方式', '打开看看不算接单，也不算拒绝', '12月4日（周五）前答复，剩 9 个工作日'])
      expect(page.text()).toContain(words)
    expect(texts('.bank-lead-blind-lights li')).toEqual(['准备好了：权利人就是企业', '还要看一看：年费', '过不去：没有纠纷'])
    for (const name of names) expect(document.documentElement.outerHTML).not.toContain(name)
    expect(acts()).toEqual(['不接', '接单'])
    expect(posted()).toEqual([])
  })

  it('is taken with one tap and then shows the firm', async () => {
    await show(aLead('offered'))
    answerWith('POST /api/financing/leads/l1/actions/take', () => {
      serveLead(aLead('taken'))
      return { status: 200, body: aLead('taken') }
    })
    await page.press('接单')
    await until(page, '孙凯')
    expect(posted()[0]).toMatchObject({ url: '/api/financing/leads/l1/actions/take', data: {} })
    expect(posted()[0]?.headers?.['Idempotency-Key']).toBeTruthy()
    expect(document.querySelector('.bank-lead-contact a')?.getAttribute('href')).toBe(`tel:${names[3]}`)
  })

  it('is refused with a reason of the list; only 其他 asks for words', async () => {
    await show(aLead('offered'))
    await page.press('不接')
    await until(page, '知识产权不合适')
    expect(confirmButton().textContent).toContain('先选一个原因')
    await page.tick('其他')
    confirmButton().click()
    await page.settle()
    expect(page.text()).toContain('选了「其他」，写一句原因。')
    expect(posted()).toEqual([])
    await page.tick('近期没有额度')
    answerWith('POST /api/financing/leads/l1/actions/refuse', () => {
      serveLead(aLead('refused', { reason: { word: '近期没有额度', words: null } }))
      return { status: 200, body: aLead('refused', { reason: { word: '近期没有额度', words: null } }) }
    })
    confirmButton().click()
    await until(page, '已经告诉企业没有接')
    expect(posted()[0]?.data).toEqual({ code: 'capacity' })
    expect(page.text()).toContain('原因：近期没有额度')
    expect(document.querySelector('.bank-lead-acts')).toBeNull()
  })

  it('was answered by a colleague meanwhile: who did what when, and the newest stands there', async () => {
    await show(aLead('offered'))
    answerWith('POST /api/financing/leads/l1/actions/take', () => {
      serveLead(aLead('taken', { events: [{ id: 'e2', at: '2026-11-23T02:05:00.000Z', action: 'take', side: 'bank', who: '钱进', state: 'taken', note: null }] }))
      return wrongState
    })
    await page.press('接单')
    await until(page, '刚刚变了：钱进，11月23日 10:05，银行接单。现在是「已接单」。')
    expect(page.text()).toContain(names[0])
    expect(acts()).toEqual(['未通过', '批复', '开始尽调'])
  })

  it('says what went wrong without a network; the same tap is the same command', async () => {
    await show(aLead('offered'))
    await page.press('接单')
    expect(page.text()).toContain('没有网')
    await page.press('接单')
    const keys = posted().map(({ headers }) => headers?.['Idempotency-Key'])
    expect(keys).toHaveLength(2)
    expect(new Set(keys).size).toBe(1)
  })
})

describe('a lead that was taken', () => {
  it('shows what the firm agreed to: contact, wish, finance, rights, card with reasons, receipt', async () => {
    await show(aLead('taken'))
    await until(page, '先缴清')
    for (const words of [names[0], '孙凯', '意向 企业想借500.00 万元12 个月', '批复 贵行同意还没有', '放款 实际放出还没有', names[6], '2000 万—1 亿元', names[5], 'ZL 2021 1 0000001.2', '第8661190号', '还要看一看：年费年费 12月15日到期', '同意提供给银行'])
      expect(page.text()).toContain(words)
    expect(document.querySelector('a[href="/bank/receipts/c1"]')).not.toBeNull()
  })

  it('says which parts the firm did not agree to show', async () => {
    await show(aLead('taken', { full: { ...full, finance: null, rights: null, card: null } }))
    await until(page, '企业没有同意给看，可以直接问企业')
    expect(page.text()).toContain('签约以后才看得到')
    expect(page.text()).not.toContain(names[5])
  })

  it('keeps the three sums apart, each under its own name', async () => {
    await show(aLead('lent', { terms: { ...noTerms, intendedFen: 500000000, approvedFen: 400000000, approvedMonths: 24, rate: '3.65%', disbursedFen: 350000000, lentOn: '2026-11-20', maturesOn: '2028-11-19', contractNumber: 'H1', signedOn: '2026-11-10', registrationNumber: 'Y1', registeredOn: '2026-11-15', registeredRightIds: ['r1'] } }))
    await until(page, '3.65%')
    expect(texts('.bank-lead-sums li')).toEqual(['意向 企业想借500.00 万元12 个月', '批复 贵行同意400.00 万元24 个月3.65%', '放款 等企业确认350.00 万元11月20日放款2028年11月19日到期'])
    expect(texts('.bank-lead-right .tag')).toEqual(['已登记'])
    expect(page.text()).toContain('等企业确认收到放款')
    expect(acts()).toEqual([])
  })

  it('says at its head that the firm did not get the money, until it is registered anew', async () => {
    const [first] = aLead('registered').events
    const dispute = { ...first!, id: 'e5', at: '2026-11-22T02:00:00.000Z', action: 'dispute', note: '只到了 140 万元' }
    await show(aLead('registered', { events: [first!, dispute] }))
    expect(texts('.bank-lead-head .note')).toEqual(['企业说放款对不上：只到了 140 万元。核对后重新登记放款。'])
    expect(acts()).toEqual(['未通过', '放款'])
    page.unmount()
    await show(aLead('lent', { events: [first!, dispute, { ...dispute, id: 'e6', at: '2026-11-23T01:00:00.000Z', action: 'lend', note: null }] }))
    expect(texts('.bank-lead-head .note')).toEqual([])
  })

  it('exchanges papers: those of the firm are looked at, the own ones of this stage may be taken away', async () => {
    const file = { id: 'f1', name: '审计报告.pdf', mediaType: 'application/pdf' as const, sizeBytes: 2048, sha256: 'x', pages: 2, width: null, height: null, createdAt: now }
    await show(aLead('taken', { files: [{ file, side: 'firm', stage: 'taken', addedAt: now, isMine: false }, { file: { ...file, id: 'f2', name: '尽调清单.pdf' }, side: 'bank', stage: 'taken', addedAt: now, isMine: true }] }))
    await until(page, '审计报告.pdf')
    expect(page.text()).toContain('企业，已对接时，11月23日 10:08，2 KB')
    answerWith('DELETE /api/financing/leads/l1/files/f2', () => {
      serveLead(aLead('taken'))
      return { status: 204 }
    })
    document.querySelector<HTMLButtonElement>('[aria-label="删掉 尽调清单.pdf"]')?.click()
    await page.settle()
    confirmButton().click()
    await vi.waitFor(async () => {
      await page.settle()
      expect(page.text()).not.toContain('尽调清单.pdf')
    })
  })

  it('keeps only its line after it has failed', async () => {
    await show(aLead('failed', { endedAt: now, reason: { word: '评估价值不够', words: '专利太新' } }))
    expect(page.text()).toContain('原因：评估价值不够：专利太新')
    for (const name of names) expect(page.text()).not.toContain(name)
  })

  it('says what is wrong when it cannot be read, and takes another try', async () => {
    serveLead(aLead('taken'))
    forget('GET /api/financing/leads/l1')
    page = await open('/bank/leads/l1')
    await until(page, '没有网')
    answer('GET /api/financing/leads/l1', 200, aLead('taken'))
    await page.press('再试')
    await until(page, names[0])
  })
})
