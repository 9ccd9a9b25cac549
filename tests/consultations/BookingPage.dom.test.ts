import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import BookingPage from '#client/consultations/BookingPage.vue'
import { answer, answerWith, fakeAxios, forget, forgetAnswers, sent, type Page } from '../accounts/mount-page.dom.ts'
import { aHold, aSlot, aWaiting, firm, leave, loaded, me, openFirm, ownBooking, pathOf, serveFirm, slotsWith, someSlots, start, topicIds, topics } from './firm-pages.dom.ts'

vi.mock('axios', () => fakeAxios)
vi.mock('#client/ui/toast.ts', () => ({ sayDone: () => Promise.resolve() }))
let page: Page
const topic = topics.items[0] ?? { id: '', title: '', hint: '', prepare: [] }
const routes = [{ path: '/consultations/book', component: BookingPage }]
const open = async (query = `?topic=${topic.id}&way=phone`, person: typeof me | null = me) => {
  page = await openFirm(`/consultations/book${query}`, routes, person)
}
const posts = (url: string) => sent.filter((request) => request.method === 'POST' && request.url === url)
const slotQuestions = () => sent.filter(({ url }) => url === '/api/consultations/slots').map(({ params }) => params)
const bar = () => document.querySelector('.bar .btn')?.textContent?.trim()
const refused = (code: string, status = 409, details = {}) => ({ code, requestId: 'r1', details, status })
const hold = '/api/consultations/holds'
beforeEach(() => {
  vi.useFakeTimers({ now: new Date('2026-11-23T02:08:00.000Z') })
  serveFirm()
  answer(`POST ${hold}`, 201, aHold())
  answer(`DELETE ${hold}/h1`, 204)
})
afterEach(() => {
  leave(page)
  forgetAnswers()
  localStorage.clear()
  vi.useRealTimers()
})
async function take(time = '09:30'): Promise<void> {
  await page.press(time)
  await page.press('就约这个时间')
}

describe('choosing a time', () => {
  it('goes from topic to way to the first free day, with who would come', async () => {
    await open('')
    expect(page.text()).toContain(topic.hint)
    await page.press(topic.title)
    await loaded(page)
    await page.press('电话')
    await loaded(page)
    expect(pathOf(page)).toContain(`topic=${topic.id}&way=phone&on=2026-11-27`)
    expect(slotQuestions().at(-1)).toMatchObject({ topic: topic.id, way: 'phone', expertId: 'any', firmId: 'f1', from: '2026-11-23', to: '2026-11-29' })
    expect([...document.querySelectorAll('.slot-day')].map((day) => day.textContent)).toEqual(['一23今天', '二24没空', '三25没空', '四26约满', '五273 个', '六28休', '日29休'])
    expect([...document.querySelectorAll('.slot-time')].map((one) => one.textContent)).toEqual(['09:30刘颖', '10:30刘颖等 2 位', '14:00刘颖'])
    expect(bar()).toBe('先选一个时间')
    await page.press('09:30')
    expect(page.text()).toContain('11月27日 周五 09:30—11:00免费')
    expect(page.text()).toContain('专利代理师')
    expect(bar()).toBe('就约这个时间')
  })

  it('asks for the firm\'s town on a visit, another one on wish, and one expert by name', async () => {
    await open(`?topic=${topic.id}&way=visit`)
    expect(slotQuestions().at(-1)).toMatchObject({ way: 'visit', town: firm.town })
    const other = topics.towns[1]?.town ?? ''
    const select = document.querySelector<HTMLSelectElement>('.town-line select')!
    select.value = other
    select.dispatchEvent(new Event('change'))
    await page.settle()
    await page.press('欧阳孟凡')
    expect(slotQuestions().at(-1)).toMatchObject({ town: other, expertId: 'e2' })
    expect(pathOf(page)).toContain('expert=e2')
  })

  it('shows the month, and a free day of it leads to its times', async () => {
    await open()
    await page.press('整月')
    expect(document.querySelector('.month-day:not(:disabled)')?.getAttribute('aria-label')).toBe('11月27日 周五，3 个')
    document.querySelector<HTMLButtonElement>('.month-day:not(:disabled)')!.click()
    await page.settle()
    expect(pathOf(page)).toContain('on=2026-11-27')
  })

  it('that is scarce offers three ways on, and none at all leaves no empty grid', async () => {
    answer('GET /api/consultations/slots', 200, someSlots({ isScarce: true }))
    await open()
    expect(page.text()).toContain(`最近 ${topics.limits.soonDays} 天没有空的时间`)
    leave(page)
    answer('GET /api/consultations/slots', 200, slotsWith([], { earliestOn: null, isScarce: true }))
    await open()
    const hrefs = [...document.querySelectorAll('.ways-on a')].map((one) => one.getAttribute('href'))
    expect(hrefs).toEqual([`/consultations/waiting/new?topic=${topic.id}&way=phone`, `/consultations/questions/new?topic=${topic.id}`, 'tel:12330'])
    expect(document.querySelector('.slot-days')).toBeNull()
  })

  it('in a week without one leads to the earliest', async () => {
    await open()
    answer('GET /api/consultations/slots', 200, slotsWith([], { days: [] }))
    await page.press('下一周')
    expect(page.text()).toContain('这一周没有空。')
    expect(page.button('最早 11月27日 周五 有空')).toBeTruthy()
  })

  it('is open to everybody; who it is matters when one is taken', async () => {
    await open(undefined, null)
    await page.press('09:30')
    const link = document.querySelector<HTMLAnchorElement>('.bar a.btn')!
    expect(link.textContent).toBe('登录，就约这个时间')
    expect(new URL(link.href).searchParams.get('next')).toContain('slot=any%7E1')
  })

  it('without a network says so', async () => {
    forget('GET /api/consultations/slots')
    await open()
    expect(page.text()).toContain('没有网')
  })
})

