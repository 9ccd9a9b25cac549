import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Booking, VisitRecord } from '#contract/consultations/schema.ts'
import BookingDetailPage from '#client/consultations/BookingDetailPage.vue'
import BookingEditPage from '#client/consultations/BookingEditPage.vue'
import BookingMovePage from '#client/consultations/BookingMovePage.vue'
import BookingsMinePage from '#client/consultations/BookingsMinePage.vue'
import { answer, fakeAxios, forget, forgetAnswers, sent, type Page } from '../accounts/mount-page.dom.ts'
import { aSummary, confirmButton, texts } from './desk-pages.dom.ts'
import { aSlot, aWaiting, leave, loaded, openFirm, ownBooking, pathOf, serveFirm, slotsWith, topics } from './firm-pages.dom.ts'

vi.mock('axios', () => fakeAxios)
vi.mock('#client/ui/toast.ts', () => ({ sayDone: () => Promise.resolve() }))
let page: Page
const base = '/api/consultations/bookings/b1'
const routes = [
  { path: '/consultations/mine', component: BookingsMinePage },
  { path: '/consultations/bookings/:id', component: BookingDetailPage, props: true },
  { path: '/consultations/bookings/:id/move', component: BookingMovePage, props: true },
  { path: '/consultations/bookings/:id/edit', component: BookingEditPage, props: true },
]
const open = async (over: Partial<Booking> = {}, path = '/consultations/bookings/b1') => {
  answer(`GET ${base}`, 200, ownBooking(over))
  page = await openFirm(path, routes)
}
const aRecord: VisitRecord = {
  bookingId: 'b1', state: 'submitted', version: 2, people: [{ name: '李敏', department: '研发部', title: '主任' }], situation: '两条产线', policy: '讲了贴息', needs: '想理清专利', problems: '没有台账', opinions: '多来几次', findings: '布局散', advice: '先做检索', plan: '下月再看',
  followUps: [{ id: 'u1', what: '整理台账', owner: 'firm', dueOn: '2026-12-10', doneAt: null }], photos: [], savedAt: null, submittedAt: '2026-11-27T04:00:00.000Z', returnedBecause: null, confirmedBy: null, confirmedAt: null, confirmedVia: null,
}
const done = (over: Partial<Booking> = {}): Partial<Booking> => ({ state: 'done', actions: [], record: 'confirmed', ...over })
/** What a deed makes of it, and what is read of it from then on. */
const becomes = (route: string, over: Partial<Booking>) => {
  answer(route, 200, ownBooking(over))
  answer(`GET ${base}`, 200, ownBooking(over))
}
const last = (method: string) => sent.filter((request) => request.method === method).at(-1)
beforeEach(() => {
  vi.useFakeTimers({ now: new Date('2026-11-23T02:08:00.000Z') })
  serveFirm()
  answer(`GET ${base}/record`, 200, aRecord)
})
afterEach(() => {
  leave(page)
  forgetAnswers()
  localStorage.clear()
  vi.useRealTimers()
})

