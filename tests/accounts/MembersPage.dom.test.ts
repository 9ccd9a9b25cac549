import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { defineComponent, h } from 'vue'
import type { Me, Member } from '#contract/accounts/schema.ts'
import FreshCodeSheet from '#client/accounts/FreshCodeSheet.vue'
import MembersPage from '#client/accounts/MembersPage.vue'
import { answer, fakeAxios, forgetAnswers, mountPage, sent, type Page } from './mount-page.dom.ts'

vi.mock('axios', () => fakeAxios)

const since = '2026-11-20T00:00:00.000Z'
const boss: Member = { id: 'm1', accountId: 'a1', name: '周建国', phoneMasked: '138****0001', role: 'administrator', state: 'active', isMe: true, since }
const clerk: Member = { id: 'm2', accountId: 'a2', name: '李敏', phoneMasked: '138****0002', role: 'clerk', state: 'active', isMe: false, since }
const asker: Member = { id: 'm3', accountId: 'a3', name: '孙磊', phoneMasked: '139****0003', role: 'clerk', state: 'pending', isMe: false, since }
const me: Me = { id: 'a1', name: '周建国', phoneMasked: '138****0001', roles: [], firms: [], consentVersion: '3', sessionExpiresAt: since }
let page: Page

/** As App.vue has it: the sheet for fresh codes stands ready beside every page. */
const Stage = defineComponent({ setup: () => () => [h(MembersPage, { id: 'f1' }), h(FreshCodeSheet)] })
async function open(...items: Member[]): Promise<void> {
  answer('GET /api/accounts/firms/f1/members', 200, { items })
  page = await mountPage(Stage, '/firms/f1/members')
}
beforeEach(() => {
  vi.useFakeTimers()
  answer('GET /api/accounts/me', 200, me)
})
afterEach(() => {
  page.unmount()
  forgetAnswers()
  vi.useRealTimers()
})
const patches = () => sent.filter((request) => request.method === 'PATCH').map(({ url, data }) => ({ url, data }))

describe('the members of a firm on the page', () => {
  it('lets an administrator agree to whoever asks', async () => {
    await open(boss, clerk, asker)
    answer('PATCH /api/accounts/firms/f1/members/m3', 200, { ...asker, state: 'active' })
    expect(page.text()).toContain('等同意的 1 人')
    await page.press('同意加入')
    expect(patches()).toEqual([{ url: '/api/accounts/firms/f1/members/m3', data: { state: 'active' } }])
  })

  it('shows a clerk the same people without buttons', async () => {
    await open({ ...boss, isMe: false }, { ...clerk, isMe: true }, asker)
    expect(page.text()).toContain('由企业管理员同意')
    expect(() => page.button('同意加入')).toThrow()
  })

  it('asks once more before removing, and says what stays', async () => {
    await open(boss, clerk)
    answer('DELETE /api/accounts/firms/f1/members/m2', 204)
    await page.press('李李敏')
    await page.press('移出企业')
    expect(page.text()).toContain('填过的草稿和办件都留在企业')
    await page.press('移出')
    expect(sent.some((request) => request.method === 'DELETE')).toBe(true)
  })

  it('tells the only administrator why not, instead of offering what is refused', async () => {
    await open(boss, clerk)
    await page.press('周周建国')
    expect(page.text()).toContain('企业要留一位管理员')
    expect(() => page.button('我退出这家企业')).toThrow()
  })

  it('asks for a fresh code where the server wants one, then does what was asked', async () => {
    await open(boss, clerk, asker)
    answer('PATCH /api/accounts/firms/f1/members/m3', 403, { code: 'accounts.fresh-code-needed', requestId: 'r' })
    answer('POST /api/accounts/sessions/current/codes', 202, { demoCode: '135790', resendAfterSeconds: 60, expiresInSeconds: 600 })
    answer('POST /api/accounts/sessions/current/confirmations', 204)
    await page.press('同意加入')
    expect(page.text()).toContain('确认是您本人')
    await page.press('收短信码')
    await page.type('短信码', '135790')
    answer('PATCH /api/accounts/firms/f1/members/m3', 200, { ...asker, state: 'active' })
    await page.press('确认')
    expect(sent.find((request) => request.url.endsWith('/confirmations'))?.data).toEqual({ code: '135790' })
    expect(patches()).toHaveLength(2)
  })
})
