import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { defineComponent, h } from 'vue'
import { RouterView } from 'vue-router'
import type { Me } from '#contract/accounts/schema.ts'
import type { Match } from '#contract/subsidies/matching.ts'
import type { Matches, MatchItem, QuickCheck } from '#contract/subsidies/matching-schema.ts'
import { useSessionStore } from '#client/accounts/session.ts'
import ClaimPage from '#client/subsidies/ClaimPage.vue'
import { loadContent } from '#server/content.ts'
import { answer, fakeAxios, forgetAnswers, mountPage, sent, type Page } from '../accounts/mount-page.dom.ts'

vi.mock('axios', () => fakeAxios)
Element.prototype.scrollIntoView = () => undefined

const content = loadContent('content/huantai', { demo: true })
const firm = { id: 'f1', name: '苇畔', uscc: '91370321MA0DEM013L', role: 'clerk', state: 'active', verification: 'verified', town: '马桥镇' } as const
const me: Me = { id: 'a1', name: '李敏', phoneMasked: '138****0002', roles: [], firms: [firm], consentVersion: '3', sessionExpiresAt: '2026-12-01T00:00:00.000Z' }
type Reason = Match['reasons'][number]
const reason = (id: string, label: string, more: Partial<Reason> = {}): Reason => ({ id, label, verdict: 'met', hard: true, source: 'form', remedy: null, asks: null, profile: null, ...more })
const amount = (fen: number | null, ...lines: string[]) => ({ amountFen: fen, lines, missing: [], illustrative: true })
const base: Omit<MatchItem, 'programmeId' | 'title' | 'verdict'> = {
  reasons: [], amount: amount(null), maxFen: 5_000_000, example: true, availability: 'taking', closesOn: '2026-12-31', leftFen: 98_000_000, asks: [], known: {}, application: null,
}
const eligible: MatchItem = { ...base, programmeId: 'P06', title: '贯标奖励', verdict: 'eligible', amountFen: 3_000_000, amount: amount(3_000_000, '首次通过 2023 版认证：3.00 万元'), reasons: [reason('valid', '证书有效'), reason('credit', '没有失信', { verdict: 'unknown', source: 'officer' })], known: { certValid: true } }
const check: MatchItem = { ...base, programmeId: 'P02', title: '评估费补助', verdict: 'check', reasons: [reason('loan', '贷款已经放款', { verdict: 'unknown', asks: 'loanDisbursed' })], asks: ['feeFen', 'loanDisbursed'], known: { legalPersonStatus: true, duplicateFunding: false } }
const unmet: MatchItem = { ...base, programmeId: 'P04', title: '示范企业奖励', verdict: 'ineligible', reasons: [reason('list', '列入名单', { verdict: 'unmet', asks: 'onCnipaList', remedy: '先按评定通知申报。' })], known: { onCnipaList: false } }
const matches: Matches = { items: [eligible, check, unmet], eligibleFen: 3_000_000, checkFen: 0, today: '2026-11-23', rights: 6, closed: [{ programmeId: 'P10', title: '授权专利补助', since: '2025-12-31' }] }
const quick: QuickCheck = {
  questions: [
    { id: 'kind', text: '企业是哪一种？', kind: 'one', options: [{ value: 'small', label: '小型企业', sets: [] }, { value: 'large', label: '大型企业', sets: [] }] },
    { id: 'uses', text: '做过哪些事？', kind: 'many', options: [{ value: 'pledge', label: '质押', sets: [] }, { value: 'none', label: '都没有', alone: true, sets: [] }] },
  ],
}
let page: Page

async function open(person: Me | null, path = '/subsidies/claim'): Promise<void> {
  const Stage = defineComponent({
    setup() {
      if (person) useSessionStore().set(person)
      return () => h(RouterView)
    },
  })
  page = await mountPage(Stage, path, [{ path: '/subsidies/claim', component: ClaimPage }])
  await page.settle()
}
const puts = () => sent.filter(({ method }) => method === 'PUT')
const card = (title: string) => [...document.querySelectorAll('article')].find((one) => one.textContent?.includes(title))!
const link = (place: Element, word: string) => [...place.querySelectorAll('a')].find((one) => one.textContent?.trim() === word)?.getAttribute('href')
beforeEach(() => {
  vi.useFakeTimers({ now: new Date('2026-11-23T02:08:00.000Z') })
  answer('GET /api/county', 200, { name: '某县', towns: ['马桥镇'], office: '', hotlines: [], footer: {}, demo: true })
  answer('GET /api/subsidies/quick-check', 200, quick)
  answer('GET /api/subsidies/matches', 200, matches)
  answer('GET /api/subsidies/programmes/P02', 200, content.programme('P02', '2026-11-23'))
})
afterEach(() => {
  page.unmount()
  forgetAnswers()
  localStorage.clear()
  vi.useRealTimers()
})