describe('a booking', () => {
  it('just made is a receipt: when, with whom, where, for nothing', async () => {
    await open({}, '/consultations/bookings/b1?new=1')
    expect(page.text()).toContain('预约回执')
    expect(page.text()).toContain('11月27日 周五 09:30—11:00刘颖专家')
    expect(page.text()).toContain('东岳路 1 号费用免费')
    expect(texts('.bar .btn')).toEqual(['我约的专家', '回首页'])
  })

  it('says how far it is, what was asked, what to have ready and what happened', async () => {
    await open({ isOverLeave: true })
    expect(page.text()).toContain('已约，待专家确认')
    expect(page.text()).toContain('专家这时请了假')
    expect(page.text()).toContain('李敏 13800000002')
    expect(page.text()).toContain(`见面前先备：${topics.items[0]?.prepare.join('、')}`)
    expect(page.text()).toContain('企业约好了')
    expect(texts('.bar .btn')).toEqual(['取消预约', '改时间'])
  })

  it('is called off with a reason, ready words or one\'s own', async () => {
    await open()
    await page.press('取消预约')
    expect(confirmButton().textContent?.trim()).toBe('先写原因')
    await page.press(topics.reasons.firmCancel[0] ?? '')
    becomes(`POST ${base}/actions/cancel`, { state: 'cancelled', actions: [], cancelledBy: 'firm' })
    confirmButton().click()
    await page.settle()
    expect(last('POST')?.data).toEqual({ reason: topics.reasons.firmCancel[0] })
    expect(last('POST')?.headers?.['Idempotency-Key']).toBeTruthy()
    expect(page.text()).toContain('企业取消了这次预约')
    expect(texts('.bar .btn')).toEqual(['再约一次'])
  })

  it('of an expert or an officer leads to their own page', async () => {
    await open({ side: 'officer' })
    expect(document.querySelector('main a.btn')?.getAttribute('href')).toBe('/desk/consultations/b1')
  })

  it('that is not the firm\'s says so', async () => {
    answer(`GET ${base}`, 404, { code: 'not-found', requestId: 'r1' })
    page = await openFirm('/consultations/bookings/b1', routes)
    expect(page.text()).toContain('没有这一页')
  })

  it('changes what it is about, with the version that was looked at', async () => {
    await open({}, '/consultations/bookings/b1/edit')
    expect(document.querySelector('.bar .btn')?.textContent?.trim()).toBe('还没有改动')
    await page.type('想解决什么', '还想问国外')
    becomes(`PATCH ${base}`, { description: '还想问国外' })
    await page.press('存好')
    expect(last('PATCH')?.data).toMatchObject({ description: '还想问国外', contactPhone: '13800000002', address: '东岳路 1 号' })
    expect(last('PATCH')?.headers?.['If-Match']).toBe('"3"')
    expect(pathOf(page)).toBe('/consultations/bookings/b1')
  })
})

describe('moving a booking', () => {
  const moved = '2026-11-27T06:00:00.000Z'
  it('keeps the expert, takes the new time with a reason', async () => {
    answer('GET /api/consultations/slots', 200, slotsWith([aSlot('s2', moved)]))
    await open({}, '/consultations/bookings/b1/move')
    expect(sent.filter(({ url }) => url === '/api/consultations/slots').at(-1)?.params).toMatchObject({ bookingId: 'b1', expertId: 'e1', way: 'visit', town: '马桥镇' })
    await page.press('14:00')
    await page.press('改到这个时间')
    await page.type('为什么改', '设备检修')
    becomes(`POST ${base}/actions/reschedule`, { startsAt: moved })
    confirmButton().click()
    await page.settle()
    expect(last('POST')?.data).toEqual({ slotId: 's2', reason: '设备检修' })
    expect(pathOf(page)).toBe('/consultations/bookings/b1')
  })

  it('that is too late leaves the old time standing, shows fresh ones and keeps the reason', async () => {
    answer('GET /api/consultations/slots', 200, slotsWith([aSlot('s2', moved), aSlot('s3', '2026-11-27T07:00:00.000Z')]))
    await open({}, '/consultations/bookings/b1/move')
    await page.press('14:00')
    await page.press('改到这个时间')
    await page.type('为什么改', '设备检修')
    answer(`POST ${base}/actions/reschedule`, 409, { code: 'consultations.slot-taken', requestId: 'r1', details: { reason: 'taken' } })
    answer('GET /api/consultations/slots', 200, slotsWith([aSlot('s3', '2026-11-27T07:00:00.000Z')]))
    confirmButton().click()
    await page.settle()
    expect(page.text()).toContain('11月27日 周五 14:00—15:30 刚被别人约走了')
    expect(texts('.slot-time')).toEqual(['15:00刘颖'])
    await page.press('15:00')
    await page.press('改到这个时间')
    expect(document.querySelector('textarea')?.value).toBe('设备检修')
  })

  it('that met already cannot be moved', async () => {
    await open(done(), '/consultations/bookings/b1/move')
    expect(page.text()).toContain('这次预约不能再改时间')
  })
})

