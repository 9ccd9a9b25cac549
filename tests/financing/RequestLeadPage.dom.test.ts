import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { FirmLead, LeadFile } from '#contract/financing/lead-schema.ts'
import { answer, answerWith, fakeAxios, forgetAnswers, sent, type Page } from '../accounts/mount-page.dom.ts'
import { leave, open, signOut } from './financing-pages.dom.ts'
import { aLead, aRequest, id, serveRequest } from './request-pages.dom.ts'

vi.mock('axios', () => fakeAxios)
let page: Page
const path = `/financing/requests/${id}/leads/l1`
const arrived = async (words: string) =>
  vi.waitFor(async () => {
    await page.settle()
    if (!page.text().includes(words)) throw new Error(page.text())
  })
function serveLead(over: Partial<FirmLead> = {}) {
  const server = serveRequest(aRequest({ state: 'accepted', leads: [aLead(over)] }))
  answer('GET /api/library', 200, { items: [], kinds: [] })
  return server
}
const lent = { ...aLead().terms, approvedFen: 500_000_000, disbursedFen: 480_000_000, approvedMonths: 24, rate: 'LPR 加 50 个基点', contractNumber: 'JK-1', signedOn: '2026-12-01', registrationNumber: 'Y2026-1', registeredOn: '2026-12-02', lentOn: '2026-12-03', maturesOn: '2028-12-02' }
const posted = (action: string) => sent.filter(({ url, method }) => method !== 'GET' && url.endsWith(action))

beforeEach(() => {
  vi.useFakeTimers({ now: new Date('2026-11-24T02:08:00.000Z'), shouldAdvanceTime: true })
})
afterEach(() => {
  leave(page)
  signOut()
  forgetAnswers()
  vi.useRealTimers()
})

