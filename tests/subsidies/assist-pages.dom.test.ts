import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { defineComponent, h } from 'vue'
import { RouterView } from 'vue-router'
import type { Me } from '#contract/accounts/schema.ts'
import type { Assist } from '#contract/subsidies/assist.ts'
import { useSessionStore } from '#client/accounts/session.ts'
import { assistRoutes } from '#client/subsidies/assist-routes.ts'
import { answer, fakeAxios, forgetAnswers, mountPage, sent, type Page } from '../accounts/mount-page.dom.ts'

vi.mock('axios', () => fakeAxios)

const firm = { id: 'f1', name: '苇畔', uscc: '91370321MA0DEM013L', role: 'clerk', state: 'active', verification: 'verified', town: '马桥镇' } as const
const clerk: Me = { id: 'a1', name: '李敏', phoneMasked: '138****0002', roles: [], firms: [firm], consentVersion: '3', sessionExpiresAt: '2026-12-01T00:00:00.000Z' }
const assistant: Me = { ...clerk, id: 'h1', name: '吴桐', roles: ['assistant'], firms: [] }
const running: Assist = {
  id: 'h-1', firmId: 'f1', firmName: '桓台苇畔新材料有限公司', uscc: firm.uscc, town: '马桥镇', memberName: '李敏', phoneMasked: '138****0002', assistantName: '吴桐',
  startedAt: '2026-11-23T02:08:00.000Z', endsAt: '2026-11-23T10:08:00.000Z', endedAt: null, isRunning: true,
}
const ended: Assist = { ...running, id: 'h-0', startedAt: '2026-11-20T02:00:00.000Z', endsAt: '2026-11-20T10:00:00.000Z', endedAt: '2026-11-20T03:30:00.000Z', isRunning: false }
const draft = { id: 'd1', programmeId: 'P07', title: '专利奖配套', state: 'draft', done: 2, total: 5 }
let page: Page

async function open(path: string, me: Me): Promise<void> {
  const Stage = defineComponent({
    setup() {
      useSessionStore().set(me)
      return () => h(RouterView)
    },
  })
  page = await mountPage(Stage, path, assistRoutes)
  await page.settle()
}
beforeEach(() => {
  vi.useFakeTimers()
  answer('GET /api/county', 200, { office: '某县市场监督管理局', hotlines: [], footer: {}, demo: false })
  answer('GET /api/subsidies/assists', 200, { items: [running, ended] })
  answer('GET /api/subsidies/applications', 200, { items: [draft] })
  answer('GET /api/subsidies/programmes', 200, { items: [{ id: 'P07', title: '专利奖配套', availability: 'taking' }, { id: 'P05', title: '转化奖励', availability: 'taking' }, { id: 'P10', title: '历史政策', availability: 'closed' }], today: '2026-11-23' })
})
afterEach(() => {
  page.unmount()
  forgetAnswers()
  localStorage.clear()
  vi.useRealTimers()
})

describe('an assistant that asks a firm', () => {
  it('is told the same whoever the phone belongs to', async () => {
    answer('POST /api/subsidies/assists/codes', 202, { resendAfterSeconds: 60, expiresInSeconds: 600 })
    await open('/assist/new', assistant)
    await page.type('统一社会信用代码', firm.uscc)
    await page.type('企业经办人的手机号', '13800000002')
    await page.press('收短信码')
    expect(page.text()).toContain('信用代码和手机号对得上的，短信码已经发出')
    expect(page.text()).not.toContain('已发到手机')
  })

  it('hears what is wrong before anything is sent', async () => {
    await open('/assist/new', assistant)
    await page.press('收短信码')
    expect(sent.filter(({ method }) => method === 'POST')).toEqual([])
    expect(page.noteOf('企业经办人的手机号')).not.toBe('')
  })

  it('sees beside the box that the code is wrong, and keeps what was typed', async () => {
    answer('POST /api/subsidies/assists', 422, { code: 'accounts.code-wrong', details: { left: 4 }, requestId: 'r' })
    await open('/assist/new', assistant)
    await page.type('统一社会信用代码', firm.uscc)
    await page.type('企业经办人的手机号', '13800000002')
    await page.type('短信码', '000000')
    await page.press('企业同意，开始代填')
    expect(page.noteOf('短信码')).toContain('4')
    expect(page.router.currentRoute.value.path).toBe('/assist/new')
  })
})

describe('the firm an assistant helps', () => {
  it('shows its drafts, what may be begun, for whom and until when', async () => {
    await open('/assist/f1', assistant)
    expect(page.text()).toContain('正在为「桓台苇畔新材料有限公司」代填到11月23日 18:08')
    expect(page.text()).toContain('5 段信息填好 2 段')
    expect([...document.querySelectorAll('button.row .t')].map((one) => one.textContent)).toEqual(['转化奖励'])
  })

  it('says so once it is over, and how to go on', async () => {
    answer('GET /api/subsidies/assists', 200, { items: [ended] })
    await open('/assist/f1', assistant)
    expect(page.text()).toContain('这次代办已经结束')
    expect(sent.some(({ url }) => url === '/api/subsidies/applications')).toBe(false)
  })

  it('goes by the server’s word for what runs, not by the phone’s clock', async () => {
    vi.setSystemTime('2030-01-01T00:00:00.000Z')
    await open('/assist/f1', assistant)
    expect(page.text()).toContain('正在为「桓台苇畔新材料有限公司」代填')
  })
})

describe('what a firm sees of help', () => {
  it('names who was let in, by whom and until when, and what it sees', async () => {
    await open('/me/assists', clerk)
    expect(page.text()).toContain('镇办专员 吴桐李敏报码同意，到11月23日 18:08。能看、能填草稿，看不到已提交的办件。')
    expect(page.text()).toContain('11月20日 10:00 — 11:30 结束，李敏报码同意')
  })

  it('stops it by one tap', async () => {
    answer('DELETE /api/subsidies/assists/h-1', 204)
    await open('/me/assists', clerk)
    answer('GET /api/subsidies/assists', 200, { items: [{ ...running, isRunning: false, endedAt: '2026-11-23T03:00:00.000Z' }, ended] })
    await page.press('停掉')
    await page.settle()
    expect(sent.filter(({ method }) => method === 'DELETE').map(({ url }) => url)).toEqual(['/api/subsidies/assists/h-1'])
    expect(page.text()).not.toContain('正在代填')
  })

  it('does not say it was stopped when it was not', async () => {
    answer('DELETE /api/subsidies/assists/h-1', 503, { code: 'unavailable', requestId: 'r' })
    await open('/me/assists', clerk)
    await page.press('停掉')
    await page.settle()
    expect(document.querySelector('button.btn.sm')?.textContent).toBe('停掉')
    expect(document.querySelector('[role=alert]')).not.toBeNull()
  })
})
