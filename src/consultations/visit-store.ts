// The expert's visits on this phone. Outlives pages; opens without a network, keeps what is done and written and sends it by itself: after a pause, when the
// network, the page or the session is back, and on a timer. Nothing is kept or sent under another person.
import { ref, shallowReactive } from 'vue'
import { defineStore } from 'pinia'
import type { Booking, RecordInput, VisitRecord } from '#contract/consultations/schema.ts'
import type { Vault } from '#client/accounts/local-vault.ts'
import { openMyVault } from '#client/accounts/my-vault.ts'
import { useSessionStore } from '#client/accounts/session.ts'
import { followPerson } from '#client/accounts/unsent-work.ts'
import { createBackoff, type Backoff } from '#client/files/upload-retry.ts'
import { toApiError } from '#client/http.ts'
import { registerFormGuard } from '#client/ui/form-guard.ts'
import { keep as keepFlag } from '#client/ui/kept.ts'
import { openTabChannel, underLock } from '#client/ui/tab-channel.ts'
import { makeIdempotencyKey } from '#client/ui/use-submit.ts'
import { readBooking, readRecord, sendBookingAction, sendRecord } from './api.ts'
import { changedParts, inputOf, nothingUnsent, recordParts, settlePart, withPart, type RecordPart } from './record-parts.ts'
import { keepVisit, type VisitKeeper } from './visit-keeper.ts'
import { countWork, listKept, readWork, workPrefix, type VisitDeed, type VisitWork } from './visit-kept.ts'
import { hasSendable, runVisitLane, type VisitPorts } from './visit-lane.ts'
import { waitingFlag } from './visit-local-list.ts'
import { adoptBooking, adoptRecord, makeSheet, type VisitSheet } from './visit-sheet.ts'

const [quietMs, freshMs] = [1_200, 15_000]

/** What runs for a visit behind the scenes. */
interface Chore {
  keeper: VisitKeeper
  backoff: Backoff
  timer?: ReturnType<typeof setTimeout>
  running?: Promise<void>
  loading?: Promise<void>
  reading?: Promise<void>
  readAt: number
}

