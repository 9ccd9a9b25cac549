// One assessment on this phone: the server's copy and what was changed here, as the pages see them. Knows no network and no storage.
import { computed, ref, shallowReactive, shallowRef, type Ref, type ShallowRef } from 'vue'
import type { Edition } from '#contract/assessment/edition-schema.ts'
import { gapsOf } from '#contract/assessment/gaps.ts'
import type { Answer, Assessment } from '#contract/assessment/schema.ts'
import { askedItems, leftOutItems, type PlacedItem } from '#contract/assessment/scope.ts'
import { scoreAnswers } from '#contract/assessment/scoring.ts'
import { cleanText } from '#contract/identifiers/text.ts'
import type { ApiError } from '#client/http.ts'
import { countChanges, noChanges, type AnswerRecord, type Changes } from './local-record.ts'
import type { AnswerPlace, LocalAnswer, OpenAssessment } from './open-assessment.ts'

export interface Sheet {
  readonly id: string
  readonly copy: ShallowRef<Assessment | null>
  readonly edition: ShallowRef<Edition | null>
  readonly changes: ShallowRef<Changes>
  /** By item; each is replaced, never altered. */
  readonly records: Map<string, AnswerRecord>
  /** The newest of the server known here, by item. */
  readonly server: Map<string, Answer>
  readonly answers: Map<string, LocalAnswer>
  /** Not on the phone yet. */
  readonly writing: Set<string>
  /** The item that is on its way. */
  readonly sending: { itemId: string | null }
  readonly isSending: Ref<boolean>
  readonly isPersistent: Ref<boolean>
  /** Of the last reading. */
  readonly error: ShallowRef<ApiError | null>
  /** Of the last sending. */
  readonly failure: ShallowRef<ApiError | null>
  readonly view: OpenAssessment
}

const linelessCodes: ReadonlySet<string> = new Set(['offline', 'timeout', 'unavailable'])

/** `isOffline`: what the phone says of its line. */
export function makeSheet(id: string, isOffline: Readonly<Ref<boolean>>): Sheet {
  const [copy, edition] = [shallowRef<Assessment | null>(null), shallowRef<Edition | null>(null)]
  const changes = shallowRef(noChanges())
  const answers = shallowReactive(new Map<string, LocalAnswer>())
  const [isSending, isPersistent] = [ref(false), ref(true)]
  const [error, failure] = [shallowRef<ApiError | null>(null), shallowRef<ApiError | null>(null)]

  const shown = computed(() => copy.value && withChanges(copy.value, changes.value))
  // Kept as long as nothing about them changed: whoever walks from item to item finds the same list.
  const items = computed<PlacedItem[]>((before) => {
    const next = shown.value && edition.value ? askedItems(edition.value, shown.value.opening, shown.value.takenBack) : []
    return before?.length === next.length && next.every(({ item }, at) => before[at]?.item === item) ? before : next
  })
  const leftOut = computed(() =>
    shown.value && edition.value ? leftOutItems(edition.value, shown.value.opening, shown.value.takenBack) : [],
  )
  const score = computed(() => edition.value && scoreAnswers(edition.value, items.value, answers))
  const gaps = computed(() => gapsOf(items.value, answers))
  const pending = computed(() => [...answers.values()].filter(({ place }) => place !== 'server'))
  const unsent = computed(() => pending.value.length + countChanges(changes.value))
  const conflicts = computed(() => pending.value.filter(({ conflict }) => conflict !== null))

  const view: OpenAssessment = {
    id,
    get assessment() {
      return needed(shown.value)
    },
    get edition() {
      return needed(edition.value)
    },
    answers,
    get items() {
      return items.value
    },
    get leftOut() {
      return leftOut.value
    },
    get score() {
      return needed(score.value)
    },
    get gaps() {
      return gaps.value
    },
    get unsent() {
      return unsent.value
    },
    get conflicts() {
      return conflicts.value
    },
    get isOnServer() {
      return changes.value.begun === null
    },
    get isPersistent() {
      return isPersistent.value
    },
    get isSending() {
      return isSending.value
    },
    get isOffline() {
      return isOffline.value || linelessCodes.has(failure.value?.code ?? '')
    },
  }
  const plain = { records: new Map(), server: new Map(), writing: new Set<string>(), sending: { itemId: null } }
  return { id, copy, edition, changes, answers, isSending, isPersistent, error, failure, view, ...plain }
}

/** The view is handed out only when both are there. */
function needed<T>(value: T | null): T {
  if (value === null) throw new Error('the assessment is not open yet')
  return value
}

