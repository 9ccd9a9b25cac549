// Sends what one visit has waiting: first that the expert was there, then what was written. Each goes once: the check-in by its key, the record because what
// is there already, letter for letter, is answered as it is. Photos go beside it (visit-photos.ts); long ones must not hold up the words.
import type { Booking, RecordInput, VisitRecord } from '#contract/consultations/schema.ts'
import { ApiError, toApiError } from '#client/http.ts'
import { inputOf, recordParts, toSend, type RecordChanges, type RecordPart } from './record-parts.ts'
import type { VisitCopy, VisitDeed } from './visit-kept.ts'
import { adoptBooking, adoptRecord, type VisitSheet } from './visit-sheet.ts'

export interface VisitPorts {
  act(deed: VisitDeed): Promise<Booking>
  save(body: RecordInput, version: number): Promise<VisitRecord>
  read(): Promise<VisitCopy>
  /** The work is another one now, of these parts; resolves when it is on the phone. */
  keep(parts: readonly RecordPart[]): Promise<void>
  /** The server's copy is another one now. */
  keepCopy(): void
}

/** So often in a row the server's word may have changed under the hand. */
const mostRounds = 5

/** Resolves when nothing more can be sent now. Throws ApiError when sending has to wait. */
export async function runVisitLane(sheet: VisitSheet, ports: VisitPorts): Promise<void> {
  const { deed } = sheet.work.value
  if (deed && deed.refusal === null) await sendDeed(sheet, deed, ports)
  for (let round = 0; round < mostRounds; round += 1) {
    const changes = sendable(sheet)
    if (Object.keys(changes).length === 0) return
    await sendChanges(sheet, changes, ports)
  }
  throw new ApiError('unavailable')
}

async function sendDeed(sheet: VisitSheet, deed: VisitDeed, ports: VisitPorts): Promise<void> {
  // With its key, before it goes: whoever dies in between repeats the same command.
  await ports.keep([])
  try {
    adoptBooking(sheet, await ports.act(deed))
    if (sheet.work.value.deed?.key === deed.key) sheet.work.value = { ...sheet.work.value, deed: null }
  } catch (caught) {
    const error = toApiError(caught)
    if (!isRefusal(error)) throw error
    await reread(sheet, ports)
    const now = sheet.work.value.deed
    if (now?.key === deed.key) sheet.work.value = { ...sheet.work.value, deed: { ...now, refusal: error.code } }
  }
  ports.keepCopy()
  await ports.keep([])
}

/** Nothing goes before the arrival has, nor what the server has refused as it stands. */
function sendable({ copy, work }: VisitSheet): RecordChanges {
  if (!copy.value || copy.value.booking.state !== 'arrived' || copy.value.record.state !== 'draft' || work.value.problems.length > 0)
    return {}
  return toSend(work.value, inputOf(copy.value.record))
}

export const hasSendable = (sheet: VisitSheet): boolean =>
  sheet.work.value.deed?.refusal === null || Object.keys(sendable(sheet)).length > 0

const withoutBlanks = ({ people, followUps, ...rest }: RecordInput): RecordInput => ({
  ...rest,
  people: people.filter(({ name, department, title }) => `${name}${department}${title}`.trim() !== ''),
  followUps: followUps.filter(({ what }) => what.trim() !== ''),
})

async function sendChanges(sheet: VisitSheet, changes: RecordChanges, ports: VisitPorts): Promise<void> {
  const record = sheet.copy.value?.record
  if (!record) return
  sheet.work.value = { ...sheet.work.value, tried: { ...sheet.work.value.tried, ...changes } }
  const parts = recordParts.filter((part) => changes[part] !== undefined)
  await ports.keep(parts)
  sheet.inFlight.value = changes
  try {
    const reply = await ports.save(withoutBlanks({ ...inputOf(record), ...changes }), record.version)
    adoptRecord(sheet, reply, changes)
  } catch (caught) {
    await takeFailure(sheet, toApiError(caught), ports)
  } finally {
    sheet.inFlight.value = {}
  }
  ports.keepCopy()
  await ports.keep(parts)
}

async function takeFailure(sheet: VisitSheet, error: ApiError, ports: VisitPorts): Promise<void> {
  const { code, fields } = error
  if (code === 'stale' || code === 'consultations.record-locked' || code === 'consultations.wrong-state') {
    await reread(sheet, ports)
    const { booking, record } = sheet.copy.value ?? {}
    // Refused although nothing here says why: sending the same again would not help.
    if (code !== 'stale' && booking?.state === 'arrived' && record?.state === 'draft') throw error
  } else if (code === 'invalid-input') {
    const problems = fields.length > 0 ? fields : [{ field: 'record', reason: 'invalid' }]
    sheet.work.value = { ...sheet.work.value, problems }
  } else throw error
}

async function reread(sheet: VisitSheet, ports: VisitPorts): Promise<void> {
  const { booking, record } = await ports.read()
  adoptBooking(sheet, booking)
  adoptRecord(sheet, record)
}

/** The server's no to exactly this: sending it again would not help. */
function isRefusal({ isRetryable, status }: ApiError): boolean {
  return !isRetryable && status >= 400 && status < 500 && status !== 401 && status !== 404
}
