import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import DeskBookingsPage from '#client/consultations/DeskBookingsPage.vue'
import type { Booking } from '#contract/consultations/schema.ts'
import { answerCounts } from '../cases/desk-counts.dom.ts'
import { answer, answerWith, fakeAxios, forget, forgetAnswers, sent, type Page } from '../accounts/mount-page.dom.ts'
import { aBooking, aProfile, aSlot, aSummary, confirmButton, deskBookings, now, openDesk, serveDesk, slotsWith, texts, topics } from './desk-pages.dom.ts'

vi.mock('axios', () => fakeAxios)
vi.mock('#client/ui/toast.ts', () => ({ sayDone: () => Promise.resolve() }))
let page: Page
const routes = [{ path: '/desk/consultations/:id?', component: DeskBookingsPage, props: true }]
beforeEach(() => {
  vi.useFakeTimers({ now: new Date(now) })
  serveDesk()
})
afterEach(() => {
  page.unmount()
  forgetAnswers()
  vi.useRealTimers()
})
const list = async (query = '') => (page = await openDesk(`/desk/consultations${query}`, routes))
async function open(over: Partial<Booking> = {}): Promise<void> {
  answer('GET /api/consultations/bookings/b1', 200, aBooking(over))
  page = await openDesk('/desk/consultations/b1', routes)
  await vi.waitFor(async () => {
    await page.settle()
    expect(document.querySelector('.desk-booking-head')).not.toBeNull()
  })
}
const posted = () => sent.filter(({ method }) => method === 'POST')

describe('the list of bookings', () => {
  it('stands in groups with their counts, each row with day, hour, way and expert', async () => {
    answerCounts([{ kind: 'booking', todo: 1 }])
    await list()
    expect(texts('.bookings-groups .chip')).toEqual(['要来的 2', '撞上请假 1', '专家没确认 1', '没交记录 0', '要回访 0', '过去的 4', '取消的 0'])
    const [first, second] = texts('.booking-row')
    expect(first).toContain('11月27日周五苇畔新材料有限公司专家没确认09:30—11:00上门专利挖掘刘颖')
    expect(second).toContain('今天周一湖畔精细化工')
    expect(document.querySelector('.rail [aria-current="page"]')?.textContent).toContain('专家预约1')
  })

  it('is narrowed by group, expert and town, kept in the address', async () => {
    await list('?group=over-leave&expert=e1&town=马桥镇&q=0002')
    const asked = sent.filter(({ url, params }) => url === '/api/consultations/desk/bookings' && !('limit' in (params ?? {})))
    expect(asked.at(-1)?.params).toMatchObject({ group: 'over-leave', expertId: 'e1', town: '马桥镇', q: '0002' })
    expect(document.querySelector<HTMLSelectElement>('.bookings-selects select')?.value).toBe('e1')
    expect(document.querySelector('.booking-row')?.getAttribute('href')).toContain('group=over-leave')
  })

  it('is searched from the bar above, within its group', async () => {
    await list('?group=past')
    const box = document.querySelector<HTMLInputElement>('.dtop .q input')
    box!.value = '湖畔 '
    box!.dispatchEvent(new Event('input'))
    box!.form!.dispatchEvent(new Event('submit'))
    await page.settle()
    expect(page.router.currentRoute.value.query).toEqual({ group: 'past', q: '湖畔' })
    expect(sent.at(-1)?.params).toMatchObject({ q: '湖畔' })
  })

  it('says of an empty group what will be in it, of an empty search how to go on', async () => {
    answer('GET /api/consultations/desk/bookings', 200, deskBookings([]))
    await list('?group=unconfirmed')
    expect(page.text()).toContain('专家都确认了')
    await page.router.push('/desk/consultations?q=没有的')
    await page.settle()
    expect(page.text()).toContain('没有找到「没有的」')
    expect(page.text()).toContain('不筛了，看全组')
  })

  it('says what is wrong without a network', async () => {
    forget('GET /api/consultations/desk/bookings')
    await list()
    expect(page.text()).toContain('没有网')
  })

  it('says who cancelled, and which one lies over a leave', async () => {
    answer('GET /api/consultations/desk/bookings', 200, deskBookings([aSummary({ state: 'cancelled', cancelledBy: 'firm' }), aSummary({ id: 'b3', isOverLeave: true })]))
    await list()
    expect(texts('.booking-row .tag')).toEqual(['企业取消', '专家请假'])
  })
})

