import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { caseActions } from '#contract/cases/workflow.ts'
import type { CaseEvent } from '#contract/cases/schema.ts'
import type { Dispute } from '#contract/subsidies/handling.ts'
import type { Application } from '#contract/subsidies/schema.ts'
import { useSessionStore } from '#client/accounts/session.ts'
import { eventTitle, eventWords, sealOf } from '#client/cases/event-words.ts'
import ApplicationSubmittedPage from '#client/subsidies/ApplicationSubmittedPage.vue'
import CasePage from '#client/subsidies/CasePage.vue'
import { answer, fakeAxios, forgetAnswers, mountPage, sent, type Page } from '../accounts/mount-page.dom.ts'
import { aPage } from './amend.dom.ts'
import { aCase, aDue, as, aScheme, clerk } from './case-world.dom.ts'

vi.mock('axios', () => fakeAxios)

let page: Page
async function open(application: Application, component = CasePage, path = '/cases/a1'): Promise<void> {
  answer('GET /api/subsidies/programmes', 200, { items: [], today: '2026-11-23' })
  answer('GET /api/county', 200, { office: '县市场监管局', officePhone: null })
  answer('GET /api/subsidies/applications/a1', 200, application)
  answer('GET /api/accounts/local-key', 200, { key: btoa('k'.repeat(32)) })
  const member = { id: 'm1', phoneMasked: '138****0002', role: 'clerk', state: 'active', isMe: true }
  answer('GET /api/accounts/firms/f1/members', 200, { items: [{ ...member, name: '李敏' }, { ...member, id: 'm2', name: '周建国' }, { ...member, id: 'm3', name: '想加入的人', state: 'pending' }] })
  const Host = as(clerk, component)
  page = await mountPage(Host, path, [{ path: '/cases/:id', component: Host }, { path: '/subsidies/applications/:id/submitted', component: Host }])
  await vi.dynamicImportSettled()
  await page.settle()
}
const event = (action: CaseEvent['action'], over: Partial<CaseEvent> = {}): CaseEvent => ({ id: `e-${action}`, at: '2026-11-23T03:20:00.000Z', action, state: 'accepted', actor: 'officer', actorName: '王倩', note: null, ...over })
const refused = (over: Partial<Application> = {}) => aCase({ state: 'refused', due: null, decidedAt: '2026-11-20T03:20:00.000Z', decisionReason: '不在支持年度内', events: [...aCase().events, event('refuse', { state: 'refused', note: '不在支持年度内' })], actions: ['appeal'], appealUntil: '2026-12-04', ...over })
const anAppeal = (over: Partial<Dispute> = {}): Dispute => ({ id: 'd1', kind: 'appeal', at: '2026-11-23T03:20:00.000Z', state: 'open', name: '李敏', contact: null, reason: '发票在年度内', fileIds: [], dueOn: '2026-12-07', workdaysLeft: 10, answer: null, answeredBy: null, answeredAt: null, ...over })

beforeEach(() => {
  vi.useFakeTimers()
  vi.setSystemTime('2026-11-23T02:08:00.000Z')
})
afterEach(() => {
  useSessionStore().me = null
  page.unmount()
  forgetAnswers()
  vi.useRealTimers()
})

describe('the history of a case', () => {
  it('has words for every action there is, and a seal of two characters only for what the county did', async () => {
    await open(aCase())
    for (const action of caseActions) {
      expect(eventWords[action].length, action).toBeGreaterThan(1)
      expect(sealOf({ action, actor: 'firm' })).toBeNull()
      expect(sealOf({ action, actor: 'public' })).toBeNull()
      expect(sealOf({ action, actor: 'officer' })?.length ?? 2).toBe(2)
    }
    expect((['return', 'accept', 'publicise', 'pay', 'archive'] as const).map((action) => sealOf({ action, actor: 'officer' }))).toEqual(['告知', '受理', '公示', '拨付', '办结'])
  })

  it('counts the defects of a card', () => {
    expect(eventTitle({ action: 'return', note: '1. 看不清\n再看一行\n2. 缺页' })).toBe('退回补正，一次告知 2 处')
    expect(eventTitle({ action: 'return', note: null })).toBe('退回补正')
  })
})

