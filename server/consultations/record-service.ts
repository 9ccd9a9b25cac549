// The record of a visit as its expert writes it, and as each side reads it.
import type { RecordInput, VisitRecord } from '#contract/consultations/schema.ts'
import type { FieldProblem } from '#contract/errors.ts'
import { parseDate } from '#contract/identifiers/date.ts'
import { hasForbiddenCharacters } from '#contract/identifiers/text.ts'
import { recordAudit } from '../audit/record.ts'
import type { Connection, Tx } from '../db/commands.ts'
import type { BookingRow, VisitFollowUpRow, VisitRecordRow } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { AppError, invalid } from '../errors.ts'
import { fileInfoOf } from '../files/view.ts'
import type { SignedIn } from '../http/route.ts'
import { lockBooking, openBookingForReading, requireSide, type OpenedBooking } from './access.ts'
import { contentText, emptyContent, findRecord, listFollowUps, listPhotos, readContent } from './record-store.ts'

const instant = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString())

/** Nobody but its expert reads what was not handed in; what the firm said when it sent it back is shown all the same. */
function isHidden({ side }: Pick<OpenedBooking, 'side'>, record: VisitRecordRow | undefined): boolean {
  return side !== 'expert' && record?.state !== 'submitted' && record?.state !== 'confirmed'
}

export async function viewRecord(connection: Connection, opened: Pick<OpenedBooking, 'side'> & { row: Pick<BookingRow, 'id'> }): Promise<VisitRecord> {
  const { id } = opened.row
  const record = await findRecord(connection, id)
  const isEmpty = isHidden(opened, record)
  const [followUps, photos] = isEmpty ? [[], []] : [await listFollowUps(connection, id), await listPhotos(connection, id)]
  return {
    ...(isEmpty ? emptyContent : readContent(record)), bookingId: id, state: record?.state ?? 'draft',
    followUps: followUps.map((step) => ({ id: step.id, what: step.what, owner: step.owner, dueOn: step.due_on, doneAt: instant(step.done_at) })), photos: photos.map(fileInfoOf),
    savedAt: isEmpty || !record ? null : instant(record.saved_at), submittedAt: instant(record?.submitted_at ?? null), returnedBecause: record?.returned_because ?? null,
    confirmedBy: record?.confirmed_name ?? null, confirmedAt: instant(record?.confirmed_at ?? null), confirmedVia: record?.confirmed_via ?? null, version: isEmpty || !record ? 0 : record.version,
  }
}

export async function getRecord(deps: Deps, account: SignedIn, id: string, requestId: string): Promise<VisitRecord> {
  return viewRecord(deps.db, await openBookingForReading(deps, account, id, requestId))
}

/** Throws `consultations.record-locked` once it was handed in, `consultations.wrong-state` before they met and where they never did. */
export function assertWritable({ id, state }: Pick<BookingRow, 'id' | 'state'>): void {
  if (state === 'arrived') return
  throw new AppError(state === 'recorded' || state === 'done' ? 'consultations.record-locked' : 'consultations.wrong-state', { detail: `booking ${id} is ${state}` })
}

/** What the common check of text does not reach: it looks at the fields of a body and no deeper. */
function problemsOf({ people, followUps }: RecordInput): FieldProblem[] {
  const isWrong = (...texts: string[]) => texts.some(hasForbiddenCharacters)
  return [
    ...people.flatMap(({ name, department, title }, index): FieldProblem[] => (isWrong(name, department, title) ? [{ field: `people[${index}]`, reason: 'text-invalid' }] : [])),
    ...followUps.flatMap(({ id, what, dueOn }, index): FieldProblem[] => {
      const due = dueOn === null ? null : parseDate(dueOn)
      return [
        ...(isWrong(id, what) ? [{ field: `followUps[${index}].what`, reason: 'text-invalid' }] : []), ...(due && !due.ok ? [{ field: `followUps[${index}].dueOn`, reason: due.reason }] : []),
        ...(followUps.findIndex((one) => one.id === id) < index ? [{ field: `followUps[${index}].id`, reason: 'unknown' }] : []),
      ]
    }),
  ]
}