describe('saying what is needed', () => {
  it('while the time is kept; then it is booked with one key', async () => {
    await open()
    await take()
    expect(posts(hold)[0]?.data).toEqual({ firmId: 'f1', slotId: 'any~1' })
    expect(page.text()).toContain(`替您留着，还有 ${topics.limits.holdMinutes}:00`)
    expect(bar()).toBe('先写想解决什么')
    await page.type('想解决什么', '配方怎么保密？')
    await vi.advanceTimersByTimeAsync(61_000)
    expect(page.text()).toContain(`还有 ${topics.limits.holdMinutes - 2}:5`)
    answer('POST /api/consultations/bookings', 201, ownBooking())
    await page.press('预约')
    const order = posts('/api/consultations/bookings')[0]
    expect(order?.data).toEqual({ firmId: 'f1', holdId: 'h1', topic: topic.id, way: 'phone', description: '配方怎么保密？', contactName: '李敏' })
    expect(order?.headers?.['Idempotency-Key']).toBeTruthy()
    expect(pathOf(page)).toBe('/consultations/bookings/b1?new=1')
    expect(sent.some(({ method, url }) => method === 'DELETE' && url === `${hold}/h1`)).toBe(false)
  })

  it('on a visit asks where to, as it was the last time', async () => {
    answer(`POST ${hold}`, 201, aHold({ way: 'visit' }))
    answer('GET /api/consultations/bookings', 200, { items: [ownBooking({ id: 'b9', state: 'done' })], now: '' })
    answer('GET /api/consultations/bookings/b9', 200, ownBooking({ id: 'b9', address: '东岳路 1 号' }))
    await open(`?topic=${topic.id}&way=visit`)
    await take()
    await page.settle()
    await page.type('想解决什么', '看看车间')
    answer('POST /api/consultations/bookings', 201, ownBooking())
    await page.press('预约')
    expect(posts('/api/consultations/bookings')[0]?.data).toMatchObject({ address: '东岳路 1 号', town: firm.town })
  })

  it('what was typed is there after a reload, and the time is kept again', async () => {
    await open()
    await take()
    await page.type('想解决什么', '配方怎么保密？')
    const address = pathOf(page)
    expect(address).toContain('slot=any~1&step=need')
    page.unmount()
    await open(address.slice('/consultations/book'.length))
    expect(document.querySelector('textarea')?.value).toBe('配方怎么保密？')
    expect(posts(hold)).toHaveLength(2)
  })

  it('goes on when the time has run out: kept anew, or taken as it is', async () => {
    await open()
    await take()
    await page.type('想解决什么', '配方怎么保密？')
    await vi.advanceTimersByTimeAsync(topics.limits.holdMinutes * 60_000 + 1_000)
    expect(page.text()).toContain('留的时间到了，写的都在。')
    answer('POST /api/consultations/bookings', 201, ownBooking())
    await page.press('预约')
    expect(posts('/api/consultations/bookings')[0]?.data).toMatchObject({ slotId: 'any~1' })
  })

  it('takes along the gap and the right that led here, once; what is taken out stays out', async () => {
    const right = { id: 'r1', firmId: 'f1', kind: 'patent', number: 'ZL201911044411.X', title: '一种苇纤维复合板' }
    answer('GET /api/portfolio/rights/r1', 200, right)
    await open(`?topic=${topic.id}&way=phone&right=r1`)
    await take()
    await page.settle()
    expect(page.text()).toContain('一种苇纤维复合板')
    expect(pathOf(page)).not.toContain('right=')
    document.querySelector<HTMLButtonElement>('[aria-label="不带一种苇纤维复合板"]')!.click()
    await page.settle()
    await page.type('想解决什么', '配方怎么保密？')
    answer('POST /api/consultations/bookings', 201, ownBooking())
    await page.press('预约')
    expect(posts('/api/consultations/bookings')[0]?.data).not.toHaveProperty('rightIds')
  })

  it('a field the server does not take is named at its box', async () => {
    await open()
    await take()
    await page.type('想解决什么', '配方怎么保密？')
    await page.type('联系电话', '12')
    answer('POST /api/consultations/bookings', 422, { ...refused('invalid-input'), fields: [{ field: 'contactPhone', reason: 'required' }] })
    await page.press('预约')
    expect(page.noteOf('联系电话')).not.toBe('')
    expect(document.querySelector('textarea')?.value).toBe('配方怎么保密？')
  })
})

