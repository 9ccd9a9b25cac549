// What an expert sees: the days, a visit, hours, the card, a written question. Without a network see visit-offline.dom.test.ts.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { defineComponent, h } from 'vue'
import { RouterView } from 'vue-router'
import type { Booking, VisitRecord } from '#contract/consultations/schema.ts'
import { closeVaults } from '#client/accounts/my-vault.ts'
import { useSessionStore } from '#client/accounts/session.ts'
import HoursPage from '#client/consultations/HoursPage.vue'
import ProfilePage from '#client/consultations/ProfilePage.vue'
import QuestionAnswerBox from '#client/consultations/QuestionAnswerBox.vue'
import RecordPage from '#client/consultations/RecordPage.vue'
import VisitPage from '#client/consultations/VisitPage.vue'
import VisitsPage from '#client/consultations/VisitsPage.vue'
import { answer, answerWith, fakeAxios, forgetAnswers, mountPage, sent, type Page } from '../accounts/mount-page.dom.ts'
import { aBooking, aProfile, aQuestion, aSlot, aSummary, confirmButton, now, slotsWith, someHours, texts, topics } from './desk-pages.dom.ts'
import { aRecord, me } from './visit-stage.dom.ts'

vi.mock('axios', () => fakeAxios)
vi.mock('#client/ui/toast.ts', () => ({ sayDone: () => Promise.resolve() }))
vi.mock('#client/ui/kept-pages.ts', () => ({ keepPages: () => Promise.resolve(null) }))
let page: Page
const routes = [
  { path: '/consultations/visits', component: VisitsPage },
  { path: '/consultations/visits/:id', component: VisitPage, props: true },
  { path: '/consultations/visits/:id/record', component: RecordPage, props: true },
  { path: '/consultations/hours', component: HoursPage },
  { path: '/consultations/profile', component: ProfilePage },
]

async function open(path: string): Promise<void> {
  const Stage = defineComponent({
    setup() {
      useSessionStore().set(me)
      return () => h(RouterView)
    },
  })
  page = await mountPage(Stage, path, routes)
  await vi.waitFor(async () => {
    await page.settle()
    if (document.querySelector('main .skel')) throw new Error(`still loading: ${page.text()}`)
  })
}
const today = { startsAt: '2026-11-23T02:30:00.000Z', endsAt: '2026-11-23T04:00:00.000Z' }
function serveVisit(booking: Partial<Booking>, record: Partial<VisitRecord> = {}): void {
  const shown = aBooking({ side: 'expert', ...today, state: 'booked', ...booking })
  answer('GET /api/consultations/visits', 200, { items: [aSummary({ ...today, state: shown.state })], now })
  answer('GET /api/consultations/bookings/b1', 200, shown)
  answer('GET /api/consultations/bookings/b1/record', 200, aRecord(record))
}
const dataOf = (method: string, end: string) => sent.filter((request) => request.method === method && request.url.endsWith(end)).map(({ data }) => data)

beforeEach(() => {
  vi.useFakeTimers({ now: new Date(now) })
  answer('GET /api/accounts/local-key', 200, { key: btoa('k'.repeat(32)) })
  answer('GET /api/accounts/me', 200, me)
  answer('GET /api/consultations/topics', 200, topics)
  answer('GET /api/consultations/questions', 200, { items: [aQuestion(), aQuestion({ id: 'q2', state: 'answered' })] })
  answer('GET /api/county', 200, { towns: [], industries: ['新材料', '医药'], officePhone: null, hotlines: [] })
  answer('GET /api/consultations/experts/e1/availability', 200, someHours())
  answer('GET /api/consultations/experts/e1/profile', 200, aProfile())
})
afterEach(() => {
  useSessionStore().me = null
  page.unmount()
  forgetAnswers()
  // The next phone has nothing of this one's.
  closeVaults()
  localStorage.clear()
  vi.useRealTimers()
})

