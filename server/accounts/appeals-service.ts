// A rightful owner finds the firm taken: licence and reason go to an officer, who may hand the firm over.
import { randomUUID } from 'node:crypto'
import type { Appeal, AppealInput, Decision } from '#contract/accounts/schema.ts'
import { maskPhone } from '#contract/identifiers/mask.ts'
import { cleanText } from '#contract/identifiers/text.ts'
import { recordAudit } from '../audit/record.ts'
import type { Connection, Tx } from '../db/commands.ts'
import type { FirmAppealRow, FirmRow } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { AppError, invalid, notFound } from '../errors.ts'
import { countAgainst } from '../http/limits.ts'
import type { SignedIn } from '../http/route.ts'
import { enqueueMessages } from '../messages/outbox.ts'
import { renderMessage } from '../messages/texts.ts'
import { officerIds } from './access.ts'
import { findMembership, hasLicenceFile, lockFirm, removeActiveMembers, setMembership } from './firms-repository.ts'
import { assertNotStaff, firmLink } from './firms-service.ts'
import { readReason } from './verification-service.ts'

const day = 24 * 3_600_000
const appealsPerAccountAndDay = 5
const listed = 100

/** Throws `not-found`, `accounts.already-member`, `accounts.appeal-open`, `files.not-stored`, `invalid-input`. */
export async function appealFirm(deps: Deps, account: SignedIn, askedId: string, input: AppealInput, requestId: string): Promise<{ id: string; state: Appeal['state'] }> {
  assertNotStaff(account)
  const reason = cleanText(input.reason)
  if (!reason.ok || reason.value === '') throw invalid({ field: 'reason', reason: reason.ok ? 'required' : reason.reason })
  const at = deps.clock.now()
  return deps.commands.run(async (tx) => {
    const asked = await lockFirm(tx, askedId)
    const firm = asked?.merged_into ? await lockFirm(tx, asked.merged_into) : asked
    if (!firm) throw notFound(`no firm ${askedId}`)
    const firmId = firm.id
    if ((await findMembership(tx, firmId, account.id))?.state === 'active') throw new AppError('accounts.already-member')
    if (await hasOpenAppeal(tx, firmId, account.id)) throw new AppError('accounts.appeal-open')
    await countAgainst(tx, [{ key: `appeals:account:${account.id}`, windowMs: day, most: appealsPerAccountAndDay }], at)
    if (!(await hasLicenceFile(tx, { fileId: input.fileId, firmId: null, accountId: account.id }))) throw new AppError('files.not-stored')
    const id = randomUUID()
    await tx.insertInto('firm_appeals').values({ id, firm_id: firmId, account_id: account.id, file_id: input.fileId, reason: reason.value, state: 'open', decided_by: null, decided_at: null, decision_reason: null, created_at: at }).execute()
    const values = { firm: firm.name, uscc: firm.uscc, name: account.name || maskPhone(account.phone) }
    await enqueueMessages(tx, { at, accountIds: await officerIds(tx), firmId: null, message: renderMessage(deps.content, 'appeal.made', values, '/desk/appeals') })
    await recordAudit(tx, { at, accountId: account.id, role: null, action: 'accounts.appeal', subject: `appeal:${id}`, firmId, requestId, details: { file: input.fileId } })
    return { id, state: 'open' as const }
  })
}

async function hasOpenAppeal(tx: Tx, firmId: string, accountId: string): Promise<boolean> {
  const open = await tx.selectFrom('firm_appeals').select('id').where('firm_id', '=', firmId).where('account_id', '=', accountId).where('state', '=', 'open').executeTakeFirst()
  return open !== undefined
}

function selectAppeals(connection: Connection) {
  return connection.selectFrom('firm_appeals').innerJoin('firms', 'firms.id', 'firm_appeals.firm_id').innerJoin('accounts', 'accounts.id', 'firm_appeals.account_id')
    .selectAll('firm_appeals').select(['firms.name as firm_name', 'firms.uscc', 'accounts.name as applicant_name', 'accounts.phone as applicant_phone'])
}

