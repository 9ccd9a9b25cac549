// A pretended server with one expert's visit, and phones that open it: each its own storage, its own line.
import { PiniaColada } from '@pinia/colada'
import { createPinia, setActivePinia } from 'pinia'
import { createApp } from 'vue'
import type { Me } from '#contract/accounts/schema.ts'
import type { Booking, RecordInput, VisitRecord } from '#contract/consultations/schema.ts'
import { closeVaults } from '#client/accounts/my-vault.ts'
import { useSessionStore } from '#client/accounts/session.ts'
import { useVisitPhotos } from '#client/consultations/visit-photos.ts'
import type { OpenVisit } from '#client/consultations/visit-sheet.ts'
import { useVisitStore } from '#client/consultations/visit-store.ts'
import { registerVisits } from '#client/consultations/visit-local-list.ts'
import { disk, Refused, rememberedHere, settle, type Sent } from '../subsidies/stage.dom.ts'

export const me: Me = { id: 'e1', name: '刘颖', phoneMasked: '138****0020', roles: ['expert'], firms: [], consentVersion: '1', sessionExpiresAt: '2026-12-01T00:00:00.000Z' }

export function aBooking(over: Partial<Booking> = {}): Booking {
  const whose = { firmId: 'f1', firmName: '苇畔新材料', expert: { id: 'e1', name: '刘颖' }, topic: 'patent-layout', topicTitle: '专利布局与导航', way: 'visit' as const, town: '起凤镇' }
  const when = { startsAt: '2026-11-23T02:30:00.000Z', endsAt: '2026-11-23T04:00:00.000Z', createdAt: '2026-11-20T02:00:00.000Z' }
  const contact = { address: '厂区东门', meeting: null, description: '哪些专利该留？', contactName: '周建国', contactPhone: '13800000001' }
  const rest = { isOverLeave: false, bookedFor: null, isRated: false, cancelledBy: null, side: 'expert' as const, actions: [], rights: [], gaps: [], files: [], questionId: null, record: null, rating: null, revisit: null, events: [] }
  return { id: 'b1', number: 'HT2026-YY-0008', state: 'confirmed', version: 1, ...whose, ...when, ...contact, ...rest, ...over }
}

export function aRecord(over: Partial<VisitRecord> = {}): VisitRecord {
  const words = { people: [], situation: '', policy: '', needs: '', problems: '', opinions: '', findings: '', advice: '', plan: '', followUps: [] }
  const nobody = { photos: [], savedAt: null, submittedAt: null, returnedBecause: null, confirmedBy: null, confirmedAt: null, confirmedVia: null }
  return { bookingId: 'b1', state: 'draft', version: 0, ...words, ...nobody, ...over }
}

export const server = {
  booking: aBooking(),
  record: aRecord(),
  isOnline: true,
  /** Another expert goes now. */
  isElsewhere: false,
  signedInAs: me as Me | null,
  /** Work is done, but the answer gets lost: so many times. */
  lostAnswers: 0,
  refusal: null as { status: number; code: string; fields?: { field: string; reason: string }[] } | null,
  sent: [] as Sent[],
  keys: new Set<string>(),
  /** What was sent to change something: POST …/arrive, PUT …/record. */
  changes: (): string[] => server.sent.filter(({ method }) => method !== 'GET').map(({ method, url }) => `${method} ${url.split('/').at(-1)}`),
  /** The other phone saves. */
  saveElsewhere(over: Partial<Omit<RecordInput, 'followUps'>>): void {
    server.record = { ...server.record, ...over, version: server.record.version + 1, savedAt: '2026-11-23T02:40:00.000Z' }
  },
  reset(): void {
    Object.assign(server, { booking: aBooking(), record: aRecord(), isOnline: true, isElsewhere: false, signedInAs: me, lostAnswers: 0, refusal: null, sent: [], keys: new Set() })
    disk.clear()
    rememberedHere.clear()
    localStorage.clear()
  },
}

function act({ url, headers }: Sent): Booking {
  const key = headers['Idempotency-Key'] ?? ''
  const state = { arrive: 'arrived', miss: 'missed', excuse: 'excused' }[url.split('/').at(-1) ?? ''] as Booking['state'] | undefined
  if (server.refusal) throw new Refused(server.refusal.status, server.refusal.code)
  if (server.keys.has(key)) return server.booking
  if (!state || !['booked', 'confirmed'].includes(server.booking.state)) throw new Refused(409, 'consultations.wrong-state')
  server.keys.add(key)
  server.booking = { ...server.booking, state, version: server.booking.version + 1 }
  return server.booking
}

