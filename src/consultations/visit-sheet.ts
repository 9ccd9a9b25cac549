// One visit on this phone: the server's copy, and what was done and written here, as the pages see them. Knows no network and no storage.
import { computed, ref, shallowRef, type Ref, type ShallowRef } from 'vue'
import type { Booking, RecordInput, VisitRecord } from '#contract/consultations/schema.ts'
import type { BookingState } from '#contract/consultations/workflow.ts'
import type { FieldProblem } from '#contract/errors.ts'
import type { ApiError } from '#client/http.ts'
import { changedParts, conflictsOf, inputOf, meetServer, type RecordChanges, type RecordPart, type Unsent } from './record-parts.ts'
import { countWork, nothingDone, type VisitCopy, type VisitDeed, type VisitWork } from './visit-kept.ts'

/** Every property is read on its own. */
export interface OpenVisit {
  readonly id: string
  /** As the server last had it. */
  readonly booking: Booking
  readonly record: VisitRecord
  /** With what was done here. */
  readonly state: BookingState
  /** With what was written here. */
  readonly written: RecordInput
  readonly deed: VisitDeed | null
  /** Parts another phone wrote otherwise meanwhile: the person chooses. */
  readonly conflicts: RecordPart[]
  readonly problems: FieldProblem[]
  /** They meet, and the record is open. */
  readonly mayWrite: boolean
  /** Things not on the server yet, photos aside. */
  readonly unsent: number
  /** Of these, what was written. */
  readonly unsentParts: number
  /** It waits for the person, not for the network: the visit went another way than was said or written here. */
  readonly isStuck: boolean
  readonly isSending: boolean
  readonly isOffline: boolean
  /** False: this phone refuses to keep things; they last as long as the page. */
  readonly isPersistent: boolean
  /** The last letter is not on the phone yet, a moment. */
  readonly isWriting: boolean
}

export interface VisitSheet {
  readonly id: string
  readonly copy: ShallowRef<VisitCopy | null>
  readonly work: ShallowRef<VisitWork>
  /** On their way just now. */
  readonly inFlight: ShallowRef<RecordChanges>
  readonly isSending: Ref<boolean>
  readonly isPersistent: Ref<boolean>
  readonly isWriting: Ref<boolean>
  /** Of the last reading. */
  readonly error: ShallowRef<ApiError | null>
  /** Of the last sending. */
  readonly failure: ShallowRef<ApiError | null>
  readonly view: OpenVisit
}

const stateAfter = { arrive: 'arrived', miss: 'missed', excuse: 'excused' } as const
const linelessCodes: ReadonlySet<string> = new Set(['offline', 'timeout', 'unavailable'])

/** The state the person sees: what was done here counts, unless the server said no. */
export function shownState(booking: Booking, deed: VisitDeed | null): BookingState {
  return deed && deed.refusal === null ? stateAfter[deed.action] : booking.state
}

export function makeSheet(id: string, isOffline: Readonly<Ref<boolean>>): VisitSheet {
  const copy = shallowRef<VisitCopy | null>(null)
  const work = shallowRef(nothingDone())
  const inFlight = shallowRef<RecordChanges>({})
  const [isSending, isPersistent, isWriting] = [ref(false), ref(true), ref(false)]
  const [error, failure] = [shallowRef<ApiError | null>(null), shallowRef<ApiError | null>(null)]

  const there = () => {
    if (!copy.value) throw new Error('the visit is not open yet')
    return copy.value
  }
  const state = computed(() => shownState(there().booking, work.value.deed))
  const written = computed<RecordInput>(() => ({ ...inputOf(there().record), ...work.value.changes }))
  const conflicts = computed(() => conflictsOf(work.value, inputOf(there().record)).filter((part) => inFlight.value[part] === undefined))
  const mayWrite = computed(() => state.value === 'arrived' && there().record.state === 'draft')
  const view: OpenVisit = {
    id,
    get booking() {
      return there().booking
    },
    get record() {
      return there().record
    },
    get state() {
      return state.value
    },
    get written() {
      return written.value
    },
    get deed() {
      return work.value.deed
    },
    get conflicts() {
      return conflicts.value
    },
    get problems() {
      return work.value.problems
    },
    get mayWrite() {
      return mayWrite.value
    },
    get unsent() {
      return countWork(work.value)
    },
    get unsentParts() {
      return changedParts(work.value).length
    },
    get isStuck() {
      return Boolean(work.value.deed?.refusal) || (changedParts(work.value).length > 0 && !mayWrite.value)
    },
    get isSending() {
      return isSending.value
    },
    get isOffline() {
      return isOffline.value || linelessCodes.has(failure.value?.code ?? '')
    },
    get isPersistent() {
      return isPersistent.value
    },
    get isWriting() {
      return isWriting.value
    },
  }
  return { id, copy, work, inFlight, isSending, isPersistent, isWriting, error, failure, view }
}

/** The server's word about the booking. True when the work is another one now. */
export function adoptBooking(sheet: VisitSheet, booking: Booking): boolean {
  const known = sheet.copy.value
  if (!known || booking.version >= known.booking.version) sheet.copy.value = { record: known?.record ?? emptyRecord(booking.id), booking }
  const { deed } = sheet.work.value
  // Somebody else has said so, or an answer was lost: it is done.
  if (!deed || !isDeedDone(deed, sheet.copy.value?.booking.state)) return false
  sheet.work.value = { ...sheet.work.value, deed: null }
  return true
}

const afterArrival: ReadonlySet<string> = new Set<BookingState>(['arrived', 'recorded', 'done'])
function isDeedDone({ action }: VisitDeed, state: BookingState | undefined): boolean {
  return action === 'arrive' ? afterArrival.has(state ?? '') : state === stateAfter[action]
}

/** The server's word about the record; `sent`: what it answers. True when the work is another one now. */
export function adoptRecord(sheet: VisitSheet, record: VisitRecord, sent: RecordChanges = {}): boolean {
  const known = sheet.copy.value
  if (!known) return false
  if (record.version >= known.record.version) sheet.copy.value = { ...known, record }
  const before: Unsent = sheet.work.value
  const next = meetServer(before, inputOf(sheet.copy.value?.record ?? record), sent)
  if (JSON.stringify(next) === JSON.stringify({ changes: before.changes, base: before.base, tried: before.tried })) return false
  sheet.work.value = { ...sheet.work.value, ...next }
  return true
}

function emptyRecord(bookingId: string): VisitRecord {
  const words = { situation: '', policy: '', needs: '', problems: '', opinions: '', findings: '', advice: '', plan: '' }
  const nobody = { returnedBecause: null, confirmedBy: null, confirmedAt: null, confirmedVia: null, savedAt: null, submittedAt: null }
  return { bookingId, people: [], ...words, followUps: [], photos: [], ...nobody, state: 'draft', version: 0 }
}
