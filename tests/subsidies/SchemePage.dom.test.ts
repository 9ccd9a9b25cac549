// A scheme at the desk: the author proposes and never publishes, the second person sees what changed and decides.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { ProgrammeSource } from '#contract/subsidies/programme.ts'
import type { Scheme, SchemeRow, SchemeVersion } from '#contract/subsidies/scheme-schema.ts'
import SchemeListPage from '#client/subsidies/SchemeListPage.vue'
import SchemePage from '#client/subsidies/SchemePage.vue'
import { answer, fakeAxios, forgetAnswers, mountPage, sent, type Page } from '../accounts/mount-page.dom.ts'
import { as, aQueue, officer } from '../cases/case-world.dom.ts'
import { schemeOf } from './scheme-sources.ts'

vi.mock('axios', () => fakeAxios)

const aVersion = (more: Partial<SchemeVersion>): SchemeVersion => ({
  programmeId: 'P05', number: 1, state: 'live', origin: 'file', title: '专利转化奖励', savedBy: '', savedAt: '2026-11-01T00:00:00.000Z', proposedBy: null, byMe: false, proposedByMe: false, hands: [], approvers: 0, mayApprove: false,
  publishedBy: null, publishedAt: '2026-11-01T00:00:00.000Z', note: '', revision: 1, ...more,
})
const live: ProgrammeSource = { ...schemeOf('P05'), title: '专利转化奖励', status: 'open', batches: [{ id: '2026', name: '2026年', opensAt: '2026-01-01T00:00:00', closesAt: '2026-12-31T23:59:59', budgetFen: 100 }] }
const draft: ProgrammeSource = { ...live, title: '专利转化运用奖励' }
const proposed: Partial<SchemeVersion> = { number: 2, state: 'proposed', origin: 'desk', savedBy: '王倩', proposedBy: '王倩', hands: ['王倩'], approvers: 1, mayApprove: true, revision: 3 }
const aScheme = (version: Partial<SchemeVersion> | null, more: Partial<Scheme> = {}): Scheme => ({
  programmeId: 'P05', live, draft: version ? draft : null, versions: [...(version ? [aVersion(version)] : []), aVersion({})], problems: [], draftsInFlight: 12, cases: 3, availability: 'taking', demo: true, ...more,
})

let page: Page
async function open(component: typeof SchemePage, path: string): Promise<void> {
  answer('GET /api/cases/queue', 200, aQueue([]))
  answer('GET /api/accounts/verifications', 200, { items: [] })
  answer('GET /api/county', 200, { office: '县市场监管局', officePhone: null })
  answer('GET /api/messages/unread', 200, { unread: 0 })
  page = await mountPage(as(officer, component), path, [{ path: '/desk/schemes/:id', component }])
  await vi.dynamicImportSettled()
  await page.settle()
}
async function openScheme(scheme: Scheme): Promise<void> {
  answer('GET /api/subsidies/schemes/P05', 200, scheme)
  answer('GET /api/subsidies/schemes', 200, { items: [] })
  await open(SchemePage, '/desk/schemes/P05')
}
const words = () => [...document.querySelectorAll('.scheme-page button, .scheme-page a')].map((one) => one.textContent?.replace(/\s+/g, '').trim() ?? '')
const moves = () => sent.filter(({ method }) => method === 'POST')
async function confirm(): Promise<void> {
  ;[...document.querySelectorAll<HTMLButtonElement>('.confirm-acts .btn')].at(-1)?.click()
  await page.settle()
}
const said = () => document.body.textContent?.replace(/\s+/g, ' ') ?? ''