describe('going back', () => {
  it('to the times gives the kept one back, so that it is there to be chosen again', async () => {
    await open()
    await take()
    answer('GET /api/consultations/slots', 200, someSlots())
    page.router.back()
    await page.settle()
    await page.settle()
    expect(sent.some(({ method, url }) => method === 'DELETE' && url === `${hold}/h1`)).toBe(true)
    expect(document.querySelector('.slot-time.on')?.textContent).toBe('09:30刘颖')
    await page.press('就约这个时间')
    expect(posts(hold)).toHaveLength(2)
  })
})

describe('somebody was faster', () => {
  it('when a time is to be kept: a clear sentence and the times as they are now', async () => {
    await open()
    answer(`POST ${hold}`, 409, refused('consultations.slot-taken', 409, { reason: 'taken' }))
    answer('GET /api/consultations/slots', 200, slotsWith([aSlot('any~3', '2026-11-27T06:00:00.000Z')]))
    await take()
    await page.settle()
    expect(page.text()).toContain('11月27日 周五 09:30—11:00 刚被别人约走了。')
    expect([...document.querySelectorAll('.slot-time')].map((one) => one.textContent)).toEqual(['14:00刘颖'])
    expect(bar()).toBe('先选一个时间')
    answer(`POST ${hold}`, 201, aHold({ startsAt: '2026-11-27T06:00:00.000Z' }))
    await take('14:00')
    expect(pathOf(page)).toContain('step=need')
  })

  it('or the expert has taken leave meanwhile: that is what it says', async () => {
    await open()
    answer(`POST ${hold}`, 409, refused('consultations.slot-taken', 409, { reason: 'leave' }))
    await take()
    expect(page.text()).toContain('11月27日 周五 09:30—11:00 专家请假了。')
  })

  it('when it is booked: another time in place, nothing typed is lost', async () => {
    await open()
    await take()
    await page.type('想解决什么', '配方怎么保密？')
    answer('POST /api/consultations/bookings', 409, refused('consultations.hold-expired'))
    answerWith('POST /api/consultations/bookings', ({ data }) =>
      JSON.stringify(data).includes('holdId') ? { status: 409, body: refused('consultations.hold-expired') } : { status: 409, body: refused('consultations.slot-taken') },
    )
    await page.press('预约')
    await page.settle()
    expect(posts('/api/consultations/bookings').map(({ data }) => Object.keys(data as object).filter((name) => name.endsWith('Id')))).toEqual([['firmId', 'holdId'], ['firmId', 'slotId']])
    expect(page.text()).toContain('刚被别人约走了')
    answer(`POST ${hold}`, 201, aHold({ holdId: 'h2', startsAt: '2026-11-27T06:00:00.000Z', endsAt: '2026-11-27T06:30:00.000Z' }))
    await page.press('14:00')
    await page.press('换成 11月27日 周五 14:00')
    expect(document.querySelector('textarea')?.value).toBe('配方怎么保密？')
    answer('POST /api/consultations/bookings', 201, ownBooking())
    await page.press('预约')
    expect(posts('/api/consultations/bookings').at(-1)?.data).toMatchObject({ holdId: 'h2', description: '配方怎么保密？' })
  })

  it('too many times kept: the one from here is given back first', async () => {
    await open()
    await take()
    await page.press('换个时间')
    let asked = 0
    answerWith(`POST ${hold}`, () => ((asked += 1) === 1 ? { status: 409, body: refused('consultations.hold-limit') } : { status: 201, body: aHold({ holdId: 'h3' }) }))
    await page.press('14:00')
    await page.press('换成')
    expect(sent.filter(({ method }) => method === 'DELETE').map(({ url }) => url)).toContain(`${hold}/h1`)
    expect(page.text()).not.toContain('同时留着的时间太多了')
  })
})