describe('one bank and the firm', () => {
  it('before it is taken shows nobody to call, and what the bank sees', async () => {
    serveLead()
    page = await open(path)
    await arrived('待接单')
    expect(page.text()).toContain('看不到企业名称和电话')
    expect(page.text()).not.toContain('赵宁')
    expect(document.querySelector('.track')).toBeNull()
  })

  it('taken, shows who took it and how far it is', async () => {
    serveLead({ state: 'due-diligence' })
    page = await open(path)
    await arrived('经办人 赵宁')
    expect(document.querySelector('a[href="tel:05338880001"]')).not.toBeNull()
    expect([...document.querySelectorAll('.track li')].map((step) => step.textContent?.replace('（已完成）', '').trim())).toEqual(['对接', '尽调', '批复', '签约', '登记', '放款', '结清'])
    expect(document.querySelector('.track .now')?.textContent?.trim()).toBe('尽调')
  })

  it('keeps the three amounts apart, each by its name', async () => {
    serveLead({ state: 'disbursed', terms: lent })
    page = await open(path)
    await arrived('已放款')
    expect([...document.querySelectorAll('.lead-amounts > div')].map((one) => one.textContent?.replace(/\s+/g, ' ').trim())).toEqual(['意向您想借的600 万元', '批复银行答应的500 万元', '放款实际到账的480 万元'])
    for (const words of ['LPR 加 50 个基点', 'Y2026-1', '2028年12月2日', '2 年']) expect(page.text()).toContain(words)
  })

  it('confirms the money after both figures were read', async () => {
    const server = serveLead({ state: 'lent', terms: lent })
    answerWith('POST /api/financing/leads/l1/actions/confirm', () => {
      server.set({ leads: [aLead({ state: 'disbursed', terms: lent })] })
      return { status: 200, body: server.now().leads[0] }
    })
    page = await open(path)
    await arrived('收到贷款了吗？')
    expect(page.text()).toContain('2026年12月3日 放款 480 万元')
    await page.press('确认收到')
    await page.press('收到 480 万元')
    await arrived('钱到了')
    expect(posted('/confirm')).toHaveLength(1)
  })

  it('disputes it with words', async () => {
    const server = serveLead({ state: 'lent', terms: lent })
    answerWith('POST /api/financing/leads/l1/actions/dispute', () => {
      server.set({ leads: [aLead({ state: 'registered', terms: lent })] })
      return { status: 200, body: server.now().leads[0] }
    })
    page = await open(path)
    await arrived('对不上')
    await page.press('对不上')
    expect(page.button('先写哪里对不上').disabled).toBe(true)
    await page.type('没到账，还是数目不对', '少了 20 万')
    await page.press('告诉银行')
    await arrived('等银行放款')
    expect(posted('/dispute')[0]?.data).toEqual({ reason: '少了 20 万' })
  })

  it('is revoked after saying what that means', async () => {
    const server = serveLead({ state: 'taken' })
    answerWith('POST /api/financing/leads/l1/actions/revoke', () => {
      server.set({ leads: [aLead({ state: 'revoked', consent: { ...aLead().consent, revokedAt: '2026-11-24T02:08:00.000Z' } })] })
      return { status: 200, body: server.now().leads[0] }
    })
    page = await open(path)
    await arrived('撤回授权')
    await page.press('撤回授权')
    expect(page.text()).toContain('别的银行不受影响，也不会知道')
    document.querySelector<HTMLButtonElement>('.confirm-acts .sealb')?.click()
    await arrived('您撤回了授权，银行已经看不到')
  })

  it('is not revoked any more once signed, and says why', async () => {
    serveLead({ state: 'signed' })
    page = await open(path)
    await arrived('按合同办，不能再撤回授权')
    expect([...document.querySelectorAll('button')].some((button) => button.textContent?.includes('撤回授权'))).toBe(false)
  })

  it('was faster taken or ended: what is true now is shown with the reason', async () => {
    const server = serveLead({ state: 'approved' })
    answerWith('POST /api/financing/leads/l1/actions/revoke', () => {
      server.set({ leads: [aLead({ state: 'signed' })] })
      return { status: 409, body: { code: 'financing.wrong-state' } }
    })
    page = await open(path)
    await arrived('撤回授权')
    await page.press('撤回授权')
    document.querySelector<HTMLButtonElement>('.confirm-acts .sealb')?.click()
    await arrived('已经到了下一步')
    expect(page.text()).toContain('已签约')
  })

  it('opens the interest subsidy, filled in from the loan', async () => {
    serveLead({ state: 'disbursed', terms: lent, maySubsidise: true })
    answer('POST /api/financing/leads/l1/subsidy', 201, { caseId: 'k1' })
    page = await open(path)
    await arrived('贷款贴息')
    await page.press('申报贴息')
    await vi.waitFor(async () => {
      await page.settle()
      expect(page.router.currentRoute.value.path).toBe('/subsidies/applications/k1')
    })
  })

  it('is rated in stars and words', async () => {
    serveLead({ state: 'disbursed', terms: lent, mayRate: true })
    answer('PUT /api/financing/leads/l1/rating', 200, aLead({ state: 'disbursed' }))
    page = await open(path)
    await arrived('还有 3 问没评')
    for (const row of document.querySelectorAll('.star-row')) [...row.querySelectorAll<HTMLInputElement>('input')][3]?.click()
    await page.settle()
    await page.type('想说的话', '办得快')
    await page.press('交评价')
    await arrived('您的评价')
    expect(posted('/rating')[0]?.data).toEqual({ speed: 4, attitude: 4, result: 4, words: '办得快' })
  })

  it('shows papers by the stage they came in, and of this stage its own to take back', async () => {
    const file = (fileId: string, name: string): LeadFile['file'] => ({ id: fileId, name, mediaType: 'application/pdf', sizeBytes: 2048, sha256: 'a'.repeat(64), pages: 2, width: null, height: null, createdAt: '2026-11-24T02:00:00.000Z' })
    const files: LeadFile[] = [
      { file: file('p1', '财务报表.pdf'), side: 'firm', stage: 'due-diligence', addedAt: '2026-11-24T02:00:00.000Z', isMine: true },
      { file: file('p2', '材料清单.pdf'), side: 'bank', stage: 'taken', addedAt: '2026-11-24T02:00:00.000Z', isMine: false },
    ]
    const server = serveLead({ state: 'due-diligence', files })
    answerWith('DELETE /api/financing/leads/l1/files/p1', () => {
      server.set({ leads: [aLead({ state: 'due-diligence', files: files.slice(1) })] })
      return { status: 204 }
    })
    page = await open(path)
    await arrived('财务报表.pdf')
    expect(page.text()).toContain('已对接材料清单.pdf示例银行甲')
    expect(document.querySelector('[aria-label="删掉 材料清单.pdf"]')).toBeNull()
    document.querySelector<HTMLButtonElement>('[aria-label="删掉 财务报表.pdf"]')?.click()
    await page.settle()
    await page.press('删掉')
    await vi.waitFor(async () => {
      await page.settle()
      expect(page.text()).not.toContain('财务报表.pdf已收存')
    })
  })
})