describe('the days of an expert', () => {
  it('show today with address, way and telephone, what comes, and what is not finished', async () => {
    serveVisit({})
    answer('GET /api/consultations/visits', 200, { now, items: [aSummary({ id: 'b0', state: 'arrived', startsAt: '2026-11-20T02:30:00.000Z', endsAt: '2026-11-20T04:00:00.000Z' }), aSummary(today), aSummary({ id: 'b2' }), aSummary({ id: 'b3', state: 'cancelled' })] })
    await open('/consultations/visits')
    await vi.waitFor(async () => {
      await page.settle()
      expect(document.querySelector('a[href="tel:13800000002"]')).not.toBeNull()
    })
    expect(texts('.sec-h h2').slice(0, 3)).toEqual(['还没办完 1 次', '今天 11月23日 周一', '11月27日 周五'])
    expect(document.querySelector('a[href^="https://uri.amap.com/"]')?.getAttribute('href')).toContain(encodeURIComponent('东岳路 1 号'))
    expect(page.text()).toContain('企业说：新配方能不能申请专利？')
    expect(page.text()).toContain('1 条等您答复')
  })

  it('say what to do first where nothing is booked', async () => {
    answer('GET /api/consultations/visits', 200, { items: [], now })
    await open('/consultations/visits')
    expect(page.text()).toContain('还没有预约')
    expect(document.querySelector('a[href="/consultations/hours"]')).not.toBeNull()
  })
})

describe('a visit', () => {
  it('is checked in within the hour before, and its record is opened', async () => {
    serveVisit({})
    answer('POST /api/consultations/bookings/b1/actions/arrive', 200, aBooking({ side: 'expert', ...today, state: 'arrived', version: 4 }))
    await open('/consultations/visits/b1')
    await page.press('到企业了，签到')
    await vi.waitFor(async () => {
      await page.settle()
      expect(dataOf('POST', '/actions/arrive')).toHaveLength(1)
    })
    expect(document.querySelector('.bar a')?.getAttribute('href')).toBe('/consultations/visits/b1/record')
  })

  it('that went to another expert says so, and leads to the days', async () => {
    answer('GET /api/consultations/visits', 200, { items: [], now })
    for (const end of ['', '/record']) answer(`GET /api/consultations/bookings/b1${end}`, 404, { code: 'not-found', requestId: 'r1' })
    await open('/consultations/visits/b1')
    expect(page.text()).toContain('这次服务不在您的日程里了')
    expect(document.querySelector('a.btn[href="/consultations/visits"]')?.textContent).toContain('看我的日程')
  })

  it('days before can be confirmed, not checked in', async () => {
    const later = { startsAt: '2026-11-27T01:30:00.000Z', endsAt: '2026-11-27T03:00:00.000Z' }
    serveVisit(later)
    answer('POST /api/consultations/bookings/b1/actions/confirm', 200, aBooking({ side: 'expert', ...later, state: 'confirmed', version: 4 }))
    await open('/consultations/visits/b1')
    expect(page.text()).toContain('开始前一小时（08:30）起可以签到')
    await page.press('看过了，会按时服务')
    expect(dataOf('POST', '/actions/confirm')).toHaveLength(1)
    expect(page.text()).toContain('专家已确认')
  })

  it('the firm cannot come to needs the reason', async () => {
    serveVisit({ state: 'confirmed' })
    answer('POST /api/consultations/bookings/b1/actions/excuse', 200, aBooking({ side: 'expert', ...today, state: 'excused', version: 4 }))
    await open('/consultations/visits/b1')
    await page.press('企业请假')
    expect(confirmButton().disabled).toBe(true)
    await page.type('原因', '停电了')
    confirmButton().click()
    await vi.waitFor(async () => {
      await page.settle()
      expect(dataOf('POST', '/actions/excuse')).toEqual([{ reason: '停电了' }])
    })
  })

  it('is moved to a time out of those that are free, with the reason', async () => {
    serveVisit({ state: 'confirmed' })
    answer('GET /api/consultations/slots', 200, slotsWith([aSlot('s1', '2026-11-27T06:00:00.000Z')]))
    answer('POST /api/consultations/bookings/b1/actions/reschedule', 200, aBooking({ side: 'expert', state: 'confirmed', startsAt: '2026-11-27T06:00:00.000Z', endsAt: '2026-11-27T07:30:00.000Z', version: 4 }))
    await open('/consultations/visits/b1')
    await page.press('改时间')
    await vi.waitFor(async () => {
      await page.settle()
      page.button('14:00')
    })
    await page.press('14:00')
    await page.type('原因（企业看得到）', '临时有公务')
    confirmButton().click()
    await page.settle()
    expect(dataOf('POST', '/actions/reschedule')).toEqual([{ slotId: 's1', reason: '临时有公务' }])
  })

  it('whose record is with the firm is confirmed by the code the firm reads out', async () => {
    serveVisit({ state: 'recorded', record: 'submitted' }, { state: 'submitted', advice: '先分类', version: 2 })
    answer('POST /api/consultations/bookings/b1/record/code', 200, { phoneMasked: '138****0002', expiresAt: '2026-11-23T02:18:00.000Z', demoCode: '246810' })
    answer('POST /api/consultations/bookings/b1/actions/confirm-record', 200, aBooking({ side: 'expert', ...today, state: 'done', version: 5 }))
    await open('/consultations/visits/b1')
    expect(page.text()).toContain('先分类')
    await page.press('收短信码')
    await page.press('填上')
    await page.press('企业报了码，确认')
    expect(dataOf('POST', '/actions/confirm-record')).toEqual([{ code: '246810' }])
  })
})