/** The copy with what was changed here laid on it. */
export function withChanges(copy: Assessment, { opening, takenIn, leftOut, isShared }: Changes): Assessment {
  if (Object.keys(opening).length + takenIn.length + leftOut.length === 0 && isShared === null) return copy
  const takenBack = [...new Set([...copy.takenBack, ...takenIn])].filter((itemId) => !leftOut.includes(itemId))
  return { ...copy, opening: { ...copy.opening, ...opening }, takenBack, isShared: isShared ?? copy.isShared }
}

function placeOf(sheet: Sheet, record: AnswerRecord): AnswerPlace {
  if (record.isRefused || sheet.copy.value?.state === 'closed') return 'refused'
  if (sheet.sending.itemId === record.itemId && sheet.isSending.value) return 'sending'
  return sheet.writing.has(record.itemId) ? 'writing' : 'phone'
}

function localAnswer(sheet: Sheet, itemId: string): LocalAnswer | null {
  const record = sheet.records.get(itemId)
  if (record && !record.sent) {
    const { answer, note, by, at, conflict, problems } = record
    return { itemId, answer, note, origin: 'answered', by, at, place: placeOf(sheet, record), conflict, problems }
  }
  const known = sheet.server.get(itemId)
  if (!known || (known.answer === null && known.note === '')) return null
  const { answer, note, origin, by, at } = known
  return { itemId, answer, note, origin, by, at, place: 'server', conflict: null, problems: [] }
}

function isSame(a: LocalAnswer | undefined, b: LocalAnswer): boolean {
  if (!a) return false
  const hasSamePeople = a.by?.id === b.by?.id && a.conflict?.version === b.conflict?.version && a.problems === b.problems
  return hasSamePeople && a.answer === b.answer && a.note === b.note && a.origin === b.origin && a.at === b.at && a.place === b.place
}

const noProblems: LocalAnswer['problems'] = []

/** Draws one answer anew, if anything about it is different: nobody who reads another one is disturbed. */
export function refresh(sheet: Sheet, itemId: string): void {
  const next = localAnswer(sheet, itemId)
  if (next?.problems.length === 0) next.problems = noProblems
  if (!next) sheet.answers.delete(itemId)
  else if (!isSame(sheet.answers.get(itemId), next)) sheet.answers.set(itemId, next)
}

export function refreshAll(sheet: Sheet): void {
  for (const itemId of new Set([...sheet.server.keys(), ...sheet.records.keys(), ...sheet.answers.keys()])) refresh(sheet, itemId)
}

/** Notes are kept trimmed on the server: what counts is what it would keep. */
function isSaid(theirs: Answer, { answer, note }: AnswerRecord): boolean {
  const clean = cleanText(note)
  return theirs.origin !== 'suggested' && theirs.answer === answer && theirs.note === (clean.ok ? clean.value : note)
}

export function learn(sheet: Sheet, answer: Answer): void {
  if (answer.version >= (sheet.server.get(answer.itemId)?.version ?? 0)) sheet.server.set(answer.itemId, answer)
}

/**
 * A copy of the server's came in. Newer answers are taken where nothing was changed here; where both changed, the person chooses; what is there already needs no
 * sending. Names the items whose record is another one now.
 */
export function adoptCopy(sheet: Sheet, next: Assessment): string[] {
  const known = sheet.copy.value
  for (const answer of next.answers) learn(sheet, answer)
  // A reading that was overtaken by a command says nothing new but answers.
  if (!known || next.version >= known.version) sheet.copy.value = { ...next, answers: [...sheet.server.values()] }
  return reconcile(sheet)
}

export function reconcile(sheet: Sheet): string[] {
  const touched: string[] = []
  for (const [itemId, record] of sheet.records) {
    if (itemId === sheet.sending.itemId) continue
    const next = reconciled(record, sheet.server.get(itemId))
    if (next === record) continue
    if (next) sheet.records.set(itemId, next)
    else sheet.records.delete(itemId)
    touched.push(itemId)
  }
  refreshAll(sheet)
  return touched
}

function reconciled(record: AnswerRecord, theirs: Answer | undefined): AnswerRecord | null {
  const version = theirs?.version ?? 0
  if (record.sent) return version > record.sent.version ? null : record
  if (theirs && isSaid(theirs, record)) return null
  if (!theirs || version === 0) return record.base === 0 && !record.conflict ? record : { ...record, base: 0, conflict: null }
  if (version === record.base) return record.conflict ? { ...record, conflict: null } : record
  if (record.isWeak) return null
  return record.conflict?.version === version ? record : { ...record, conflict: theirs }
}
