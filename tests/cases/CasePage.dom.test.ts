import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Application } from '#contract/subsidies/schema.ts'
import { useSessionStore } from '#client/accounts/session.ts'
import CasePage from '#client/subsidies/CasePage.vue'
import { answer, fakeAxios, forgetAnswers, mountPage, sent, type Page } from '../accounts/mount-page.dom.ts'
import { aCase, as, clerk, officer } from './case-world.dom.ts'

vi.mock('axios', () => fakeAxios)

let page: Page
const empty = { template: '<i />' }
async function open(application: Application | null, who = clerk): Promise<void> {
  answer('GET /api/subsidies/programmes', 200, { items: [], today: '2026-11-23' })
  answer('GET /api/county', 200, { office: '县市场监管局', officePhone: null })
  if (application) answer('GET /api/subsidies/applications/a1', 200, application)
  const Host = as(who, CasePage)
  page = await mountPage(Host, '/cases/a1', [
    { path: '/cases/:id', component: Host },
    { path: '/subsidies/applications/:id', component: empty },
  ])
  await vi.dynamicImportSettled()
  await page.settle()
}
const withdrawals = () => sent.filter((request) => request.url === '/api/subsidies/applications/a1/actions/withdraw')
const timeline = () => [...document.querySelectorAll('.timeline li')].map((item) => item.textContent?.replace(/\s+/g, ' ').trim())

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

describe('a case as its firm sees it', () => {
  it('says its number, what the county owes and by when', async () => {
    await open(aCase())
    expect(page.text()).toContain('已提交 编号 HT2026-ZH-0001')
    expect(page.text()).toContain('等县里答复是否受理')
    expect(page.text()).toContain('11月25日（周三）前答复剩 2 个工作日')
    expect(document.querySelector('.track [aria-current]')?.textContent).toContain('受理')
    expect(page.text()).toContain('贷款银行湖滨银行')
    expect(page.text()).toContain('电话待主办单位提供')
  })

  it('asks for the licence while the firm is not verified, since that is what stops it', async () => {
    await open(aCase({ firmVerification: 'unverified' }))
    expect([...document.querySelectorAll('a')].find((link) => link.textContent === '去交营业执照')?.getAttribute('href')).toBe('/firms/f1')
  })

  it('shows the newest first, the county under its seal, with who and when', async () => {
    const [submitted] = aCase().events
    const accepted = { id: 'e2', at: '2026-11-23T03:20:00.000Z', action: 'accept', state: 'accepted', actor: 'officer', actorName: '王倩', note: null } as const
    await open(aCase({ state: 'accepted', events: submitted ? [submitted, accepted] : [] }))
    expect(timeline()).toEqual(['受理受理，开始初审11月23日 11:20 · 王倩', '企业提交11月23日 09:00 · 李敏'])
    expect(document.querySelector('.timeline .stamp')?.textContent).toBe('受理')
  })

  it('that was refused says why, who and when, without red and with a way on', async () => {
    const refused = { id: 'e2', at: '2026-11-23T03:20:00.000Z', action: 'refuse', state: 'refused', actor: 'officer', actorName: '王倩', note: '合同不在支持年度内' } as const
    await open(aCase({ state: 'refused', due: null, decidedAt: refused.at, decisionReason: refused.note, events: [...aCase().events, refused], actions: [] }))
    expect(page.text()).toContain('没有通过的理由合同不在支持年度内11月23日 11:20 · 王倩')
    expect(document.querySelector('.case-facts .tag')?.className).toContain('mute')
    expect([...document.querySelectorAll('.track li')].at(-1)?.textContent).toContain('未通过')
    expect([...document.querySelectorAll('a')].some((link) => link.textContent === '看别的项目')).toBe(true)
    expect(page.text()).not.toContain('撤回这次申报')
  })

  it('that is still a draft leads to its task list', async () => {
    await open(aCase({ state: 'draft', programme: null }))
    expect(page.router.currentRoute.value.path).toBe('/subsidies/applications/a1')
  })

  it('opened by an officer leads to the desk', async () => {
    await open(aCase({ actions: ['accept', 'refuse'] }), officer)
    expect(page.router.currentRoute.value.path).toBe('/desk/cases/a1')
  })

  it('of another firm is not there, and the way back is', async () => {
    answer('GET /api/subsidies/applications/a1', 404, { code: 'not-found', requestId: 'r1' })
    await open(null)
    expect(page.text()).toContain('没有找到')
    expect(page.text()).toContain('看我的办件')
  })
})

describe('withdrawing', () => {
  async function ask(): Promise<void> {
    await page.press('撤回这次申报')
    await vi.dynamicImportSettled()
    await page.settle()
  }
  const confirm = () => [...document.querySelectorAll<HTMLButtonElement>('.confirm-acts .btn')].at(-1)

  it('asks first, then goes once with its key and the version that was looked at, however often it is tapped', async () => {
    await open(aCase())
    await ask()
    expect(withdrawals()).toHaveLength(0)
    await page.type('为什么撤回', ' 合同要重签 ')
    answer('POST /api/subsidies/applications/a1/actions/withdraw', 200, aCase({ state: 'withdrawn', version: 4, due: null, actions: [] }))
    for (let tap = 0; tap < 3; tap += 1) confirm()?.click()
    await page.settle()
    expect(withdrawals()).toHaveLength(1)
    expect(withdrawals()[0]).toMatchObject({ data: { version: 3, reason: '合同要重签' } })
    expect(withdrawals()[0]?.headers?.['Idempotency-Key']).toBeTruthy()
    expect(page.text()).toContain('已撤回，县里不再办了')
    expect(page.text()).not.toContain('决定作出以前都可以撤回')
  })

  it('goes without a reason too', async () => {
    await open(aCase())
    await ask()
    answer('POST /api/subsidies/applications/a1/actions/withdraw', 200, aCase({ state: 'withdrawn', version: 4, due: null, actions: [] }))
    confirm()?.click()
    await page.settle()
    expect(withdrawals()[0]?.data).toEqual({ version: 3 })
  })

  it('that comes after the decision says so and shows the case as it is now', async () => {
    await open(aCase())
    await ask()
    answer('POST /api/subsidies/applications/a1/actions/withdraw', 412, { code: 'stale', requestId: 'r1' })
    answer('GET /api/subsidies/applications/a1', 200, aCase({ state: 'approved', version: 5, due: null, decidedAt: '2026-11-23T02:00:00.000Z', decisionReason: '同意', actions: [] }))
    confirm()?.click()
    await page.settle()
    expect(page.text()).toContain('别人刚刚改过')
    expect(page.text()).toContain('审核通过，已核准')
    expect(document.querySelector('.confirm-acts')).toBeNull()
  })

  it('without a network keeps the sheet and its words, and a second try is the same command', async () => {
    await open(aCase())
    await ask()
    confirm()?.click()
    await page.settle()
    expect(page.text()).toContain('没有网')
    confirm()?.click()
    await page.settle()
    const keys = withdrawals().map((request) => request.headers?.['Idempotency-Key'])
    expect(keys).toHaveLength(2)
    expect(new Set(keys).size).toBe(1)
  })
})