describe('afterwards', () => {
  const recorded: Partial<Booking> = { state: 'recorded', actions: ['return-record', 'confirm-record'], record: 'submitted' }
  it('the record is read and agreed to', async () => {
    await open(recorded)
    await loaded(page)
    expect(page.text()).toContain('先做检索')
    expect(document.querySelector('.bar')).toBeNull()
    becomes(`POST ${base}/actions/confirm-record`, done())
    await page.press('确认记录')
    expect(last('POST')?.data).toEqual({})
    expect(page.text()).toContain('这次服务怎么样')
  })

  it('or sent back with what is wrong', async () => {
    await open(recorded)
    await loaded(page)
    await page.press('退回修改')
    await page.type('哪里要改', '参加人写漏了')
    becomes(`POST ${base}/actions/return-record`, { state: 'arrived', actions: [], record: null })
    confirmButton().click()
    await page.settle()
    expect(last('POST')?.data).toEqual({ reason: '参加人写漏了' })
    expect(page.text()).toContain('服务中')
  })

  it('three questions in stars, and words', async () => {
    await open(done())
    const star = (question: number, stars: number) => document.querySelectorAll('.star-row')[question]?.querySelectorAll<HTMLInputElement>('input')[stars - 1]?.click()
    star(0, 5)
    star(1, 4)
    await page.settle()
    expect(page.button('还有 1 问没评').disabled).toBe(true)
    star(2, 3)
    await page.settle()
    await page.type('想说的话', '讲得清楚')
    becomes(`PUT ${base}/rating`, done({ rating: { professional: 5, relevant: 4, solved: 3, words: '讲得清楚', by: '李敏', at: '2026-11-28T00:00:00.000Z' } }))
    await page.press('交评价')
    expect(last('PUT')?.data).toEqual({ professional: 5, relevant: 4, solved: 3, words: '讲得清楚' })
    expect(page.text()).toContain('您的评价')
  })

  it('some days later: did it help', async () => {
    const asked = { result: null, words: '', by: null, side: null, at: null, askedAt: '2026-12-04T02:00:00.000Z' }
    await open(done({ revisit: asked }))
    expect(page.text()).toContain(topics.revisitQuestion)
    await page.tick('还没解决')
    becomes(`PUT ${base}/revisit`, done({ revisit: { ...asked, result: 'unsolved', by: '李敏', side: 'firm', at: '2026-12-04T03:00:00.000Z' } }))
    await page.press('交回访')
    expect(last('PUT')?.data).toEqual({ result: 'unsolved', words: '' })
    expect(page.text()).toContain('还要人帮')
  })
})

describe('the firm\'s own list', () => {
  it('puts the firm\'s turn first, then what is coming, then what was', async () => {
    answer('GET /api/consultations/waiting', 200, { items: [aWaiting({ state: 'offered' })] })
    const items = [aSummary({ id: 'b2', state: 'done', isRated: true }), aSummary({ id: 'b3', state: 'confirmed' }), aSummary({ id: 'b4', state: 'recorded' }), aSummary({ id: 'b5', state: 'done' }), aSummary({ id: 'b6', state: 'cancelled' })]
    answer('GET /api/consultations/bookings', 200, { items, now: '2026-11-23T02:08:00.000Z' })
    await open({}, '/consultations/mine')
    expect(texts('h2')).toEqual(['等您办的 2 件', '要见的', '以前的'])
    expect([...document.querySelectorAll('.row[href*="bookings"]')].map((one) => one.getAttribute('href')?.split('/').at(-1))).toEqual(['b4', 'b5', 'b3', 'b2', 'b6'])
    expect(page.text()).toContain('有 1 个时间给您留着')
  })

  it('without any says what may be done', async () => {
    await open({}, '/consultations/mine')
    expect(page.text()).toContain('还没有约过专家')
  })

  it('without a network says so', async () => {
    forget('GET /api/consultations/bookings')
    await open({}, '/consultations/mine')
    expect(page.text()).toContain('没有网')
  })
})