describe('what the firm may claim', () => {
  it('the sum on top, three groups with their counts, each rule with a word for those who do not see the icon', async () => {
    await open(me)
    expect(page.text()).toContain('苇畔，按企业资料和 6 件知识产权算，11月23日')
    expect(page.text()).toContain('3.00 万元可申领 示例')
    expect([...document.querySelectorAll('.claim-tri button')].map((one) => one.textContent?.trim().replace(/\s+/g, ' '))).toEqual(['符合 1', '需核实 1', '不符合 1'])
    expect(card('贯标').querySelector('.reasons [role="img"]')?.getAttribute('aria-label')).toBe('符合')
    expect(card('评估费').textContent).toContain('贷款已经放款 · 还没答')
    expect(card('贯标').textContent).toContain('首次通过 2023 版认证：3.00 万元')
    expect(card('贯标').textContent).toContain('12月31日截止 · 这一批还有 98.00 万元')
    expect(page.text()).toContain('估算不是承诺，以正式通知和公示为准。「授权专利补助」已于 2025年12月31日停止受理。')
  })

  it('不符合 is never red and ends with how to get there', async () => {
    await open(me)
    expect(card('示范').querySelector('.seal-t')).toBeNull()
    expect(card('示范').textContent).toContain('怎样才能够上：先按评定通知申报。')
    expect(card('示范').textContent).not.toContain('开始申报')
  })

  it('one tap opens exactly the missing questions; saved, the page recounts', async () => {
    await open(me)
    await page.press('回答 2 题')
    await vi.waitFor(() => expect(document.querySelector('[role="dialog"] .field')).not.toBeNull())
    const labels = [...document.querySelectorAll('[role="dialog"] .field label, [role="dialog"] .lab')].map((one) => one.textContent?.trim())
    expect(labels.filter((label) => label?.includes('独立法人'))).toEqual([])
    expect(page.button('先答一题').disabled).toBe(true)
    await page.tick('是')
    answer('PUT /api/subsidies/matches/answers', 200, { ...matches, items: [eligible, { ...check, verdict: 'eligible', amountFen: 4_000_000, asks: [] }], eligibleFen: 7_000_000 })
    await page.press('存好，重新算')
    expect(puts()[0]?.data).toEqual({ firmId: 'f1', programmeId: 'P02', answers: { loanDisbursed: true } })
    expect(page.text()).toContain('7.00 万元可申领')
    expect(document.querySelector('[role="dialog"] .field')).toBeNull()
  })

  it('what the server refuses stays in the sheet with what was typed', async () => {
    await open(me)
    await page.press('回答 2 题')
    await vi.waitFor(() => expect(document.querySelector('[role="dialog"] .field')).not.toBeNull())
    await page.tick('是')
    answer('PUT /api/subsidies/matches/answers', 503, { code: 'unavailable', requestId: 'r' })
    await page.press('存好，重新算')
    expect(document.querySelector('[role="dialog"] [role="alert"]')).not.toBeNull()
    expect(document.querySelector<HTMLInputElement>('[role="dialog"] .choice.on input')?.checked).toBe(true)
  })

  it('a draft is gone on with, a case is looked at, a profile is completed', async () => {
    const application = { id: 'c1', state: 'draft' as const, number: null, approvedFen: null }
    const unverified = reason('reg', '在某县登记', { verdict: 'unknown', source: 'profile', profile: 'verification', remedy: '交营业执照照片' })
    answer('GET /api/subsidies/matches', 200, {
      ...matches,
      items: [
        { ...eligible, application },
        { ...check, programmeId: 'P09', title: '维权补助', application: { ...application, id: 'c2', state: 'returned', number: 'HT1' } },
        { ...check, programmeId: 'P07', title: '专利奖', asks: [], reasons: [unverified] },
        { ...eligible, programmeId: 'P03', title: '保费补贴', application: { ...application, id: 'c3', state: 'paid', approvedFen: 4_800_000 } },
      ],
    })
    await open(me)
    expect(link(card('贯标'), '继续填草稿')).toBe('/subsidies/applications/c1')
    expect(card('贯标').textContent).not.toContain('改答案')
    expect(link(card('维权'), '看办件')).toBe('/cases/c2')
    expect(card('维权').textContent).toContain('已申报，正在等您补正')
    expect(link(card('专利奖'), '交营业执照')).toBe('/firms/f1')
    expect(card('保费').textContent).toMatch(/已核准\s*4\.80/)
    expect(card('保费').textContent).toContain('再申报一次')
  })

  it('starts the application and goes there; refused, it says why and stays', async () => {
    await open(me)
    answer('POST /api/subsidies/applications', 409, { code: 'subsidies.window-closed', requestId: 'r' })
    await page.press('开始申报')
    expect(document.querySelector('[role="alert"]')).not.toBeNull()
    answer('POST /api/subsidies/applications', 201, { id: 'new' })
    await page.press('开始申报')
    expect(page.router.currentRoute.value.path).toBe('/subsidies/applications/new')
  })

  it('without a network it says so and how to go on; a failure is a failure', async () => {
    forgetAnswers()
    await open(me)
    expect(page.text()).toContain('没有网')
    page.unmount()
    answer('GET /api/subsidies/matches', 500, { code: 'unexpected', requestId: 'r' })
    await open(me)
    expect(page.text()).toContain('再试一次')
    expect(page.text()).not.toContain('万元可申领')
  })
})