describe('one booking at the desk', () => {
  it('says who, when, where, about what, whom to call, and who booked it', async () => {
    await open({ bookedFor: '孙凯', rights: [{ id: 'r1', kind: 'patent', number: 'ZL202011313113.9', title: '一种反应釜' }], gaps: [{ assessmentId: 'a1', itemId: 'k1', title: '没有保密制度' }] })
    for (const words of ['YX2026-YY-0001', '11月27日 周五 09:30—11:00', '上门，东岳路 1 号', '新配方能不能申请专利？', '一种反应釜 ZL202011313113.9', '没有保密制度', '孙凯替企业约的'])
      expect(page.text()).toContain(words)
    expect(document.querySelector('.desk-contact a')?.getAttribute('href')).toBe('tel:13800000002')
  })

  it('offers exactly what an officer may do now', async () => {
    await open({ actions: ['arrive', 'miss'], state: 'confirmed' })
    expect(texts('.desk-booking-acts .btn')).toEqual(['到了', '没到'])
    expect(document.querySelector('.desk-booking-moves')).toBeNull()
  })

  it('is moved to a fresh time with its reason; the same hour is none', async () => {
    await open()
    answer('GET /api/consultations/slots', 200, slotsWith([aSlot('s1', '2026-11-27T01:30:00.000Z'), aSlot('s2', '2026-11-27T06:00:00.000Z')]))
    await page.press('改时间')
    expect(sent.filter(({ url }) => url === '/api/consultations/slots').at(-1)?.params).toMatchObject({ expertId: 'e1', bookingId: 'b1', way: 'visit', town: '马桥镇', from: '2026-11-23' })
    expect(texts('.desk-slots-day')).toEqual(['一23没有', '二24没有', '三25没有', '四26约满', '五271 个', '六28休', '日29休'])
    expect(confirmButton().textContent).toContain('先选时间')
    await page.press('14:00')
    expect(confirmButton().textContent).toContain('先写原因')
    await page.press(topics.reasons.firmMove[0] ?? '')
    answer('POST /api/consultations/bookings/b1/actions/reschedule', 200, aBooking({ startsAt: '2026-11-27T06:00:00.000Z', endsAt: '2026-11-27T07:30:00.000Z', version: 4 }))
    answer('GET /api/consultations/bookings/b1', 200, aBooking({ startsAt: '2026-11-27T06:00:00.000Z', endsAt: '2026-11-27T07:30:00.000Z', version: 4 }))
    confirmButton().click()
    await page.settle()
    expect(posted()[0]).toMatchObject({ data: { slotId: 's2', reason: topics.reasons.firmMove[0] } })
    expect(posted()[0]?.headers?.['Idempotency-Key']).toBeTruthy()
    expect(texts('.desk-booking-when')).toEqual(['11月27日 周五 14:00—15:30'])
  })

  it('goes to another expert, at the same hour where one is free then', async () => {
    await open({ isOverLeave: true })
    expect(page.text()).toContain('刘颖这时请假')
    answer('GET /api/consultations/slots', 200, slotsWith([aSlot('s1', '2026-11-27T06:00:00.000Z'), aSlot('s2', '2026-11-27T01:30:00.000Z', { expertId: 'e2', expertName: '孟凡' })]))
    await page.press('换专家')
    expect(texts('.desk-slots-time')).toEqual(['09:30原时间，孟凡'])
    await page.press('09:30')
    // The reason stands there already.
    answer('POST /api/consultations/bookings/b1/actions/replace', 200, aBooking({ expert: { id: 'e2', name: '孟凡' } }))
    confirmButton().click()
    await page.settle()
    expect(posted()[0]?.data).toEqual({ slotId: 's2', reason: '专家请假' })
  })

  it('says so where nobody else knows the topic', async () => {
    const { isOpen: _, version: __, ...expert } = aProfile({ ways: ['visit'] })
    answer('GET /api/consultations/experts', 200, { items: [{ ...expert, served: 0 }] })
    answer('GET /api/consultations/slots', 200, slotsWith([]))
    await open({ isOverLeave: true })
    await page.press('换专家')
    expect(page.text()).toContain('没有别的专家接「专利挖掘」的上门')
    expect(confirmButton().disabled).toBe(true)
  })

  it('loses a time to somebody quicker: fresh times in place, the words stay', async () => {
    await open()
    answer('GET /api/consultations/slots', 200, slotsWith([aSlot('s2', '2026-11-27T06:00:00.000Z'), aSlot('s3', '2026-11-27T07:00:00.000Z')]))
    await page.press('改时间')
    await page.press('14:00')
    await page.type('原因', '企业要改')
    answerWith('POST /api/consultations/bookings/b1/actions/reschedule', () => {
      answer('GET /api/consultations/slots', 200, slotsWith([aSlot('s3', '2026-11-27T07:00:00.000Z')]))
      return { status: 409, body: { code: 'consultations.slot-taken', details: { reason: 'leave' }, requestId: 'r' } }
    })
    confirmButton().click()
    await page.settle()
    await page.settle()
    expect(page.text()).toContain('专家这时请假，请换一个时间')
    expect(texts('.desk-slots-time')).toEqual(['15:00刘颖'])
    expect(confirmButton().textContent).toContain('先选时间')
    expect(document.querySelector<HTMLTextAreaElement>('.desk-reason textarea')?.value).toBe('企业要改')
  })

  it('is cancelled with a reason only', async () => {
    await open()
    await page.press('取消预约')
    expect(confirmButton().disabled).toBe(true)
    await page.press(topics.reasons.expertCancel[0] ?? '')
    answer('POST /api/consultations/bookings/b1/actions/cancel', 200, aBooking({ state: 'cancelled', actions: [] }))
    answer('GET /api/consultations/bookings/b1', 200, aBooking({ state: 'cancelled', actions: [] }))
    confirmButton().click()
    await page.settle()
    expect(posted()[0]?.data).toEqual({ reason: topics.reasons.expertCancel[0] })
    expect(document.querySelector('.desk-booking-acts')).toBeNull()
  })

  it('takes the check-in without a reason, and a firm\'s excuse with one', async () => {
    await open({ actions: ['arrive', 'excuse'], state: 'confirmed' })
    await page.press('企业请假')
    expect(confirmButton().textContent).toContain('先写原因')
    await page.press('先不')
    await page.press('到了')
    answer('POST /api/consultations/bookings/b1/actions/arrive', 200, aBooking({ state: 'arrived', actions: [] }))
    confirmButton().click()
    await page.settle()
    expect(posted().at(-1)).toMatchObject({ url: '/api/consultations/bookings/b1/actions/arrive', data: {} })
  })

  it('tells what happened, newest first, with both hours of a move', async () => {
    const change = { fromStartsAt: '2026-11-26T01:30:00.000Z', toStartsAt: '2026-11-27T01:30:00.000Z', fromExpert: '孟凡', toExpert: '刘颖' }
    await open({ events: [...aBooking().events, { action: 'replace', side: 'officer', by: '王倩', at: '2026-11-23T01:00:00.000Z', reason: '专家请假', state: 'booked', change }] })
    const [first, second] = texts('.desk-events li')
    expect(first).toContain('县局换了专家从 11月26日 周四 09:30—11:00（孟凡） 改到 11月27日 周五 09:30—11:00（刘颖）专家请假')
    expect(second).toContain('企业约好了')
  })

  it('has its need and contact put right by telephone: only what changed is sent', async () => {
    await open()
    await page.press('改内容')
    await page.type('联系电话', '13800000003')
    answer('PATCH /api/consultations/bookings/b1', 200, aBooking({ contactPhone: '13800000003', version: 4 }))
    confirmButton().click()
    await page.settle()
    const patch = sent.find(({ method }) => method === 'PATCH')
    expect(patch?.data).toEqual({ contactPhone: '13800000003' })
    expect(patch?.headers?.['If-Match']).toContain('3')
  })

  it('is asked about by telephone when it is done', async () => {
    await open({ state: 'done', actions: [], record: 'confirmed', revisit: { result: null, words: '', by: null, side: null, at: null, askedAt: '2026-11-22T01:00:00.000Z' } })
    answer('GET /api/consultations/bookings/b1/record', 404)
    expect(page.text()).toContain('发消息问过，企业还没有答')
    await page.press('电话回访')
    expect(confirmButton().textContent).toContain('先选一个')
    await page.tick('解决了一部分')
    await page.type('企业怎么说', '还差一份合同')
    answer('PUT /api/consultations/bookings/b1/revisit', 200, aBooking({ state: 'done', revisit: { result: 'partly', words: '还差一份合同', by: '王倩', side: 'officer', at: now, askedAt: null } }))
    confirmButton().click()
    await page.settle()
    expect(sent.find(({ method }) => method === 'PUT')?.data).toEqual({ result: 'partly', words: '还差一份合同' })
  })
})
