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

  it('tells colleagues that somebody is at it while a sheet is up', async () => {
    await open(submitted())
    const said = () => sent.filter((request) => request.url === '/api/cases/a1/presence').at(-1)?.data
    expect(said()).toEqual({ doing: 'reading' })
    await page.press('受理')
    expect(said()).toEqual({ doing: 'editing' })
  })

  it('offers only what the reply allows', async () => {
    await open(aCase({ state: 'approved', due: null, actions: [] }))
    expect(document.querySelector('.desk-acts')).toBeNull()
  })
})
