// Sends what one assessment has waiting, one thing at a time: first that it was begun, then what was changed about it, then the answers in the order
// they were given. Each goes once: what is there already, letter for letter, the server answers as it is.
import type { Answer, AnswerInput, Assessment, AssessmentInput, AssessmentPatch } from '#contract/assessment/schema.ts'
import { ApiError, toApiError } from '#client/http.ts'
import type { AnswerRecord, Changes } from './local-record.ts'
import { adoptCopy, learn, reconcile, refresh, withChanges, type Sheet } from './sheet.ts'

export interface LanePorts {
  start(input: AssessmentInput): Promise<Assessment>
  patch(body: AssessmentPatch, version: number): Promise<Assessment>
  answer(itemId: string, body: AnswerInput, version: number): Promise<Answer>
  read(): Promise<Assessment>
  /** What the phone keeps of this item now (another tab may have sent it); 'unknown' where it keeps nothing reliably. */
  kept(itemId: string): Promise<AnswerRecord | undefined | 'unknown'>
  /** These records are other ones now: to be written. */
  save(itemIds: readonly string[]): void
  saveChanges(): void
  /** The server knows it under another id: everything goes there. */
  move(started: Assessment): Promise<void>
  /** Something arrived. */
  onProgress(): void
}

/** So often in a row nothing may come of a refusal that was to be settled by reading anew. */
const mostRereads = 3
const slowMs = 500

/** Resolves when nothing more can be sent now. Throws ApiError when sending has to wait. */
export async function runLane(sheet: Sheet, ports: LanePorts): Promise<void> {
  if (sheet.changes.value.begun && (await begin(sheet, sheet.changes.value.begun, ports)) === 'moved') return
  let rereads = 0
  for (let record = nextRecord(sheet); patchOf(sheet) !== null || record; record = nextRecord(sheet)) {
    const patch = patchOf(sheet)
    const outcome = patch ? await sendPatch(sheet, patch, ports) : record ? await sendRecord(sheet, record, ports) : 'sent'
    rereads = outcome === 'reread' ? rereads + 1 : 0
    if (rereads >= mostRereads) throw new ApiError('unavailable')
  }
}

type Outcome = 'sent' | 'reread'

async function begin(sheet: Sheet, input: AssessmentInput, ports: LanePorts): Promise<'begun' | 'moved'> {
  const started = await ports.start(input)
  ports.onProgress()
  if (started.id !== sheet.id) {
    await ports.move(started)
    return 'moved'
  }
  sheet.changes.value = { ...sheet.changes.value, begun: null }
  ports.save(adoptCopy(sheet, started))
  ports.saveChanges()
  return 'begun'
}

/** What may be sent about the assessment itself: while it is reviewed and afterwards only the consent. */
function patchOf(sheet: Sheet): AssessmentPatch | null {
  const [copy, changes] = [sheet.copy.value, sheet.changes.value]
  if (!copy || changes.begun) return null
  const shown = withChanges(copy, changes)
  const asks = copy.mayAnswer && Object.keys(changes.opening).length > 0 ? { opening: shown.opening } : {}
  const takes = copy.mayAnswer && changes.takenIn.length + changes.leftOut.length > 0 ? { takenBack: shown.takenBack } : {}
  const patch = { ...asks, ...takes, ...(changes.isShared === null ? {} : { isShared: changes.isShared }) }
  return Object.keys(patch).length === 0 ? null : patch
}

/** What is left of the changes once these were dealt with. */
function without(now: Changes, dealt: Changes): Changes {
  return {
    begun: now.begun,
    opening: Object.fromEntries(Object.entries(now.opening).filter(([id, chosen]) => dealt.opening[id] !== chosen)),
    takenIn: now.takenIn.filter((itemId) => !dealt.takenIn.includes(itemId)),
    leftOut: now.leftOut.filter((itemId) => !dealt.leftOut.includes(itemId)),
    isShared: now.isShared === dealt.isShared ? null : now.isShared,
  }
}