describe('asking for a review', () => {
  it('of a refusal says until when, needs a reason and goes once', async () => {
    await open(refused())
    expect(page.text()).toContain('12月4日（周五）')
    await page.press('申请复核')
    await vi.dynamicImportSettled()
    await page.settle()
    const confirm = () => [...document.querySelectorAll<HTMLButtonElement>('.confirm-acts .btn')].at(-1)
    expect(confirm()?.disabled).toBe(true)
    await page.type('哪里和事实不符', '发票在年度内')
    answer('POST /api/subsidies/applications/a1/actions/appeal', 200, refused({ actions: [], appealUntil: null, disputes: [anAppeal()], version: 4 }))
    confirm()?.click()
    confirm()?.click()
    await page.settle()
    const appeals = sent.filter((request) => request.url.endsWith('/actions/appeal'))
    expect(appeals.map((request) => request.data)).toEqual([{ version: 3, reason: '发票在年度内' }])
    expect(page.text()).toContain('没有通过，正在复核')
    expect(page.text()).toContain('复核申请：在办')
    expect(page.text()).toContain('12月7日（周一）前答复')
  })

  it('is not offered once asked, and the answer stands there', async () => {
    await open(refused({ actions: [], disputes: [anAppeal({ state: 'dismissed', answer: '核对发票，开票日期在上一年度。', answeredAt: '2026-12-01T03:00:00.000Z' })] }))
    expect(page.text()).toContain('复核后维持未通过')
    expect(page.text()).toContain('核对发票，开票日期在上一年度。')
    expect([...document.querySelectorAll('button')].some((one) => one.textContent?.trim() === '申请复核')).toBe(false)
  })

  it('is not offered when the days are over, and says so', async () => {
    await open(refused({ actions: [], blocked: [{ action: 'appeal', code: 'subsidies.appeal-late' }] }))
    expect(page.text()).toContain('申请复核的期限已过')
  })
})

describe('publicity and payment', () => {
  const publicity = { startsOn: '2026-11-19', endsOn: '2026-11-26', workdays: 5, workdaysLeft: 3, provisional: false, state: 'running', objections: 1 } as const
  const objection: Dispute = anAppeal({ id: 'd2', kind: 'objection', name: null, reason: null })

  it('says from when to when, where everybody reads it, and that something was said, never by whom', async () => {
    await open(aCase({ state: 'publicity', publicity, disputes: [objection], due: aDue({ promise: '公示' }), approvedFen: 1_500_000_00 }))
    expect(page.text()).toContain('正在公示')
    expect(page.text()).toContain('11月19日（周四）到11月26日（周四）')
    expect([...document.querySelectorAll('a')].some((link) => link.getAttribute('href') === '/publicity/a1')).toBe(true)
    expect(page.text()).toContain('收到 1 条异议')
    expect(page.text()).toContain('第 1 条：正在核实')
    expect(page.text()).toContain('收到异议，县里正在核实')
  })

  it('says the sum decided on beside the one applied for', async () => {
    await open(aCase({ state: 'approved', approvedFen: 1_500_000_00, due: null }))
    expect(page.text()).toContain('申请时核算180.00 万元核准金额150.00 万元')
  })

  it('says when and with which voucher it was paid, and why a payment failed', async () => {
    await open(aCase({ state: 'paid', approvedFen: 1_500_000_00, due: null, payment: { state: 'paid', amountFen: 1_500_000_00, paidOn: '2026-12-01', reference: '凭证 20261201-01', failure: null, at: '2026-12-01T03:00:00.000Z' } }))
    expect(page.text()).toContain('拨付日期2026年12月1日凭证号凭证 20261201-01')
    expect(page.text()).toContain('请核对到账')
    page.unmount()
    await open(aCase({ state: 'publicity', publicity: { ...publicity, state: 'over' }, approvedFen: 1_500_000_00, payment: { state: 'failed', amountFen: null, paidOn: null, reference: null, failure: '户名与账号不一致', at: '2026-12-01T03:00:00.000Z' } }))
    expect(page.text()).toContain('上次没有拨付成功：户名与账号不一致')
  })
})

