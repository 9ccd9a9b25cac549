import { createHash } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { defineComponent, h } from 'vue'
import { RouterView } from 'vue-router'
import type { Me, StaffRole } from '#contract/accounts/schema.ts'
import { textToSeal } from '#contract/audit/chain.ts'
import type { AuditLine, ChainState } from '#contract/audit/schema.ts'
import { useSessionStore } from '#client/accounts/session.ts'
import AuditPage from '#client/audit/AuditPage.vue'
import WhoSawPage from '#client/audit/WhoSawPage.vue'
import { answer, fakeAxios, forgetAnswers, mountPage, sent, type Page } from '../accounts/mount-page.dom.ts'
import { answerCounts } from '../cases/desk-counts.dom.ts'

vi.mock('axios', () => fakeAxios)
let page: Page
const person = (roles: StaffRole[]): Me => ({ id: 'a1', name: '赵审', phoneMasked: '138****0050', roles, consentVersion: '3', sessionExpiresAt: '2026-12-24T00:00:00.000Z', firms: [] })
const routes = [{ path: '/desk/audit', component: AuditPage }, { path: '/desk/audit/sights', component: WhoSawPage }, { path: '/desk/:rest(.*)', component: { template: '<p>别的</p>' } }]
async function open(path: string, roles: StaffRole[] = ['officer', 'auditor']): Promise<void> {
  page = await mountPage(defineComponent({
    setup() {
      useSessionStore().set(person(roles))
      return () => h(RouterView)
    },
  }), path, routes)
  await vi.waitFor(async () => {
    await page.settle()
    expect(page.text()).toContain('操作留痕')
  })
  await page.settle()
}
const line: AuditLine = { id: '7', at: '2026-11-23T02:08:00.000Z', by: { id: 'o1', name: '王倩', phone: '138****0010', duty: '受理人员' }, action: 'files.read', outcome: 'done', subject: { text: '文件 合同.pdf', link: null }, firm: { text: '苇畔新材料有限公司', link: '/desk/firms/f1' } }
const whole: ChainState = { lines: 12, sealed: 12, waiting: 0, last: { at: '2026-11-22T18:00:00.000Z', isWhole: true, lines: 11, faults: [], faultCount: 0, ms: 420, by: null }, running: null }
const raw = { id: 7, at: 1_795_399_680_000, account_id: 'o1', role: 'officer', action: 'files.read', outcome: 'done', subject: 'file:x', firm_id: 'f1', request_id: 'r', details: '{}' }
const hash = createHash('sha256').update(textToSeal('ab', 7, raw)).digest('hex')
function serveLine(own: object): void {
  answer('GET /api/audit/lines/7', 200, { ...line, requestId: 'r', details: [{ name: '原因', value: '核对' }], raw, seal: { seq: 7, hash, prev: 'ab' }, ...own })
}
beforeEach(() => {
  vi.useFakeTimers({ now: new Date('2026-11-23T02:08:00.000Z') })
  answerCounts()
  answer('GET /api/county', 200, { towns: [], name: '云溪县' })
  answer('GET /api/audit/lines', 200, { items: [line], found: null, today: '2026-11-23' })
  answer('GET /api/audit/chain', 200, whole)
})
afterEach(() => {
  page.unmount()
  forgetAnswers()
  vi.useRealTimers()
})

describe('the audit at the desk', () => {
  it('says who did what about whom, in words, and that the chain is whole', async () => {
    await open('/desk/audit')
    for (const words of ['王倩', '受理人员', '看文件', '文件 合同.pdf', '苇畔新材料有限公司', '完整，没有改动']) expect(page.text()).toContain(words)
  })
  it('works the seal of a line out in the browser', async () => {
    serveLine({})
    await open('/desk/audit')
    document.querySelector<HTMLButtonElement>('.audit-line .ib')?.click()
    await vi.waitFor(async () => {
      await page.settle()
      expect(page.text()).toContain('与封印一致')
    })
  })
  it('is loud about a line that is not as it was sealed', async () => {
    serveLine({ raw: { ...raw, firm_id: 'f2' } })
    await open('/desk/audit')
    document.querySelector<HTMLButtonElement>('.audit-line .ib')?.click()
    await vi.waitFor(async () => {
      await page.settle()
      expect(page.text()).toContain('与封印不一致')
    })
  })
  it('is red about a broken chain and names the lines', async () => {
    answer('GET /api/audit/chain', 200, { ...whole, last: { ...whole.last, isWhole: false, faultCount: 1, faults: [{ kind: 'changed', seq: 9, line: 9 }] } })
    await open('/desk/audit')
    expect(document.querySelector('.audit-chain [role="alert"]')?.className).toContain('seal-t')
    expect(page.text()).toContain('第 9 行被改过')
  })
  it('narrows by what was done, and keeps that in what it asks', async () => {
    await open('/desk/audit?action=accounts.sign-in&outcome=refused')
    expect(sent.find(({ url }) => url === '/api/audit/lines')?.params).toEqual({ action: 'accounts.sign-in', outcome: 'refused' })
  })
  it('offers a system administrator no firm and no number to look for', async () => {
    await open('/desk/audit', ['administrator'])
    expect(page.text()).not.toContain('谁看过谁')
    expect(page.text()).not.toContain('编号')
  })
})

describe('who saw whom', () => {
  it('has one line a person, thing and day', async () => {
    answer('GET /api/audit/sights', 200, { items: [{ id: 'a1', day: '2026-11-23', firstAt: '2026-11-23T02:08:00.000Z', lastAt: '2026-11-23T03:08:00.000Z', times: 3, by: line.by, what: '看文件', thing: line.subject, firm: line.firm, isMany: false }], people: 1, times: 3, from: '2026-10-25', to: '2026-11-23' })
    await open('/desk/audit/sights?of=firm&id=f1')
    for (const words of ['王倩', '看文件', '1 人，共 3 次', '2026年11月23日']) expect(page.text()).toContain(words)
  })
})