function presentAppeal(row: FirmAppealRow & { firm_name: string; uscc: string; applicant_name: string; applicant_phone: string }): Appeal {
  return {
    id: row.id, firmId: row.firm_id, firmName: row.firm_name, uscc: row.uscc, applicantName: row.applicant_name, applicantPhone: row.applicant_phone,
    reason: row.reason, fileId: row.file_id, state: row.state, createdAt: new Date(row.created_at).toISOString(),
  }
}

/** Open ones first, the longest waiting on top; then the latest decided. */
export async function listAppeals(connection: Connection): Promise<{ items: Appeal[] }> {
  const open = await selectAppeals(connection).where('firm_appeals.state', '=', 'open').orderBy('firm_appeals.created_at').limit(listed).execute()
  const decided = await selectAppeals(connection).where('firm_appeals.state', '!=', 'open').orderBy('firm_appeals.decided_at', 'desc').limit(listed).execute()
  return { items: [...open, ...decided].map(presentAppeal) }
}

/** Somebody who has come to work for the county since, or whose account is shut, gets no firm. */
async function assertMayActForFirms(tx: Tx, accountId: string): Promise<void> {
  const applicant = await tx.selectFrom('accounts').select(['staff_role', 'disabled_at']).where('id', '=', accountId).executeTakeFirstOrThrow()
  if (applicant.staff_role !== null || applicant.disabled_at !== null) throw new AppError('not-allowed', { detail: 'the applicant may not act for firms' })
}

/** The applicant becomes the firm's administrator and everybody who acted for it is out; cases and drafts stay with the firm. */
async function handOver(tx: Tx, deps: Deps, appeal: FirmAppealRow, firm: FirmRow, at: number): Promise<string[]> {
  await assertMayActForFirms(tx, appeal.account_id)
  await setMembership(tx, { firmId: firm.id, accountId: appeal.account_id, role: 'administrator', state: 'active', at })
  const removed = await removeActiveMembers(tx, firm.id, appeal.account_id, at)
  await enqueueMessages(tx, { at, accountIds: [appeal.account_id], firmId: firm.id, message: renderMessage(deps.content, 'appeal.granted', { firm: firm.name }, firmLink(firm.id)) })
  await enqueueMessages(tx, { at, accountIds: removed, firmId: null, message: renderMessage(deps.content, 'appeal.replaced', { firm: firm.name }) })
  return removed
}

/** Throws `accounts.verification-state` with the state when it was decided before; `invalid-input` for a refusal without a reason; `not-allowed` when the applicant now works for the county. */
export async function decideAppeal(deps: Deps, officer: SignedIn, request: { id: string; action: 'grant' | 'refuse' }, decision: Decision, requestId: string): Promise<Appeal> {
  const at = deps.clock.now()
  const isRefusal = request.action === 'refuse'
  const reason = readReason(decision, isRefusal)
  return deps.commands.run(async (tx) => {
    const appeal = await tx.updateTable('firm_appeals').set({ state: isRefusal ? 'refused' : 'granted', decided_by: officer.id, decided_at: at, decision_reason: reason })
      .where('id', '=', request.id).where('state', '=', 'open').returningAll().executeTakeFirst()
    const row = await selectAppeals(tx).where('firm_appeals.id', '=', request.id).executeTakeFirst()
    if (!row) throw notFound(`no appeal ${request.id}`)
    if (!appeal) throw new AppError('accounts.verification-state', { details: { state: row.state } })
    const firm = await lockFirm(tx, appeal.firm_id)
    if (!firm) throw notFound(`no firm ${appeal.firm_id}`)
    let removed: string[] = []
    if (isRefusal) await enqueueMessages(tx, { at, accountIds: [appeal.account_id], firmId: null, message: renderMessage(deps.content, 'appeal.refused', { firm: firm.name, reason: reason ?? '' }) })
    else removed = await handOver(tx, deps, appeal, firm, at)
    await recordAudit(tx, { at, accountId: officer.id, role: officer.duty, action: `accounts.${request.action}-appeal`, subject: `appeal:${appeal.id}`, firmId: firm.id, requestId, details: { applicant: appeal.account_id, removed, ...(reason ? { reason } : {}) } })
    return presentAppeal(row)
  })
}