export const useVisitStore = defineStore('consultations-visits', () => {
  const session = useSessionStore()
  const isOffline = ref(typeof navigator !== 'undefined' && navigator.onLine === false)
  const sheets = shallowReactive(new Map<string, VisitSheet>())
  const chores = new WeakMap<VisitSheet, Chore>()
  const tabs = openTabChannel('zqt.visits', (id) => void onNews(id))

  const isHere = (sheet: VisitSheet) => sheets.get(sheet.id) === sheet
  const sheetOf = (id: string) => sheets.get(id) ?? null

  function myVault(): Promise<Vault> {
    const userId = session.me?.id
    return userId ? openMyVault(userId) : Promise.reject(new Error('nobody is signed in'))
  }
  function makeOne(id: string): VisitSheet {
    const sheet = makeSheet(id, isOffline)
    const vaultOf = async () => (isHere(sheet) ? myVault().catch(() => null) : null)
    const keeper = keepVisit(sheet, vaultOf, () => tabs.announce(id))
    chores.set(sheet, { keeper, backoff: createBackoff(() => void flush(id)), readAt: 0 })
    sheets.set(id, sheet)
    return sheet
  }
  function choreOf(sheet: VisitSheet): Chore {
    const chore = chores.get(sheet)
    if (!chore) throw new Error('a visit without its chores')
    return chore
  }

  /** Opens it with what the phone keeps, and asks the server behind it. Never rejects: see the sheet's `error`. */
  async function open(id: string): Promise<VisitSheet> {
    const sheet = sheetOf(id) ?? makeOne(id)
    const chore = choreOf(sheet)
    // Whoever is not known yet has a vault later.
    if (await myVault().catch(() => null)) await (chore.loading ??= chore.keeper.read())
    if (Date.now() - chore.readAt > freshMs) void refetch(id)
    if (sheet.view.unsent > 0) schedule(sheet)
    return sheet
  }

  function schedule(sheet: VisitSheet): void {
    const chore = choreOf(sheet)
    clearTimeout(chore.timer)
    if (sheet.view.unsent > 0) keepFlag(waitingFlag, '1')
    if (isOffline.value) chore.backoff.later()
    else chore.timer = setTimeout(() => void flush(sheet.id), quietMs)
  }

  /** Sends what waits, alone among the tabs. Never rejects. */
  async function flush(id: string): Promise<void> {
    const sheet = sheetOf(id)
    if (!sheet) return
    const chore = choreOf(sheet)
    clearTimeout(chore.timer)
    chore.backoff.cancel()
    if (sheet.view.unsent === 0 || !sheet.copy.value) return
    const isJoined = chore.running !== undefined
    await (chore.running ??= underLock(`zqt.visit.${id}`, () => run(sheet, chore)).finally(() => (chore.running = undefined)))
    // What came after the last look of a sending that was under way.
    if (isJoined && sheet.failure.value === null && hasSendable(sheet)) await flush(id)
  }

  async function run(sheet: VisitSheet, chore: Chore): Promise<void> {
    // Another person's turn meanwhile: what is here stays for its owner.
    if (!isHere(sheet)) return
    sheet.isSending.value = true
    try {
      await runVisitLane(sheet, portsOf(sheet, chore))
      sheet.failure.value = null
      chore.backoff.reset()
    } catch (caught) {
      const error = toApiError(caught)
      sheet.failure.value = error
      if (error.isRetryable) chore.backoff.later()
      else void refetch(sheet.id)
    }
    sheet.isSending.value = false
    await noteRest()
  }

  function portsOf({ id }: VisitSheet, { keeper }: Chore): VisitPorts {
    /** Nothing more goes once somebody else is here. */
    const mine =
      <A extends unknown[], T>(send: (...args: A) => Promise<T>) =>
      (...args: A): Promise<T> =>
        sheets.has(id) ? send(...args) : Promise.reject(new Error('another person is here'))
    return {
      act: mine(({ action, reason, key }: VisitDeed) => sendBookingAction(id, action, action === 'excuse' ? { reason } : {}, key)),
      save: mine((body: RecordInput, version: number) => sendRecord(id, body, version)),
      read: mine(() => readBoth(id)),
      keep(parts) {
        keeper.touch('deed', 'problems', ...parts)
        return keeper.keep()
      },
      keepCopy: () => void keeper.keepCopy(),
    }
  }

  async function readBoth(id: string) {
    const [booking, record] = await Promise.all([readBooking(id), readRecord(id)])
    return { booking, record }
  }

  /** Reads the server's copy. Never rejects. */
  async function refetch(id: string): Promise<void> {
    const sheet = sheetOf(id)
    if (!sheet) return
    const chore = choreOf(sheet)
    await (chore.reading ??= readCopies(sheet, chore).finally(() => (chore.reading = undefined)))
  }
  async function readCopies(sheet: VisitSheet, chore: Chore): Promise<void> {
    try {
      const { booking, record } = await readBoth(sheet.id)
      if (!isHere(sheet)) return
      chore.readAt = Date.now()
      sheet.error.value = null
      take(sheet, booking, record)
    } catch (caught) {
      sheet.error.value = toApiError(caught)
      // It went to somebody else: the firm's contact does not stay here.
      if (sheet.error.value.code === 'not-found' && isHere(sheet) && sheet.copy.value && sheet.view.unsent === 0) await chore.keeper.dropCopy()
    }
  }
  function take(sheet: VisitSheet, booking: Booking | null, record: VisitRecord | null): void {
    const { keeper } = choreOf(sheet)
    const before = sheet.work.value
    if (booking) adoptBooking(sheet, booking)
    if (record) adoptRecord(sheet, record)
    void keeper.keepCopy()
    if (sheet.work.value !== before) {
      keeper.touch('deed', ...changedParts(before))
      void keeper.keep()
    }
    if (sheet.view.unsent > 0) schedule(sheet)
  }

  /** After a command's reply; of a visit that is open here. */
  function adopt(booking: Booking): void {
    const sheet = sheetOf(booking.id)
    if (sheet) take(sheet, booking, null)
  }
  function adoptWritten(record: VisitRecord): void {
    const sheet = sheetOf(record.bookingId)
    if (sheet?.copy.value) take(sheet, null, record)
  }

  function change(sheet: VisitSheet, next: Partial<VisitWork>, ...what: Parameters<VisitKeeper['touch']>): Promise<void> {
    const { keeper } = choreOf(sheet)
    keeper.touch(...what)
    sheet.work.value = { ...sheet.work.value, ...next }
    return keeper.keep()
  }
  /** 到 未到 请假: at once here, then sent. `at`: epoch ms by the county's clock. */
  function checkIn(id: string, action: VisitDeed['action'], reason: string, at: number): void {
    const sheet = sheetOf(id)
    if (!sheet?.copy.value) return
    const deed = { action, reason, key: makeIdempotencyKey(), at: new Date(at).toISOString(), refusal: null }
    void change(sheet, { deed }, 'deed')
    schedule(sheet)
    void flush(id)
  }
  /** As long as it has not gone. */
  function takeBackDeed(id: string): void {
    const sheet = sheetOf(id)
    if (sheet && !sheet.isSending.value) void change(sheet, { deed: null }, 'deed')
  }
  function setPart<P extends RecordPart>(id: string, part: P, value: RecordInput[P]): void {
    const sheet = sheetOf(id)
    const record = sheet?.copy.value?.record
    if (!sheet || !record) return
    const next = withPart(sheet.work.value, inputOf(record), part, { [part]: value }, sheet.inFlight.value[part] !== undefined)
    const problems = sheet.work.value.problems.filter(({ field }) => field !== 'record' && field.split(/[.[]/)[0] !== part)
    void change(sheet, { ...next, problems }, part, 'problems')
    schedule(sheet)
  }
  function settle(id: string, part: RecordPart, choice: 'mine' | 'theirs'): void {
    const sheet = sheetOf(id)
    const record = sheet?.copy.value?.record
    if (!sheet || !record) return
    void change(sheet, settlePart(sheet.work.value, inputOf(record), part, choice), part)
    void flush(id)
  }
  /** What was done and written here is given up for what the server has. */
  function giveUp(id: string): void {
    const sheet = sheetOf(id)
    if (sheet) void change(sheet, { ...nothingUnsent(), deed: null, problems: [] }, 'deed', 'problems', ...recordParts)
  }

  async function onNews(id: string): Promise<void> {
    const sheet = sheetOf(id)
    if (!sheet) return
    await choreOf(sheet).keeper.readAgain()
    if (sheet.view.unsent > 0) schedule(sheet)
  }

  /** What an earlier visit left, also when none of its pages is open. */
  async function resume(): Promise<void> {
    const vault = await myVault().catch(() => null)
    if (!vault) return
    for (const id of await listKept(vault)) if (countWork(await readWork(vault, id)) > 0) await open(id)
    await noteRest()
  }
  /** Nothing waits any more: the next page need not look. */
  async function noteRest(): Promise<void> {
    const vault = await myVault().catch(() => null)
    if (!vault?.isPersistent) return
    const rest = await Promise.all([workPrefix, 'upload/'].map((prefix) => vault.names(prefix)))
    if (rest.every((names) => names.length === 0)) keepFlag(waitingFlag, null)
  }

  function onBack(): void {
    isOffline.value = navigator.onLine === false
    if (isOffline.value) return
    for (const sheet of sheets.values()) {
      choreOf(sheet).backoff.reset()
      void flush(sheet.id)
    }
  }

  if (typeof window !== 'undefined') {
    for (const event of ['online', 'offline', 'pageshow']) window.addEventListener(event, onBack)
    document.addEventListener('visibilitychange', onBack)
    /** In memory only: an update or a closed tab would lose it. */
    const isAtRisk = ({ isWriting, isPersistent, view }: VisitSheet) => isWriting.value || (view.unsent > 0 && !isPersistent.value)
    registerFormGuard(() => [...sheets.values()].some(isAtRisk))
    window.addEventListener('beforeunload', (event) => [...sheets.values()].some(isAtRisk) && event.preventDefault())
  }
  followPerson({
    onBack,
    forget: () => {
      for (const sheet of sheets.values()) {
        clearTimeout(choreOf(sheet).timer)
        choreOf(sheet).backoff.cancel()
      }
      sheets.clear()
    },
  })

  return { sheets, isOffline, sheetOf, open, refetch, adopt, adoptWritten, checkIn, takeBackDeed, setPart, settle, giveUp, flush, resume }
})
