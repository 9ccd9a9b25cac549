// Objections to a publicity: anybody signed in, under their own name. Who they are is read by officers only; the firm learns that there is one.
import type { Selectable } from 'kysely'
import type { Objection, ObjectionInput } from '#contract/subsidies/handling.ts'
import { sayDate, shanghaiDate } from '#contract/identifiers/date.ts'
import { addWorkdays } from '#contract/cases/workdays.ts'
import { findMove, pathOf } from '#contract/cases/workflow.ts'
import { activeFirmIds, firmMemberIds } from '../accounts/access.ts'
import { recordAudit } from '../audit/record.ts'
import { addEvent, changeCase, lockCase } from '../cases/repository.ts'
import type { Connection, Tx } from '../db/commands.ts'
import type { DisputeRow, PublicityRow } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { AppError, notFound } from '../errors.ts'
import { standingOf } from '../files/access.ts'
import { lockFile } from '../files/repository.ts'
import { once, type StoredReply } from '../http/idempotency.ts'
import { countAgainst } from '../http/limits.ts'
import type { SignedIn } from '../http/route.ts'
import { enqueueMessages } from '../messages/outbox.ts'
import { renderMessage } from '../messages/texts.ts'
import { insertDispute } from './disputes.ts'
import { readObjection } from './objection-input.ts'
import { publicName } from './publicity-words.ts'
import { findPublicity, officersFor } from './publicity.ts'
import { findApplication, type ApplicationCase } from './repository.ts'
import { programmeOf } from './snapshot.ts'

const day = 24 * 3_600_000
/** An officer enters those that come by phone or letter. */
const perAccountAndDay = { person: 5, officer: 50 } as const

export interface ObjectionRequest { id: string; input: ObjectionInput; key: string; bodyHash: string; requestId: string }
interface Objecting { deps: Deps; tx: Tx; account: SignedIn; row: ApplicationCase; publicity: PublicityRow; at: number; today: string }

const isOfficer = (account: SignedIn) => account.role === 'officer'

function presentObjection(row: Selectable<DisputeRow>, files: number): Objection {
  return {
    id: row.id, at: new Date(row.created_at).toISOString(), state: row.state, reason: row.reason, files, dueOn: row.due_on,
    answer: row.answer, answeredAt: row.answered_at === null ? null : new Date(row.answered_at).toISOString(),
  }
}

/** The last day counts to its end in Shanghai, by the clock of the server when the request came. */
async function assertMayObject({ deps, tx, account, row, publicity, today }: Objecting): Promise<void> {
  if ((await activeFirmIds(tx, account.id)).includes(row.firm_id)) throw new AppError('subsidies.own-case')
  const isOpen = publicity.state === 'running' && today <= publicity.ends_on && findMove('object', 'public', row.state, pathOf(programmeOf(deps, row).steps)) !== undefined
  if (!isOpen) throw new AppError('subsidies.publicity-over', { details: { endsOn: publicity.ends_on } })
  if (isOfficer(account)) return
  const open = await tx.selectFrom('disputes').select('id').where('case_id', '=', row.id).where('account_id', '=', account.id).where('kind', '=', 'objection').where('state', '=', 'open').executeTakeFirst()
  if (open) throw new AppError('subsidies.already-objected')
}

/** Only files the person uploaded as evidence and that hang on nothing yet. */
async function attachEvidence({ tx, account }: Objecting, disputeId: string, fileIds: readonly string[]): Promise<void> {
  // In one order for everybody: two who lock the same files the other way round would wait for each other.
  for (const fileId of fileIds.toSorted()) {
    const file = await lockFile(tx, fileId)
    const isMine = file?.account_id === account.id && file.firm_id === null && file.purpose === 'evidence'
    if (!isMine || (await standingOf(tx, fileId)) !== 'loose') throw new AppError('files.not-stored', { detail: `file ${fileId} is no evidence of account ${account.id}` })
    await tx.insertInto('dispute_files').values({ dispute_id: disputeId, file_id: fileId }).execute()
  }
}

