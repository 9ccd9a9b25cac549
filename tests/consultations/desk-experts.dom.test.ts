import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import DeskExpertsPage from '#client/consultations/DeskExpertsPage.vue'
import DeskOpenDaysPage from '#client/consultations/DeskOpenDaysPage.vue'
import { hoursLines, weekdaysText } from '#client/consultations/desk-hours.ts'
import { answer, fakeAxios, forgetAnswers, sent, type Page } from '../accounts/mount-page.dom.ts'
import { aProfile, aSummary, confirmButton, now, openDesk, serveDesk, someHours, texts, today } from './desk-pages.dom.ts'

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

  it('show hours, leave and the bookings to be moved', async () => {
    answer('GET /api/consultations/experts/e1/availability', 200, someHours({ leaves: [leave], overLeave: [aSummary({ isOverLeave: true })] }))
    page = await openDesk('/desk/consultations/experts/e1', routes)
    expect(page.text()).toContain('周一至周三、周五 09:00—17:00')
    expect(page.text()).toContain('11月27日 00:00 到 11月28日 00:00')
    expect(document.querySelector('.booking-row')?.getAttribute('href')).toBe('/desk/consultations/b1?group=over-leave')
  })

  it('get leave by telephone, of whole days in Shanghai', async () => {
    page = await openDesk('/desk/consultations/experts/e1', routes)
    await page.press('替他请假')
    expect(confirmButton().textContent).toContain('先选哪天起')
    await page.type('哪天起', '2026-11-27')
    await page.type('原因', '外出学习')
    answer('POST /api/consultations/experts/e1/leaves', 201, someHours({ leaves: [leave], overLeave: [aSummary({ isOverLeave: true })] }))
    confirmButton().click()
    await page.settle()
    expect(sent.find(({ method }) => method === 'POST')?.data).toEqual({ startsAt: leave.startsAt, endsAt: leave.endsAt, reason: '外出学习' })
  })

  it('get leave of some hours; an end before the beginning is no leave', async () => {
    page = await openDesk('/desk/consultations/experts/e1', routes)
    await page.press('替他请假')
    await page.type('哪天起', '2026-11-27')
    await page.type('几点起', '14:00')
    await page.type('到几点', '10:00')
    expect(confirmButton().textContent).toContain('结束要晚于开始')
    await page.type('到几点', '16:00')
    answer('POST /api/consultations/experts/e1/leaves', 201, someHours())
    confirmButton().click()
    await page.settle()
    expect(sent.find(({ method }) => method === 'POST')?.data).toMatchObject({ startsAt: '2026-11-27T06:00:00.000Z', endsAt: '2026-11-27T08:00:00.000Z' })
  })

  it('have their leave taken back', async () => {
    answer('GET /api/consultations/experts/e1/availability', 200, someHours({ leaves: [leave] }))
    page = await openDesk('/desk/consultations/experts/e1', routes)
    await page.press('取消请假')
    answer('DELETE /api/consultations/experts/e1/leaves/l1', 200, someHours())
    confirmButton().click()
    await page.settle()
    expect(sent.some(({ method }) => method === 'DELETE')).toBe(true)
  })

  it('say so where nobody is in the service', async () => {
    answer('GET /api/consultations/desk/experts', 200, { items: [] })
    page = await openDesk('/desk/consultations/experts', routes)
    expect(page.text()).toContain('还没有专家')
  })
})

describe('weekly hours in words', () => {
  it('begin on Monday and run together from three days on', () => {
    expect(weekdaysText([0, 6])).toBe('周六、周日')
    expect(weekdaysText([5, 1, 2, 3, 4])).toBe('周一至周五')
    expect(weekdaysText([1, 3])).toBe('周一、周三')
  })

  it('leave out what is over', () => {
    const [rule] = someHours().rules
    expect(hoursLines({ rules: rule ? [{ ...rule, validTo: '2026-11-22' }] : [], additions: [{ date: '2026-11-28', from: '09:00', to: '11:00', ways: ['phone'] }] }, today)).toEqual([
      { when: '11月28日（周六） 09:00—11:00', detail: '加一次，电话' },
    ])
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