beforeEach(() => {
  vi.useFakeTimers()
  vi.setSystemTime('2026-11-23T02:08:00.000Z')
  vi.stubGlobal('matchMedia', () => ({ matches: true, addEventListener: () => undefined, removeEventListener: () => undefined }))
})
afterEach(() => {
  page.unmount()
  forgetAnswers()
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

describe('a scheme at the desk', () => {
  it('without a draft can be changed, copied and stopped', async () => {
    await openScheme(aScheme(null))
    expect(words()).toEqual(expect.arrayContaining(['改这个项目', '复制到下一年', '停止受理', '看企业看到的']))
    expect(said()).toContain('12 家企业有草稿，3 件已提交')
  })

  it('is never published by who wrote it: they may take it back', async () => {
    await openScheme(aScheme({ ...proposed, byMe: true, mayApprove: false, proposedByMe: true }))
    expect(words()).toContain('收回接着改')
    expect(words().filter((word) => word.includes('核准并发布'))).toEqual([])
    expect(said()).toContain('不能自己核准')
  })

  it('shows the second person what changed and what follows, and publishes the revision they looked at', async () => {
    await openScheme(aScheme(proposed))
    expect(said()).toContain('一共 1 处不同')
    expect(document.querySelector('.scheme-diff-new')?.textContent).toContain('专利转化运用奖励')
    await page.press('核准并发布第 2 版')
    expect(said()).toContain('12 家企业的草稿，答案都留着')
    expect(said()).toContain('已提交的 3 件按原来的版本办')
    answer('POST /api/subsidies/schemes/P05/actions/publish', 200, aScheme(null))
    await confirm()
    expect(moves().at(-1)?.data).toEqual({ revision: 3 })
  })

  it('says which batch stands in the way, and stays unpublished', async () => {
    await openScheme(aScheme(proposed))
    await page.press('核准并发布第 2 版')
    answer('POST /api/subsidies/schemes/P05/actions/publish', 409, { code: 'subsidies.budget-committed', requestId: 'r', details: { batchId: '2026', committedFen: 20_000_000 } })
    await confirm()
    expect(said()).toContain('「2026年」已核准 20.00 万元')
    expect(said()).toContain('核准并发布？')
  })

  it('goes back only with a reason', async () => {
    await openScheme(aScheme(proposed))
    await page.press('退回')
    await confirm()
    expect(said()).toContain('写一句，对方要看。')
    expect(moves()).toEqual([])
  })

  it('with something wrong in it is not proposed, and says what', async () => {
    await openScheme(aScheme({ ...proposed, state: 'draft', proposedBy: null, byMe: true }, { problems: [{ path: 'batches[0].closesAt', reason: 'closes-before-opens', blocks: true }] }))
    expect(said()).toContain('批次和资金：截止比开始早。')
    expect([...document.querySelectorAll<HTMLButtonElement>('.scheme-draft-deeds .btn')].find((one) => one.textContent?.includes('送第二人核准'))?.disabled).toBe(true)
  })

  it('that everybody has had a hand in says that nobody can approve it', async () => {
    await openScheme(aScheme({ ...proposed, byMe: true, mayApprove: false, approvers: 0, hands: ['王倩', '张明'] }))
    expect(said()).toContain('没有人能核准')
  })
})

describe('the list of schemes', () => {
  const row = (more: Partial<SchemeRow>): SchemeRow => ({ programmeId: 'P05', title: '专利转化奖励', category: '转化运用', availability: 'taking', closesOn: '2026-12-31', example: true, liveNumber: 1, draft: null, draftsInFlight: 2, cases: 3, totalFen: 300_000_000, leftFen: 120_000_000, ...more })
  it('says what waits for me, what others write, and what money is left', async () => {
    answer('GET /api/subsidies/schemes', 200, { items: [row({ draft: aVersion(proposed) }), row({ programmeId: 'P06', title: '贯标奖励', draft: aVersion({ ...proposed, state: 'draft', proposedBy: null }), totalFen: null, leftFen: null })] })
    await open(SchemeListPage, '/desk/schemes')
    expect(said()).toContain('有 1 个等您核准：专利转化奖励')
    expect(said()).toContain('第 2 版，王倩在写')
    expect(said()).toContain('还剩 120.00 / 300.00 万元')
    expect(said()).toContain('没有公布资金')
  })
})
