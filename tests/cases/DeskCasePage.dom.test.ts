import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Application } from '#contract/subsidies/schema.ts'
import { useSessionStore } from '#client/accounts/session.ts'
import CasePage from '#client/subsidies/CasePage.vue'
import { answer, fakeAxios, forgetAnswers, mountPage, sent, type Page } from '../accounts/mount-page.dom.ts'
import { aCase, aQueue, aQueueItem, as, clerk } from './case-world.dom.ts'
import { openDesk } from './desk.dom.ts'

vi.mock('axios', () => fakeAxios)

let page: Page
async function open(application: Application, isWide = true): Promise<void> {
  page = await openDesk('/desk/cases/a1?group=submitted', { queue: aQueue([aQueueItem()]), application, isWide })
}
async function ask(word: string): Promise<void> {
  await page.press(word)
  await vi.dynamicImportSettled()
  await page.settle()
}
const confirm = () => [...document.querySelectorAll<HTMLButtonElement>('.confirm-acts .btn')].at(-1)
const acted = (action: string) => sent.filter((request) => request.url === `/api/subsidies/applications/a1/actions/${action}`)
const links = () => [...document.querySelectorAll('a')].map((link) => [link.textContent?.trim(), link.getAttribute('href')])
const submitted = (overrides: Partial<Application> = {}) => aCase({ actions: ['accept', 'refuse'], ...overrides })

beforeEach(() => {
  vi.useFakeTimers()
  vi.setSystemTime('2026-11-23T02:08:00.000Z')
})
afterEach(() => {
  useSessionStore().me = null
  page.unmount()
  forgetAnswers()
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

describe('a case on the desk', () => {
  it('stands beside the queue, which keeps its group and marks the row', async () => {
    await open(submitted())
    expect(document.querySelector('.queue-row')?.getAttribute('aria-current')).toBe('true')
    expect(document.querySelector('.queue-row')?.getAttribute('href')).toBe('/desk/cases/a1?group=submitted')
    expect(document.querySelector('.desk-back')?.getAttribute('href')).toBe('/desk/queue?group=submitted')
  })

  it('shows what was submitted, the sum with its arithmetic and what is still to be verified', async () => {
    await open(submitted())
    expect(page.text()).toContain('贷款银行湖滨银行')
    expect(page.text()).toContain('合同金额 × 10%')
    expect(page.text()).toContain('180.00 万元')
    expect(document.querySelector('.conditions')?.textContent).toContain('需核实')
  })

  it('counts the same working days as the firm sees', async () => {
    const due = submitted().due
    await open(submitted())
    const onDesk = document.querySelector('.case-due')?.textContent
    page.unmount()
    answer('GET /api/subsidies/programmes', 200, { items: [], today: '2026-11-23' })
    answer('GET /api/subsidies/applications/a1', 200, aCase({ due }))
    const Host = as(clerk, CasePage)
    page = await mountPage(Host, '/cases/a1', [{ path: '/cases/:id', component: Host }])
    expect(document.querySelector('.case-due')?.textContent).toBe(onDesk)
    expect(onDesk).toContain('剩 2 个工作日')
  })

  it('on a narrow screen has the facts as a tab of their own', async () => {
    await open(submitted(), false)
    expect(page.text()).toContain('合同金额 × 10%')
    await page.press('申请表')
    expect(page.text()).not.toContain('合同金额 × 10%')
    expect(page.text()).toContain('湖滨银行')
  })

  it('offers only what the reply allows', async () => {
    await open(aCase({ state: 'approved', due: null, actions: [] }))
    expect(document.querySelector('.desk-acts')).toBeNull()
  })
})

describe('accepting', () => {
  it('is not possible before the firm is verified, and says where that is done', async () => {
    await open(submitted({ firmVerification: 'pending' }))
    expect(page.button('先核验企业再受理').disabled).toBe(true)
    expect(links()).toContainEqual(['去核验', '/desk/verifications/f1'])
    expect(page.button('不予通过').disabled).toBe(false)
  })

  it('asks first, then goes once with its key and version', async () => {
    await open(submitted())
    await ask('受理')
    expect(page.text()).toContain('企业会收到消息')
    answer('POST /api/subsidies/applications/a1/actions/accept', 200, submitted({ state: 'accepted', version: 4, actions: ['approve', 'refuse'] }))
    confirm()?.click()
    confirm()?.click()
    await page.settle()
    expect(acted('accept')).toHaveLength(1)
    expect(acted('accept')[0]).toMatchObject({ data: { version: 3 } })
    expect(acted('accept')[0]?.headers?.['Idempotency-Key']).toBeTruthy()
    expect(page.button('核准').disabled).toBe(false)
  })
})

describe('deciding', () => {
  it('needs a reason, and shows the officer what the firm will read', async () => {
    await open(submitted())
    await ask('不予通过')
    expect(confirm()?.textContent?.trim()).toBe('先写理由')
    expect(confirm()?.disabled).toBe(true)
    await page.type('没有通过的理由', '合同不在支持年度内')
    expect(document.querySelector('.decision-preview')?.textContent).toContain('合同不在支持年度内')
    answer('POST /api/subsidies/applications/a1/actions/refuse', 200, submitted({ state: 'refused', version: 4, due: null, actions: [] }))
    confirm()?.click()
    await page.settle()
    expect(acted('refuse')[0]).toMatchObject({ data: { version: 3, reason: '合同不在支持年度内' } })
    expect(document.querySelector('.confirm-acts')).toBeNull()
  })

  it('after the firm has withdrawn says so and shows the case as it is now', async () => {
    await open(submitted({ state: 'accepted', actions: ['approve', 'refuse'] }))
    await ask('核准')
    await page.type('核准意见', '同意')
    answer('POST /api/subsidies/applications/a1/actions/approve', 409, { code: 'cases.wrong-state', details: { state: 'withdrawn' }, requestId: 'r' })
    answer('GET /api/subsidies/applications/a1', 200, submitted({ state: 'withdrawn', version: 5, due: null, actions: [] }))
    confirm()?.click()
    await page.settle()
    expect(page.text()).toContain('办件的状态刚刚变了')
    expect(document.querySelector('.case-head .tag')?.textContent).toContain('已撤回')
    expect(document.querySelector('.confirm-acts')).toBeNull()
  })

  it('without a network keeps the words in the sheet', async () => {
    await open(submitted({ state: 'accepted', actions: ['approve', 'refuse'] }))
    await ask('核准')
    await page.type('核准意见', '同意支持')
    confirm()?.click()
    await page.settle()
    expect(page.text()).toContain('没有网')
    expect(document.querySelector<HTMLTextAreaElement>('.confirm-body textarea')?.value).toBe('同意支持')
  })
})