describe('a time the waiting list kept', () => {
  it('is booked by its hold, without another being made', async () => {
    const offer = aHold({ holdId: 'offer1', expiresAt: '2026-11-23T06:08:00.000Z' })
    answer('GET /api/consultations/waiting', 200, { items: [aWaiting({ state: 'offered', offer })] })
    await open(`?topic=${topicIds[0]}&way=phone&offer=w1&step=need`)
    expect(page.text()).toContain('替您留着，还有 4 小时')
    await page.type('想解决什么', '年费怎么管？')
    answer('POST /api/consultations/bookings', 201, ownBooking())
    await page.press('预约')
    expect(posts(hold)).toEqual([])
    expect(posts('/api/consultations/bookings')[0]?.data).toMatchObject({ holdId: 'offer1' })
    expect(start).toBe(offer.startsAt)
  })

  it('that has gone to the next is no dead end', async () => {
    answer('GET /api/consultations/waiting', 200, { items: [aWaiting({ state: 'waiting' })] })
    await open(`?topic=${topicIds[0]}&way=phone&offer=w1&step=need`)
    await loaded(page)
    expect(page.text()).toContain('已经让给下一家')
    await page.type('想解决什么', '年费怎么管？')
    expect(bar()).toBe('先选定时间')
    await page.press('09:30')
    await page.press('换成 11月27日 周五 09:30')
    answer('POST /api/consultations/bookings', 201, ownBooking())
    await page.press('预约')
    expect(posts('/api/consultations/bookings')[0]?.data).toMatchObject({ holdId: 'h1', description: '年费怎么管？' })
  })
})
