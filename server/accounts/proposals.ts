// Four eyes: what one person proposes, another one decides. What a kind does when it is agreed to is its caller's; here is who may, and that it happens once.
import { randomUUID } from 'node:crypto'
import { recordAudit } from '../audit/record.ts'
import type { Connection, Tx } from '../db/commands.ts'
import type { ProposalRow } from '../db/schema.ts'
import { AppError, notFound } from '../errors.ts'
import type { SignedIn } from '../http/route.ts'

export interface NewProposal { kind: string; subject: string; payload: unknown; reason: string; firmId?: string | null; at: number; requestId: string }

/** Writes it down, with an audit line `<kind>.propose`. Throws `accounts.proposal-open` where one of this kind waits for the same subject. Returns its id. */
export async function propose(tx: Tx, account: SignedIn, { kind, subject, payload, reason, firmId = null, at, requestId }: NewProposal): Promise<string> {
  const waiting = await tx.selectFrom('proposals').select('id').where('state', '=', 'open').where('kind', '=', kind).where('subject', '=', subject).executeTakeFirst()
  if (waiting) throw new AppError('accounts.proposal-open')
  const id = randomUUID()
  await tx.insertInto('proposals').values({ id, kind, subject, payload: JSON.stringify(payload), reason, state: 'open', proposed_by: account.id, proposed_at: at, decided_by: null, decided_at: null, decision_reason: null }).execute()
  await recordAudit(tx, { at, accountId: account.id, role: account.duty, action: `${kind}.propose`, subject, firmId, requestId, details: { proposal: id } })
  return id
}

export interface ProposalDecision { id: string; kinds: readonly string[]; verdict: 'agree' | 'refuse'; reason: string; firmId?: (row: ProposalRow) => string | null; at: number; requestId: string }

/**
 * Closes it in the caller's transaction and returns it; the caller carries out what it says when `verdict` is agree. Throws `not-found` for anything but `kinds`,
 * `accounts.proposal-state` when it is closed already, `accounts.other-person` for whoever proposed it (they may withdraw it: `withdraw`).
 */
export async function decideProposal(tx: Tx, account: SignedIn, { id, kinds, verdict, reason, firmId, at, requestId }: ProposalDecision): Promise<ProposalRow> {
  const row = await openProposal(tx, id, kinds)
  if (row.proposed_by === account.id) throw new AppError('accounts.other-person')
  await close(tx, row, { state: verdict === 'agree' ? 'done' : 'refused', account, reason, at })
  await recordAudit(tx, { at, accountId: account.id, role: account.duty, action: `${row.kind}.${verdict}`, subject: row.subject, firmId: firmId?.(row) ?? null, requestId, details: { proposal: id, proposedBy: row.proposed_by } })
  return row
}

/** By whoever proposed it. Throws `not-found` (also for everybody else), `accounts.proposal-state`. */
export async function withdrawProposal(tx: Tx, account: SignedIn, { id, kinds, at, requestId }: { id: string; kinds: readonly string[]; at: number; requestId: string }): Promise<void> {
  const row = await openProposal(tx, id, kinds)
  if (row.proposed_by !== account.id) throw notFound(`proposal ${id} is not of ${account.id}`)
  await close(tx, row, { state: 'withdrawn', account, reason: '', at })
  await recordAudit(tx, { at, accountId: account.id, role: account.duty, action: `${row.kind}.withdraw`, subject: row.subject, requestId, details: { proposal: id } })
}

async function openProposal(tx: Tx, id: string, kinds: readonly string[]): Promise<ProposalRow> {
  const row = await tx.selectFrom('proposals').selectAll().where('id', '=', id).where('kind', 'in', [...kinds]).executeTakeFirst()
  if (!row) throw notFound(`no proposal ${id}`)
  if (row.state !== 'open') throw new AppError('accounts.proposal-state')
  return row
}

async function close(tx: Tx, row: ProposalRow, { state, account, reason, at }: { state: ProposalRow['state']; account: SignedIn; reason: string; at: number }): Promise<void> {
  // Two who decide in the same moment: one of them finds it closed.
  const { numUpdatedRows } = await tx.updateTable('proposals').set({ state, decided_by: account.id, decided_at: at, decision_reason: reason }).where('id', '=', row.id).where('state', '=', 'open').executeTakeFirst()
  if (numUpdatedRows === 0n) throw new AppError('accounts.proposal-state')
}

/** Those that wait, oldest first. */
export async function listOpenProposals(connection: Connection, kinds: readonly string[]): Promise<(ProposalRow & { proposer: string })[]> {
  return connection.selectFrom('proposals').innerJoin('accounts', 'accounts.id', 'proposals.proposed_by').selectAll('proposals').select('accounts.name as proposer')
    .where('proposals.state', '=', 'open').where('proposals.kind', 'in', [...kinds]).orderBy('proposals.proposed_at').orderBy('proposals.id').limit(200).execute()
}