async function sendPatch(sheet: Sheet, patch: AssessmentPatch, ports: LanePorts): Promise<Outcome> {
  const sent = sheet.changes.value
  const settle = () => {
    sheet.changes.value = without(sheet.changes.value, sent)
    ports.saveChanges()
  }
  try {
    const reply = await ports.patch(patch, sheet.copy.value?.version ?? 0)
    settle()
    ports.save(adoptCopy(sheet, reply))
    ports.onProgress()
    return 'sent'
  } catch (caught) {
    const error = toApiError(caught)
    if (error.code === 'stale' || error.code === 'assessment.locked') return reread(sheet, ports)
    // What the server never takes (a question that is no longer asked) is given up; the copy shows what holds.
    if (isRefusal(error)) settle()
    else throw error
    return reread(sheet, ports)
  }
}

async function reread(sheet: Sheet, ports: LanePorts): Promise<'reread'> {
  ports.save(adoptCopy(sheet, await ports.read()))
  return 'reread'
}

export function isWaiting(record: AnswerRecord): boolean {
  return !record.sent && !record.isRefused && record.conflict === null
}

function nextRecord(sheet: Sheet): AnswerRecord | undefined {
  if (!sheet.copy.value?.mayAnswer) return undefined
  let first: AnswerRecord | undefined
  for (const record of sheet.records.values()) if (isWaiting(record) && (!first || record.order < first.order)) first = record
  return first
}

/** A later visit of this tab to what another tab has sent, or dropped, meanwhile. True when there is nothing to send any more. */
async function wasSentElsewhere(sheet: Sheet, record: AnswerRecord, ports: LanePorts): Promise<boolean> {
  if (sheet.writing.has(record.itemId)) return false
  const kept = await ports.kept(record.itemId)
  if (kept === 'unknown' || sheet.records.get(record.itemId) !== record || sheet.writing.has(record.itemId)) return false
  if (kept?.order === record.order && !kept.sent) return false
  if (kept) sheet.records.set(record.itemId, kept)
  else sheet.records.delete(record.itemId)
  if (kept?.sent) learn(sheet, kept.sent)
  refresh(sheet, record.itemId)
  return true
}

async function sendRecord(sheet: Sheet, record: AnswerRecord, ports: LanePorts): Promise<Outcome> {
  const { itemId, answer, note, base, order } = record
  if (await wasSentElsewhere(sheet, record, ports)) return 'sent'
  sheet.sending.itemId = itemId
  // Said only of what takes a while: an answer that is there at once does not flicker.
  const saying = setTimeout(() => refresh(sheet, itemId), slowMs)
  const free = () => {
    clearTimeout(saying)
    sheet.sending.itemId = null
    refresh(sheet, itemId)
  }
  try {
    const reply = await ports.answer(itemId, { answer, note }, base)
    learn(sheet, reply)
    const now = sheet.records.get(itemId)
    // Answered again while it was on its way: that goes next, on the new version.
    if (now) sheet.records.set(itemId, now.order === order ? { ...now, sent: reply } : { ...now, base: reply.version })
    free()
    // At once: who comes back after a crash must not be asked to choose between a colleague's later answer and one that had arrived.
    ports.save([itemId])
    ports.onProgress()
    return 'sent'
  } catch (caught) {
    free()
    return takeFailure(sheet, record, toApiError(caught), ports)
  }
}

async function takeFailure(sheet: Sheet, record: AnswerRecord, error: ApiError, ports: LanePorts): Promise<Outcome> {
  if (error.code === 'stale' || error.code === 'assessment.locked') return reread(sheet, ports)
  if (!isRefusal(error)) throw error
  const { itemId, order } = record
  const now = sheet.records.get(itemId)
  if (now?.order === order) {
    const problems = error.fields.length > 0 ? error.fields : [{ field: 'answer', reason: error.code }]
    sheet.records.set(itemId, { ...now, isRefused: true, problems })
    ports.save([itemId, ...reconcile(sheet)])
    refresh(sheet, itemId)
  }
  return 'sent'
}

/** The server's no to exactly this: sending it again would not help, and what comes behind it is not held up. */
function isRefusal({ code, status, isRetryable }: ApiError): boolean {
  return !isRetryable && status >= 400 && status < 500 && status !== 401 && status !== 404 && code !== 'not-allowed'
}
