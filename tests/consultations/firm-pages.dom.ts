// A firm's phone with the county's topics and a week of free times, on the fake network of mount-page.dom.ts.
import { vi } from 'vitest'
import { defineComponent, h } from 'vue'
import { RouterView, type RouteRecordRaw } from 'vue-router'
import type { Me } from '#contract/accounts/schema.ts'
import type { Booking, Hold, Slots, Waiting } from '#contract/consultations/schema.ts'
import { forgetVaults } from '#client/accounts/my-vault.ts'
import { useSessionStore } from '#client/accounts/session.ts'
import { answer, mountPage, type Page } from '../accounts/mount-page.dom.ts'
import { aBooking, aProfile, aSlot, slotsWith, topicIds, topics } from './desk-pages.dom.ts'

export { aSlot, slotsWith, topicIds, topics }
export const firm = { id: 'f1', name: '桓台县苇畔新材料科技股份有限公司', uscc: '91370321MA0DEM013L', role: 'clerk' as const, state: 'active' as const, verification: 'verified' as const, town: topics.towns[0]?.town ?? '' }
export const me: Me = { id: 'a1', name: '李敏', phoneMasked: '138****0002', roles: [], firms: [firm], consentVersion: '3', sessionExpiresAt: '2026-12-24T00:00:00.000Z' }
export const start = '2026-11-27T01:30:00.000Z'

export const someSlots = (over: Partial<Slots> = {}): Slots =>
  slotsWith([aSlot('any~1', start), aSlot('any~2', '2026-11-27T02:30:00.000Z', { choices: 2 }), aSlot('any~3', '2026-11-27T06:00:00.000Z')], over)
export function aHold(over: Partial<Hold> = {}): Hold {
  return { holdId: 'h1', expiresAt: new Date(Date.now() + topics.limits.holdMinutes * 60_000).toISOString(), expertId: 'e1', expertName: '刘颖', way: 'phone', startsAt: start, endsAt: '2026-11-27T02:00:00.000Z', ...over }
}
export function ownBooking(over: Partial<Booking> = {}): Booking {
  return aBooking({ side: 'firm', actions: ['reschedule', 'cancel'], ...over })
}
export function aWaiting(over: Partial<Waiting> = {}): Waiting {
  return { id: 'w1', firmId: 'f1', topic: topicIds[0] ?? '', topicTitle: '专利挖掘', way: 'phone', town: null, fromDate: '2026-11-23', toDate: '2026-12-21', part: 'any', state: 'waiting', ended: null, offer: null, createdAt: '2026-11-22T01:00:00.000Z', ...over }
}

/** What a firm's pages ask beside their own. */
export function serveFirm(): void {
  const { isOpen: _, version: __, ...expert } = aProfile({ topics: topicIds })
  answer('GET /api/consultations/topics', 200, topics)
  answer('GET /api/consultations/experts', 200, { items: [{ ...expert, served: 3 }, { ...expert, id: 'e2', name: '欧阳孟凡', served: 0 }] })
  answer('GET /api/consultations/experts/e1', 200, { ...expert, served: 3 })
  answer('GET /api/consultations/slots', 200, someSlots())
  answer('GET /api/consultations/bookings', 200, { items: [], now: '2026-11-23T02:08:00.000Z' })
  answer('GET /api/consultations/waiting', 200, { items: [] })
  answer('GET /api/consultations/questions', 200, { items: [] })
  answer('GET /api/accounts/local-key', 200, { key: 'q'.repeat(43) + '=' })
  answer('GET /api/county', 200, { towns: topics.towns.map(({ town }) => town), name: '云溪县', office: '云溪县市场监督管理局' })
}

/** `person`: null for nobody. */
export async function openFirm(path: string, routes: RouteRecordRaw[], person: Me | null = me): Promise<Page> {
  const Stage = defineComponent({
    setup() {
      const session = useSessionStore()
      if (person) session.set(person)
      else session.me = null
      return () => h(RouterView)
    },
  })
  const page = await mountPage(Stage, path, routes)
  await loaded(page)
  return page
}
export async function loaded(page: Page): Promise<void> {
  await vi.waitFor(async () => {
    await page.settle()
    if (document.querySelector('main .skel')) throw new Error(`still loading: ${page.text()}`)
  })
}
/** Whoever is gone keeps and sends nothing any more. */
export function leave(page: Page): void {
  useSessionStore().me = null
  page.unmount()
  forgetVaults()
}
export const pathOf = (page: Page) => page.router.currentRoute.value.fullPath