describe('what the county changed on the firm’s behalf', () => {
  it('is said at the top with who, why, and the answer before and now', async () => {
    await open(aCase({ state: 'accepted', answers: { bank: '湖滨银行新城支行' }, events: [...aCase().events, event('accept'), event('correct', { note: '电话里核对过' })], changes: { fields: [{ path: 'bank', before: '湖滨银行' }], papers: [], removed: [] } }))
    expect(page.text()).toContain('县里替您改了申报内容，请核对')
    expect(page.text()).toContain('原因：电话里核对过')
    expect(page.text()).toContain('贷款银行湖滨银行 改成 湖滨银行新城支行')
  })

  it('is not said any more once the firm has handed in again', async () => {
    await open(aCase({ state: 'accepted', events: [...aCase().events, event('correct', { note: '电话里核对过' }), event('return', { state: 'returned' }), event('resubmit', { actor: 'firm' })] }))
    expect(document.querySelector('.corrected')).toBeNull()
  })
})

describe('the stamped form', () => {
  const paper = { id: 'applyForm', name: '申报书（盖公章）', required: true, stamp: true, maxMB: 10, origin: 'generated', scan: 'after' } as const
  const withForm = (pages: number) =>
    aCase({ programme: { ...aScheme(), papers: [paper] }, papers: pages > 0 ? [aPage('s1', 'applyForm', 1)] : [], stampedForm: { when: 'after', paperId: 'applyForm', pages }, actions: ['withdraw', 'add-form'] })

  it('is asked for after submitting with the form to download, on the case and on the receipt', async () => {
    await open(withForm(0))
    expect(page.text()).toContain('交盖章的申请表')
    expect(document.querySelector('.stamped-form a[download]')).not.toBeNull()
    expect(document.querySelectorAll('.stamped-form input[type=file]')).toHaveLength(3)
    page.unmount()
    await open(withForm(0), ApplicationSubmittedPage, '/subsidies/applications/a1/submitted')
    expect(page.text()).toContain('交盖章的申请表')
  })

  it('that has come is counted', async () => {
    await open(withForm(1))
    expect(page.text()).toContain('已收到 1 页')
  })

  it('is not asked for where the scheme keeps it on paper, or once the first review is over', async () => {
    await open(aCase())
    expect(document.querySelector('.stamped-form')).toBeNull()
    page.unmount()
    await open({ ...withForm(0), state: 'reviewing', actions: ['withdraw'] })
    expect(document.querySelector('.stamped-form')).toBeNull()
  })
})

describe('who hears of it', () => {
  it('are the members of the firm by name, where they read it, and the contact’s phone masked', async () => {
    const scheme = aScheme()
    const [first] = scheme.sections
    if (!first) throw new Error('no section')
    const programme = { ...scheme, sections: [{ ...first, fields: [...first.fields, { type: 'tel', name: 'mobile', label: '联系手机', required: true } as const] }] }
    await open(aCase({ programme, answers: { bank: '湖滨银行', mobile: '13800000002' } }))
    expect(document.querySelector('.telling')?.textContent?.replace(/\s+/g, ' ')).toContain('办理结果会通知李敏、周建国，企业的 2 位成员，发到「消息」')
    expect(document.querySelector('.telling')?.textContent).toContain('138****0002')
    expect(document.querySelector('.telling')?.textContent).not.toContain('想加入的人')
  })
})