describe('the visitor', () => {
  const visitorMatches = { ...matches, rights: 0, items: [check], eligibleFen: 0, closed: [] }
  beforeEach(() => answer('POST /api/subsidies/quick-check', 200, visitorMatches))

  it('answers one question at a time, stays at the one just answered, and everything is on this phone only', async () => {
    await open(null)
    expect(page.text()).toContain('第 1 题，共 2 题')
    expect(page.button('下一题').disabled).toBe(true)
    await page.tick('小型企业')
    expect(page.text()).toContain('第 1 题，共 2 题')
    await page.press('下一题')
    await page.tick('都没有')
    expect(JSON.parse(localStorage.getItem('zqt.quick-check') ?? '')).toEqual({ kind: ['small'], uses: ['none'] })
    expect(sent.filter(({ method }) => method !== 'GET')).toEqual([])
    await page.press('看结果')
    expect(page.text()).toContain('1 个项目可能够得上')
    expect(page.text()).toContain('登录后再答 2 题')
    const bar = document.querySelector('.bar a')
    expect([bar?.textContent?.trim(), bar?.getAttribute('href')]).toEqual(['登录后带过去', '/sign-in?next=/subsidies/claim?take=1'])
  })

  it('comes back to the result, changes answers, clears them', async () => {
    localStorage.setItem('zqt.quick-check', JSON.stringify({ kind: ['small'], uses: ['none'] }))
    await open(null)
    expect(page.text()).toContain('登录后带过去')
    await page.press('改答案')
    expect(page.text()).toContain('第 1 题，共 2 题')
    expect(document.querySelector('.choice.on')?.textContent).toContain('小型企业')
    await page.press('下一题')
    await page.press('看结果')
    await page.press('清掉本机的答案')
    expect(localStorage.getItem('zqt.quick-check')).toBeNull()
    expect(document.querySelector('.choice.on')).toBeNull()
  })

  it('broken or foreign things in the storage are nothing', async () => {
    localStorage.setItem('zqt.quick-check', '{"kind":5}')
    await open(null)
    expect(page.text()).toContain('第 1 题，共 2 题')
  })
})

describe('answers given before signing in', () => {
  beforeEach(() => {
    localStorage.setItem('zqt.quick-check', JSON.stringify({ kind: ['small'], uses: ['none'] }))
    answer('PUT /api/subsidies/matches/quick', 200, { taken: 3 })
  })

  it('are offered, not forced: on another person’s phone they are cleared with one tap', async () => {
    await open(me)
    expect(page.text()).toContain('这台手机上有登录前答的 2 题')
    expect(puts()).toEqual([])
    await page.press('清掉')
    expect(puts()).toEqual([])
    expect(localStorage.getItem('zqt.quick-check')).toBeNull()
  })

  it('come along at once for whoever has just asked for it, and are forgotten here', async () => {
    await open(me, '/subsidies/claim?take=1')
    expect(puts().map(({ data }) => data)).toEqual([{ firmId: 'f1', answers: { kind: ['small'], uses: ['none'] } }])
    expect(localStorage.getItem('zqt.quick-check')).toBeNull()
    expect(page.router.currentRoute.value.fullPath).toBe('/subsidies/claim')
  })

  it('stay on the phone when it did not work', async () => {
    answer('PUT /api/subsidies/matches/quick', 503, { code: 'unavailable', requestId: 'r' })
    await open(me)
    await page.press('带过来')
    expect(localStorage.getItem('zqt.quick-check')).not.toBeNull()
    expect(page.text()).toContain('带过来')
  })
})