const inputOf = ({ people, situation, policy, needs, problems, opinions, findings, advice, plan, followUps }: RecordInput) =>
  JSON.stringify({ people, situation, policy, needs, problems, opinions, findings, advice, plan, followUps })

function save({ data, headers }: Sent): VisitRecord {
  const typed = data as unknown as RecordInput
  const body = { ...typed, advice: typed.advice.trim() }
  if (server.refusal) throw new Refused(server.refusal.status, server.refusal.code, { fields: server.refusal.fields ?? [] })
  if (inputOf(body) === inputOf(server.record)) return server.record
  if (server.booking.state !== 'arrived') throw new Refused(409, server.booking.state === 'recorded' ? 'consultations.record-locked' : 'consultations.wrong-state')
  if (headers['If-Match'] !== `"${server.record.version}"`) throw new Refused(412, 'stale', { details: { version: server.record.version } })
  const followUps = body.followUps.map((one) => ({ ...one, doneAt: null }))
  server.record = { ...server.record, ...body, followUps, version: server.record.version + 1, savedAt: '2026-11-23T02:45:00.000Z' }
  return server.record
}

function replyTo(request: Sent): unknown {
  const { method, url } = request
  if (!server.signedInAs) throw new Refused(401, 'not-signed-in')
  if (url === '/api/accounts/me') return server.signedInAs
  if (url === '/api/accounts/local-key') return { key: btoa(server.signedInAs.id.padEnd(32, 'k')) }
  if (url === '/api/consultations/visits') return { items: [server.booking], now: new Date().toISOString() }
  const base = '/api/consultations/bookings/b1'
  if (server.isElsewhere) throw new Refused(404, 'not-found')
  if (method === 'POST' && url.startsWith(`${base}/actions/`)) return act(request)
  if (method === 'PUT' && url === `${base}/record`) return save(request)
  if (url === `${base}/record`) return server.record
  if (url === base) return server.booking
  throw new Refused(404, 'not-found')
}

const overTheWire = <T>(value: T): T => (value === undefined ? value : (JSON.parse(JSON.stringify(value)) as T))

/** For vi.mock('axios', …). */
export const fakeAxios = {
  default: {
    isAxiosError: (error: unknown) => error instanceof Refused || (error instanceof Error && 'code' in error),
    async request(request: Sent) {
      const noNetwork = Object.assign(new Error('no network'), { code: 'ERR_NETWORK' })
      await Promise.resolve()
      if (!server.isOnline) throw noNetwork
      const heard = overTheWire({ method: request.method, url: request.url, data: request.data, headers: request.headers })
      server.sent.push(heard)
      const data = overTheWire(replyTo(heard))
      if (request.method !== 'GET' && server.lostAnswers > 0) {
        server.lostAnswers -= 1
        throw noNetwork
      }
      return { status: 200, data, headers: {} }
    },
  },
}

export interface Phone {
  store: ReturnType<typeof useVisitStore>
  session: ReturnType<typeof useSessionStore>
  open(): Promise<OpenVisit>
  view(): OpenVisit
  /** The page is killed: what is in memory is gone. */
  kill(): void
}

/** A page of the app on the phone whose storage `disk` is. `who` undefined: it has to find out by itself. */
export function openPhone(who: Me | undefined): Phone {
  const pinia = createPinia()
  setActivePinia(pinia)
  createApp({ render: () => null }).use(pinia).use(PiniaColada)
  const session = useSessionStore(pinia)
  if (who) session.set(who)
  const store = useVisitStore(pinia)
  useVisitPhotos(pinia)
  registerVisits()
  const view = () => {
    const sheet = store.sheetOf('b1')
    if (!sheet?.copy.value) throw new Error(`not open: ${sheet?.error.value?.code}`)
    return sheet.view
  }
  return {
    store,
    session,
    view,
    async open() {
      await goOnUntil(store.open('b1'))
      for (let round = 0; round < 10 && !store.sheetOf('b1')?.copy.value; round += 1) await settle()
      await settle()
      return view()
    },
    kill() {
      // What still runs of it reaches nothing: nobody is here.
      session.$dispose()
      store.sheets.clear()
      store.$dispose()
      closeVaults()
    },
  }
}

export function line(isOn: boolean): void {
  server.isOnline = isOn
  Object.defineProperty(navigator, 'onLine', { value: isOn, configurable: true })
  window.dispatchEvent(new Event(isOn ? 'online' : 'offline'))
}

/** Time goes on until this is done. */
export async function goOnUntil<T>(work: Promise<T>): Promise<T> {
  let isDone = false
  const done = work.finally(() => (isDone = true))
  done.catch(() => undefined)
  while (!isDone) await settle()
  return done
}