describe('the record', () => {
  it('is handed in once it says who was there, what was found and what is advised', async () => {
    serveVisit({ state: 'arrived' }, { people: [{ name: '周建国', department: '', title: '' }], problems: '年费忘缴', version: 1, savedAt: now })
    await open('/consultations/visits/b1/record')
    expect(page.text()).toContain('先写建议')
    serveVisit({ state: 'arrived' }, { people: [{ name: '周建国', department: '', title: '' }], problems: '年费忘缴', advice: '先分类', version: 2, savedAt: now })
    answerWith('PUT /api/consultations/bookings/b1/record', () => ({ status: 200, body: aRecord({ people: [{ name: '周建国', department: '', title: '' }], problems: '年费忘缴', advice: '先分类', version: 2, savedAt: now }) }))
    answer('POST /api/consultations/bookings/b1/actions/submit-record', 200, aBooking({ side: 'expert', ...today, state: 'recorded', version: 5 }))
    await page.type('建议', '先分类')
    await vi.waitFor(async () => {
      await vi.advanceTimersByTimeAsync(1_500)
      expect(page.text()).toContain('写好了，交给企业确认')
    })
    await page.press('写好了，交给企业确认')
    expect(dataOf('POST', '/actions/submit-record')).toHaveLength(1)
  })

  it('says what the firm asks to be changed', async () => {
    serveVisit({ state: 'arrived' }, { returnedBecause: '人名写错了', version: 3 })
    await open('/consultations/visits/b1/record')
    expect(page.text()).toContain('企业请您改：人名写错了')
  })
})

