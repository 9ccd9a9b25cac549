import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import DeskExpertsPage from '#client/consultations/DeskExpertsPage.vue'
import DeskOpenDaysPage from '#client/consultations/DeskOpenDaysPage.vue'
import { answer, fakeAxios, forgetAnswers, sent, type Page } from '../accounts/mount-page.dom.ts'
import { aProfile, aSummary, confirmButton, now, openDesk, serveDesk, someHours, texts } from './desk-pages.dom.ts'

vi.mock('axios', () => fakeAxios)
vi.mock('#client/ui/toast.ts', () => ({ sayDone: () => Promise.resolve() }))
let page: Page
const routes = [{ path: '/desk/consultations/experts/:id?', component: DeskExpertsPage, props: true }, { path: '/desk/consultations/open-days', component: DeskOpenDaysPage }]
beforeEach(() => {
  vi.useFakeTimers({ now: new Date(now) })
  serveDesk()
  answer('GET /api/consultations/experts/e1/availability', 200, someHours())
  answer('GET /api/consultations/experts/e1/profile', 200, aProfile())
  answer('GET /api/consultations/open-days', 200, { items: [] })
})
afterEach(() => {
  page.unmount()
  forgetAnswers()
  vi.useRealTimers()
})
const leave = { id: 'l1', startsAt: '2026-11-26T16:00:00.000Z', endsAt: '2026-11-27T16:00:00.000Z', reason: '外出学习', by: '刘颖' }

describe('the experts at the desk', () => {
  it('are listed with their load and what their leave has hit', async () => {
    page = await openDesk('/desk/consultations/experts', routes)
    const [first, second] = texts('.consult-row')
    expect(first).toContain('刘颖1 次撞上请假化工、新材料要来 2 次')
    expect(second).toContain('孟凡接受预约')
    expect(second).toContain('没有要来的')
  })

  it('show hours, leave and the bookings to be moved, each leading to its page at the desk', async () => {
    answer('GET /api/consultations/experts/e1/availability', 200, someHours({ leaves: [leave], overLeave: [aSummary({ isOverLeave: true })] }))
    page = await openDesk('/desk/consultations/experts/e1', routes)
    await vi.waitFor(async () => {
      await page.settle()
      expect(document.querySelector('.hours-editor')).not.toBeNull()
    })
    expect(document.querySelector('.leave-over a')?.getAttribute('href')).toBe('/desk/consultations/b1')
    await page.press('名片')
    expect(page.text()).toContain('公开名片、接受预约')
  })

  it('are asked about anew once a leave was taken back', async () => {
    answer('GET /api/consultations/experts/e1/availability', 200, someHours({ leaves: [leave] }))
    page = await openDesk('/desk/consultations/experts/e1', routes)
    await vi.waitFor(async () => {
      await page.settle()
      expect(document.querySelector('.leave-drop')).not.toBeNull()
    })
    const asked = () => sent.filter(({ url }) => url === '/api/consultations/desk/experts').length
    const before = asked()
    document.querySelector<HTMLButtonElement>('.leave-drop')!.click()
    await page.settle()
    answer('DELETE /api/consultations/experts/e1/leaves/l1', 200, someHours())
    answer('GET /api/consultations/experts/e1/availability', 200, someHours())
    confirmButton().click()
    await page.settle()
    expect(sent.some(({ method }) => method === 'DELETE')).toBe(true)
    expect(asked()).toBeGreaterThan(before)
  })

  it('say so where nobody is in the service', async () => {
    answer('GET /api/consultations/desk/experts', 200, { items: [] })
    page = await openDesk('/desk/consultations/experts', routes)
    expect(page.text()).toContain('还没有专家')
  })
})

describe('holidays on which the service is open', () => {
  it('need a reason', async () => {
    page = await openDesk('/desk/consultations/open-days', routes)
    expect(page.text()).toContain('节假日都休息')
    await page.type('哪一天', '2027-01-01')
    expect(page.button('先写原因').disabled).toBe(true)
    await page.type('原因', '集中服务日')
    answer('PUT /api/consultations/open-days/2027-01-01', 200, { items: [{ date: '2027-01-01', reason: '集中服务日', by: '王倩' }] })
    answer('GET /api/consultations/open-days', 200, { items: [{ date: '2027-01-01', reason: '集中服务日', by: '王倩' }] })
    document.querySelector<HTMLFormElement>('.open-days form')!.dispatchEvent(new Event('submit'))
    await page.settle()
    expect(sent.find(({ method }) => method === 'PUT')?.data).toEqual({ reason: '集中服务日' })
    expect(page.text()).toContain('集中服务日，王倩放开的')
  })

  it('on a weekend need weekly hours that reach it', async () => {
    page = await openDesk('/desk/consultations/open-days', routes)
    await page.type('哪一天', '2027-01-01')
    expect(page.text()).not.toContain('这天是周末')
    await page.type('哪一天', '2027-01-02')
    expect(page.text()).toContain('这天是周末')
  })

  it('are closed again', async () => {
    answer('GET /api/consultations/open-days', 200, { items: [{ date: '2027-01-01', reason: '集中服务日', by: '王倩' }] })
    page = await openDesk('/desk/consultations/open-days', routes)
    await page.press('改回休息')
    answer('DELETE /api/consultations/open-days/2027-01-01', 200, { items: [] })
    confirmButton().click()
    await page.settle()
    expect(sent.some(({ method }) => method === 'DELETE')).toBe(true)
  })

  it('show what is wrong with the day', async () => {
    page = await openDesk('/desk/consultations/open-days', routes)
    await page.type('哪一天', '2027-01-04')
    await page.type('原因', '开门')
    answer('PUT /api/consultations/open-days/2027-01-04', 422, { code: 'invalid-input', fields: [{ field: 'date', reason: 'option' }], requestId: 'r' })
    document.querySelector<HTMLFormElement>('.open-days form')!.dispatchEvent(new Event('submit'))
    await page.settle()
    expect(page.noteOf('哪一天')).not.toBe('')
  })
})