/** As kept: trimmed, without the lines of a list nobody has written in. */
function tidy(input: RecordInput): RecordInput {
  const { people, situation, policy, needs, problems, opinions, findings, advice, plan, followUps } = input
  return {
    people: people.map(({ name, department, title }) => ({ name: name.trim(), department: department.trim(), title: title.trim() })).filter(({ name, department, title }) => `${name}${department}${title}` !== ''),
    situation: situation.trim(), policy: policy.trim(), needs: needs.trim(), problems: problems.trim(), opinions: opinions.trim(), findings: findings.trim(), advice: advice.trim(), plan: plan.trim(),
    followUps: followUps.map((step) => ({ ...step, what: step.what.trim() })).filter(({ what }) => what !== ''),
  }
}

function isSame(input: RecordInput, record: VisitRecordRow | undefined, followUps: readonly VisitFollowUpRow[]): boolean {
  if (!record) return false
  const steps = (list: readonly RecordInput['followUps'][number][]) => JSON.stringify(list.map(({ id, what, owner, dueOn }) => [id, what, owner, dueOn]))
  return contentText(readContent(record)) === contentText(input) && steps(input.followUps) === steps(followUps.map(({ id, what, owner, due_on: dueOn }) => ({ id, what, owner, dueOn })))
}

async function saveFollowUps(tx: Tx, bookingId: string, { followUps }: RecordInput): Promise<void> {
  const kept = followUps.map(({ id }) => id)
  let gone = tx.deleteFrom('visit_follow_ups').where('booking_id', '=', bookingId)
  if (kept.length > 0) gone = gone.where('id', 'not in', kept)
  await gone.execute()
  for (const [position, { id, what, owner, dueOn }] of followUps.entries()) {
    const said = { position, what, owner, due_on: dueOn }
    await tx.insertInto('visit_follow_ups').values({ id, booking_id: bookingId, ...said, done_at: null, done_by: null, told: null }).onConflict((conflict) => conflict.columns(['booking_id', 'id']).doUpdateSet(said)).execute()
  }
}

/**
 * Keeps the whole record, tidied. What is there already, letter for letter, is answered as it is, whatever the version: a phone may send it again.
 * Throws `invalid-input` by field, `stale` (412), `version-missing`, and as assertWritable.
 */
export async function saveRecord(deps: Deps, account: SignedIn, id: string, readVersion: () => number, typed: RecordInput, requestId: string): Promise<VisitRecord> {
  const at = deps.clock.now()
  const input = tidy(typed)
  return deps.commands.run(async (tx) => {
    const opened = await lockBooking(tx, account, id)
    requireSide(opened, 'expert')
    const record = await findRecord(tx, id)
    if (isSame(input, record, await listFollowUps(tx, id))) return viewRecord(tx, opened)
    assertWritable(opened.row)
    const version = record?.version ?? 0
    if (readVersion() !== version) throw new AppError('stale', { details: { version } })
    const problems = problemsOf(typed)
    if (problems.length > 0) throw invalid(...problems)
    const written = { content: contentText(input), version: version + 1, saved_by: account.id, saved_at: at }
    await tx.insertInto('visit_records').values({ booking_id: id, state: 'draft', ...written, submitted_at: null, returned_because: null, confirmed_by: null, confirmed_name: null, confirmed_at: null, confirmed_via: null })
      .onConflict((conflict) => conflict.column('booking_id').doUpdateSet(written)).execute()
    await saveFollowUps(tx, id, input)
    await recordAudit(tx, { at, accountId: account.id, role: 'expert', action: 'consultations.save-record', subject: `booking:${id}`, firmId: opened.row.firm_id, requestId, details: { version: version + 1 } })
    return viewRecord(tx, opened)
  })
}