describe('hours', () => {
  it('are edited in sheets, shown for two weeks as they come out, and saved on what was read', async () => {
    answer('PUT /api/consultations/experts/e1/availability', 200, someHours({ version: 2 }))
    await open('/consultations/hours')
    await vi.waitFor(async () => {
      await page.settle()
      expect(texts('.hours-preview li')).toHaveLength(14)
    })
    expect(texts('.hours-preview li')[0]).toContain('09:00—12:00 上门')
    await page.press('加一段每周的时间')
    expect(confirmButton().textContent).toContain('先选星期几')
    await page.press('周六')
    confirmButton().click()
    await page.settle()
    expect(texts('.hours-preview li')[5]).toContain('09:00—12:00')
    await page.press('存好')
    const put = sent.find(({ method }) => method === 'PUT')
    expect(put?.headers?.['If-Match']).toBe('"1"')
    expect((put?.data as { rules: unknown[] }).rules).toHaveLength(2)
  })

  it('changed elsewhere meanwhile are asked about, nothing typed is lost', async () => {
    answer('PUT /api/consultations/experts/e1/availability', 412, { code: 'stale', requestId: 'r', details: { version: 2 } })
    await open('/consultations/hours')
    await page.type('一天最多', '5')
    await page.press('存好')
    expect(page.text()).toContain('别处刚刚也改了这些时间')
    answer('GET /api/consultations/experts/e1/availability', 200, someHours({ version: 2 }))
    answer('PUT /api/consultations/experts/e1/availability', 200, someHours({ version: 3, perDay: 5 }))
    await page.press('用我的')
    expect(sent.findLast(({ method }) => method === 'PUT')?.headers?.['If-Match']).toBe('"2"')
  })

  it('under leave list the visits over it, each to be moved', async () => {
    answer('POST /api/consultations/experts/e1/leaves', 201, someHours({ overLeave: [aSummary({ isOverLeave: true })], leaves: [{ id: 'l1', startsAt: '2026-11-26T16:00:00.000Z', endsAt: '2026-11-27T16:00:00.000Z', reason: '', by: '刘颖' }] }))
    await open('/consultations/hours')
    await page.press('请假')
    await page.type('哪天起', '2026-11-27')
    confirmButton().click()
    await page.settle()
    expect(dataOf('POST', '/leaves')).toEqual([{ startsAt: '2026-11-26T16:00:00.000Z', endsAt: '2026-11-27T16:00:00.000Z', reason: '' }])
    expect(page.text()).toContain('请假里有 1 次预约')
    expect(document.querySelector('.leave-over a')?.getAttribute('href')).toBe('/consultations/visits/b1')
    page.button('改时间')
  })
})

describe('the card of an expert', () => {
  it('is saved on what was read; what the server does not take stands under its field', async () => {
    answer('PUT /api/consultations/experts/e1/profile', 422, { code: 'invalid-input', requestId: 'r', fields: [{ field: 'statement', reason: 'required' }] })
    await open('/consultations/profile')
    await page.type('擅长', '化工')
    await page.press('存好')
    expect(page.noteOf('回避声明')).not.toBe('')
    answer('PUT /api/consultations/experts/e1/profile', 200, aProfile({ fields: '化工', version: 3 }))
    await page.press('存好')
    expect(sent.findLast(({ method }) => method === 'PUT')).toMatchObject({ headers: { 'If-Match': '"2"' }, data: { fields: '化工' } })
    expect(() => page.button('存好')).toThrow()
  })
})

describe('a written question', () => {
  const mounted = async (question: ReturnType<typeof aQuestion>) => {
    const Stage = defineComponent({
      setup() {
        useSessionStore().set(me)
        return () => h(QuestionAnswerBox, { question })
      },
    })
    page = await mountPage(Stage, '/consultations/questions/q1')
  }

  it('is taken by an expert and answered in words', async () => {
    answer('POST /api/consultations/questions/q1/actions/take', 200, aQuestion({ side: 'expert', state: 'assigned', assignee: { id: 'e1', name: '刘颖' } }))
    await mounted(aQuestion({ side: 'expert' }))
    await page.press('我来答')
    expect(dataOf('POST', '/actions/take')).toHaveLength(1)
    page.unmount()
    answer('POST /api/consultations/questions/q1/actions/answer', 200, aQuestion({ side: 'expert', state: 'answered' }))
    await mounted(aQuestion({ side: 'expert', state: 'assigned', assignee: { id: 'e1', name: '刘颖' } }))
    await page.type('答复', '展出前先申请。')
    await page.press('发给企业')
    expect(dataOf('POST', '/actions/answer')).toEqual([{ answer: '展出前先申请。' }])
  })

  it('that another expert has is not answered here', async () => {
    await mounted(aQuestion({ side: 'expert', state: 'assigned', assignee: { id: 'e2', name: '孟凡' } }))
    expect(page.text()).not.toContain('书面答复')
  })
})
