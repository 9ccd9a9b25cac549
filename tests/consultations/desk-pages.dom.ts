// A desk with one booking, its expert and the county's topics, for the officers' pages in jsdom on the fake network of mount-page.dom.ts.
import { vi } from 'vitest'
import { defineComponent, h } from 'vue'
import { RouterView, type RouteRecordRaw } from 'vue-router'
import type { Me } from '#contract/accounts/schema.ts'
import type { Availability, Booking, BookingSummary, DeskBookings, Profile, Question, Slot, Slots } from '#contract/consultations/schema.ts'
import { topicsOf } from '#contract/consultations/topics.ts'
import type { ConsultationContent } from '#contract/consultations/content-schema.ts'
import { useSessionStore } from '#client/accounts/session.ts'
import content from '../fixtures/content/yunxi/consultations.json' with { type: 'json' }
import { answer, mountPage, type Page } from '../accounts/mount-page.dom.ts'

export const today = '2026-11-23'
export const now = '2026-11-23T02:08:00.000Z'
export const officer: Me = { id: 'o1', name: '王倩', phoneMasked: '138****0010', roles: ['officer'], consentVersion: '3', sessionExpiresAt: '2026-12-24T00:00:00.000Z', firms: [] }
export const topics = topicsOf(content as ConsultationContent, today)
export const topicIds = topics.items.map(({ id }) => id)

export function aSummary(over: Partial<BookingSummary> = {}): BookingSummary {
  return {
    id: 'b1', number: 'YX2026-YY-0001', firmId: 'f1', firmName: '苇畔新材料有限公司', expert: { id: 'e1', name: '刘颖' }, topic: topicIds[0] ?? '', topicTitle: '专利挖掘', way: 'visit', state: 'booked', version: 3,
    startsAt: '2026-11-27T01:30:00.000Z', endsAt: '2026-11-27T03:00:00.000Z', town: '马桥镇', isOverLeave: false, bookedFor: null, isRated: false, cancelledBy: null, ...over,
  }
}
export function aBooking(over: Partial<Booking> = {}): Booking {
  return {
    ...aSummary(), side: 'officer', actions: ['confirm', 'reschedule', 'replace', 'cancel', 'excuse'], address: '东岳路 1 号', meeting: null, description: '新配方能不能申请专利？', contactName: '李敏', contactPhone: '13800000002',
    rights: [], gaps: [], files: [], questionId: null, record: null, rating: null, revisit: null,
    events: [{ action: 'book', side: 'firm', by: '李敏', at: '2026-11-22T01:00:00.000Z', reason: null, state: 'booked', change: null }], createdAt: '2026-11-22T01:00:00.000Z', ...over,
  }
}
export const counts = { coming: 2, 'over-leave': 1, unconfirmed: 1, unrecorded: 0, revisit: 0, past: 4, cancelled: 0 }
export const deskBookings = (items: BookingSummary[], over: Partial<DeskBookings> = {}): DeskBookings => ({ items, now, counts, ...over })

export function aSlot(id: string, startsAt: string, over: Partial<Slot> = {}): Slot {
  const endsAt = new Date(Date.parse(startsAt) + 90 * 60_000).toISOString()
  return { id, expertId: 'e1', expertName: '刘颖', startsAt, endsAt, ways: ['visit'], choices: 1, ...over }
}
/** Thursday the 26th is full; what is free is free on the 27th. */
export function slotsWith(items: Slot[], over: Partial<Slots> = {}): Slots {
  const dates = ['23', '24', '25', '26', '27', '28', '29'].map((day) => `2026-11-${day}`)
  const on = (date: string) => items.filter(({ startsAt }) => startsAt.startsWith(date)).length
  const kind = (date: string) => (on(date) > 0 ? 'free' : date.endsWith('26') ? 'full' : date > '2026-11-27' ? 'rest' : 'none') as Slots['days'][number]['kind']
  return { items, days: dates.map((date) => ({ date, free: on(date), kind: kind(date) })), earliestOn: '2026-11-27', lastDate: '2026-12-23', today, isScarce: false, ...over }
}
export function aProfile(over: Partial<Profile> = {}): Profile {
  return { id: 'e1', name: '刘颖', organisation: '示例代理机构', qualification: '专利代理师', fields: '化工、新材料', industries: [], topics: topicIds.slice(0, 1), ways: ['visit', 'phone'], statement: '', introduction: '', placeId: null, isOpen: true, version: 2, ...over }
}
export function someHours(over: Partial<Availability> = {}): Availability {
  return {
    expertId: 'e1', version: 1, perDay: 3, lunch: { from: '12:00', to: '13:30' }, additions: [], leaves: [], overLeave: [], openDays: [],
    rules: [{ weekdays: [1, 2, 3, 5], from: '09:00', to: '17:00', ways: ['visit'], validFrom: '2026-01-01', validTo: null, onMakeUpDays: true }],
    calendar: { today, restDays: [], workdays: [] }, ...over,
  }
}
export function aQuestion(over: Partial<Question> = {}): Question {
  return {
    id: 'q1', number: 'YX2026-WD-0001', firmId: 'f1', firmName: '苇畔新材料有限公司', topic: topicIds[0] ?? '', topicTitle: '专利挖掘', text: '展会上拿去展示，会不会影响新颖性？', rights: [], gaps: [], files: [],
    state: 'open', side: 'officer', assignee: null, isElsewhere: false, dueOn: '2026-11-27', isOverdue: false, answer: null, answeredBy: null, answeredAt: null, bookingId: null, askedBy: '李敏', createdAt: '2026-11-20T01:00:00.000Z', version: 1, ...over,
  }
}

/** What every page of the desk asks beside its own. */
export function serveDesk(): void {
  answer('GET /api/consultations/topics', 200, topics)
  answer('GET /api/consultations/desk/bookings', 200, deskBookings([aSummary(), aSummary({ id: 'b2', firmName: '湖畔精细化工', state: 'confirmed', startsAt: '2026-11-23T06:00:00.000Z', endsAt: '2026-11-23T06:30:00.000Z', way: 'phone' })]))
  answer('GET /api/consultations/desk/experts', 200, { items: [{ id: 'e1', name: '刘颖', profile: aProfile(), coming: 2, overLeave: 1 }, { id: 'e2', name: '孟凡', profile: aProfile({ id: 'e2', name: '孟凡', topics: [] }), coming: 0, overLeave: 0 }] })
  answer('GET /api/county', 200, { towns: ['马桥镇', '起凤镇'], name: '云溪县' })
}

export async function openDesk(path: string, routes: RouteRecordRaw[]): Promise<Page> {
  const Stage = defineComponent({
    setup() {
      useSessionStore().set(officer)
      return () => h(RouterView)
    },
  })
  const page = await mountPage(Stage, path, routes)
  await vi.waitFor(async () => {
    await page.settle()
    if (document.querySelector('main .skel')) throw new Error(`still loading: ${page.text()}`)
  })
  return page
}
export const texts = (place: string) => [...document.querySelectorAll(place)].map((one) => one.textContent?.replace(/\s+/g, ' ').trim())
/** The button of the open sheet that does it. */
export function confirmButton(): HTMLButtonElement {
  const found = [...document.querySelectorAll<HTMLButtonElement>('.confirm-acts button:last-child')].find((one) => one.closest<HTMLElement>('.confirm-sheet')?.style.display !== 'none')
  if (!found) throw new Error('no sheet is open')
  return found
}