async function tell({ deps, tx, account, row, publicity, at, today }: Objecting, disputeId: string, dueOn: string): Promise<void> {
  const values = { number: row.number ?? '', title: row.title, firm: publicity.firm_name, dueOn: sayDate(dueOn, today) }
  const send = (accountIds: string[], to: string, kind: 'objection.received' | 'case.objected' | 'desk.objection', link: string, firmId: string | null = null) =>
    enqueueMessages(tx, { at, accountIds, firmId, dedupeKey: `objection:${disputeId}:${to}`, message: renderMessage(deps.content, kind, values, link) })
  // Who told an officer by phone or letter has no inbox here; the officer has the contact.
  if (!isOfficer(account)) await send([account.id], 'objector', 'objection.received', `/publicity/${row.id}`)
  await send((await officersFor(tx, row)).filter((id) => id !== account.id), 'officer', 'desk.objection', `/desk/cases/${row.id}`)
  await send(await firmMemberIds(tx, row.firm_id), 'firm', 'case.objected', `/cases/${row.id}`, row.firm_id)
}

async function object(objecting: Objecting, input: ObjectionInput, requestId: string): Promise<Objection> {
  const { deps, tx, account, row, publicity, at, today } = objecting
  await assertMayObject(objecting)
  const words = readObjection(input)
  const who = isOfficer(account) ? 'officer' : 'person'
  await countAgainst(tx, [{ key: `objections:account:${account.id}`, windowMs: day, most: perAccountAndDay[who] }], at)
  const dueOn = addWorkdays(deps.content.calendar, today, deps.content.casework.objectionWorkdays)
  const id = await insertDispute(tx, deps, { caseId: row.id, publicityId: publicity.id, kind: 'objection', accountId: account.id, ...words, dueOn, at })
  const fileIds = input.fileIds ?? []
  await attachEvidence(objecting, id, fileIds)
  if (!(await changeCase(tx, row, {}))) throw new Error(`case ${row.id} was not locked while somebody objected`)
  await addEvent(tx, { caseId: row.id, at, action: 'object', state: row.state, actor: 'public', accountId: '', actorName: publicName, note: null })
  await recordAudit(tx, { at, accountId: account.id, role: account.duty ?? 'public', action: 'subsidies.object', subject: `case:${row.id}`, firmId: row.firm_id, requestId, details: { dispute: id, files: fileIds.length } })
  await tell(objecting, id, dueOn)
  return { id, at: new Date(at).toISOString(), state: 'open', reason: words.reason, files: fileIds.length, dueOn, answer: null, answeredAt: null }
}

/**
 * Takes an objection, once per Idempotency-Key. Throws `not-found` (never publicised), `subsidies.own-case` (a member of the firm: 403),
 * `subsidies.publicity-over` (after the last day), `subsidies.already-objected` (an earlier one is unanswered), `invalid-input` by field,
 * `too-many-requests`, `files.not-stored` (no evidence of this person's).
 */
export async function objectToApplication(deps: Deps, account: SignedIn, request: ObjectionRequest): Promise<StoredReply<Objection>> {
  const at = deps.clock.now()
  return deps.commands.run(async (tx) => {
    await lockCase(tx, request.id)
    const [row, publicity] = [await findApplication(tx, request.id), await findPublicity(tx, request.id)]
    if (!row || !publicity) throw notFound(`case ${request.id} was never publicised`)
    return once(tx, { accountId: account.id, route: 'subsidies.object', key: request.key, bodyHash: request.bodyHash, at }, async () => {
      const objection = await object({ deps, tx, account, row, publicity, at, today: shanghaiDate(at) }, request.input, request.requestId)
      return { status: 201, body: objection }
    })
  })
}

/** What this person said to this case's publicity and what became of it, newest first. Throws `not-found` where nothing was publicised. */
export async function listMyObjections(connection: Connection, account: SignedIn, caseId: string): Promise<{ items: Objection[] }> {
  if (!(await findPublicity(connection, caseId))) throw notFound(`case ${caseId} was never publicised`)
  const rows = await connection.selectFrom('disputes').selectAll().where('case_id', '=', caseId).where('account_id', '=', account.id).where('kind', '=', 'objection')
    .orderBy('created_at', 'desc').orderBy('id').execute()
  const files = rows.length === 0 ? [] : await connection.selectFrom('dispute_files').select('dispute_id').where('dispute_id', 'in', rows.map((row) => row.id)).execute()
  return { items: rows.map((row) => presentObjection(row, files.filter((file) => file.dispute_id === row.id).length)) }
}
