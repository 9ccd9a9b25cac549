// A rightful owner finds the firm taken: licence and reason go to the officers (what they do with it: appeal-decisions.ts).
import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import type { Appeal, AppealInput, Appeals, Me } from '#contract/accounts/schema.ts'
import { maskPhone } from '#contract/identifiers/mask.ts'
import { cleanText } from '#contract/identifiers/text.ts'
import { recordAudit } from '../audit/record.ts'
import { needsFourEyes } from '../content/security.ts'
import type { Connection, Tx } from '../db/commands.ts'
import type { FirmAppealRow } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { AppError, invalid, notFound } from '../errors.ts'
import { countAgainst } from '../http/limits.ts'
import type { SignedIn } from '../http/route.ts'
import { enqueueMessages } from '../messages/outbox.ts'
import { renderMessage } from '../messages/texts.ts'
import { firmAdministratorIds, officerIds } from './access.ts'
import { findMembership, hasLicenceFile, lockFirm } from './firms-repository.ts'
import { assertNotStaff } from './firms-service.ts'

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
    // A firm without an administrator is claimed by its own clerks too: they have no other way.
    if ((await findMembership(tx, firmId, account.id))?.state === 'active' && (await firmAdministratorIds(tx, firmId)).length > 0) throw new AppError('accounts.already-member')
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

/** An open appeal of which one officer says that it is right waits under this for another. */
export const appealKind = 'firms.appeal'
export const appealSubject = (id: string) => `appeal:${id}`

function selectAppeals(connection: Connection) {
  return connection.selectFrom('firm_appeals').innerJoin('firms', 'firms.id', 'firm_appeals.firm_id').innerJoin('accounts', 'accounts.id', 'firm_appeals.account_id')
    .leftJoin('proposals', (join) => join.on('proposals.kind', '=', appealKind).on('proposals.state', '=', 'open').on('proposals.subject', '=', sql<string>`'appeal:' || firm_appeals.id`))
    .leftJoin('accounts as proposer', 'proposer.id', 'proposals.proposed_by')
    .selectAll('firm_appeals').select(['firms.name as firm_name', 'firms.uscc', 'accounts.name as applicant_name', 'accounts.phone as applicant_phone', 'proposals.id as proposal_id', 'proposals.reason as proposal_reason', 'proposals.proposed_by', 'proposals.proposed_at', 'proposer.name as proposer_name'])
    .select((eb) => eb.and([
      eb.exists(eb.selectFrom('memberships as m').select('m.id').whereRef('m.firm_id', '=', 'firm_appeals.firm_id').whereRef('m.account_id', '=', 'firm_appeals.account_id').where('m.state', '=', 'active')),
      eb.not(eb.exists(eb.selectFrom('memberships as m').select('m.id').whereRef('m.firm_id', '=', 'firm_appeals.firm_id').where('m.state', '=', 'active').where('m.role', '=', 'administrator'))),
    ]).as('is_inside'))
}
type Row = FirmAppealRow & { firm_name: string; uscc: string; applicant_name: string; applicant_phone: string; proposal_id: string | null; proposal_reason: string | null; proposed_by: string | null; proposed_at: number | null; proposer_name: string | null; is_inside: unknown }

function presentAppeal(row: Row, readerId: string): Appeal {
  return {
    id: row.id, firmId: row.firm_id, firmName: row.firm_name, uscc: row.uscc, applicantName: row.applicant_name, applicantPhone: row.applicant_phone,
    reason: row.reason, fileId: row.file_id, state: row.state, createdAt: new Date(row.created_at).toISOString(), decisionReason: row.decision_reason, isInside: Boolean(row.is_inside),
    proposal: row.proposal_id === null ? null : { by: row.proposer_name ?? '', at: new Date(row.proposed_at ?? 0).toISOString(), reason: row.proposal_reason ?? '', isMine: row.proposed_by === readerId },
  }
}

/** Throws `not-found`. */
export async function getAppeal(connection: Connection, readerId: string, id: string): Promise<Appeal> {
  const row = await selectAppeals(connection).where('firm_appeals.id', '=', id).executeTakeFirst()
  if (!row) throw notFound(`no appeal ${id}`)
  return presentAppeal(row, readerId)
}

/** Open ones first, the longest waiting on top; then the latest decided. */
export async function listAppeals({ db, content }: Pick<Deps, 'db' | 'content'>, reader: SignedIn): Promise<Appeals> {
  const open = await selectAppeals(db).where('firm_appeals.state', '=', 'open').orderBy('firm_appeals.created_at').limit(listed).execute()
  const decided = await selectAppeals(db).where('firm_appeals.state', '!=', 'open').orderBy('firm_appeals.decided_at', 'desc').limit(listed).execute()
  return { items: [...open, ...decided].map((row) => presentAppeal(row, reader.id)), needsSecond: needsFourEyes(content.security, appealKind) }
}

/** What the applicant may know while it waits: that it is looked at, and by the second person by now; not which way it goes. */
export async function openAppealsOf(connection: Connection, accountId: string): Promise<NonNullable<Me['appeals']>> {
  const rows = await selectAppeals(connection).where('firm_appeals.account_id', '=', accountId).where('firm_appeals.state', '=', 'open').orderBy('firm_appeals.created_at').limit(listed).execute()
  return rows.map((row) => ({ firmId: row.firm_id, firmName: row.firm_name, state: row.proposal_id === null ? 'open' : 'second', at: new Date(row.created_at).toISOString() }))
}
