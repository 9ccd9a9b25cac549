// A firm that changed its code, ended, or goes on after all: what each does to its rows. Whoever calls has locked the firm.
import { randomUUID } from 'node:crypto'
import { firmAdministratorIds, firmMemberIds } from '../accounts/access.ts'
import { firmLink } from '../accounts/firms-service.ts'
import { lockExpert } from '../consultations/claiming.ts'
import { offerAround } from '../consultations/taking.ts'
import { letGo } from '../consultations/waiting-offers.ts'
import type { Tx } from '../db/commands.ts'
import type { FirmRow } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { AppError, invalid } from '../errors.ts'
import { enqueueMessages } from '../messages/outbox.ts'
import { renderMessage } from '../messages/texts.ts'
import { findHolder } from './firm-change-input.ts'
import { renameClaimKeys, renamedKey } from './merge-money.ts'

export interface Changing { deps: Deps; tx: Tx; firm: FirmRow; reason: string; proposalId: string; at: number }
export interface NewCode { uscc: string; usccCheck: 'ok' | 'mismatch'; name: string }

/** The firm may have claimed a thing by its new code already. Throws `subsidies.claimed-before`. */
async function assertClaimsApart({ tx, firm }: Changing, uscc: string): Promise<void> {
  const claims = await tx.selectFrom('claims').innerJoin('cases', 'cases.id', 'claims.case_id').select(['claims.key', 'claims.label', 'cases.id', 'cases.number']).where('claims.firm_id', '=', firm.id).execute()
  const known = new Set(claims.map(({ key }) => key))
  const twice = claims.find(({ key }) => renamedKey(key, firm.uscc, uscc) !== key && known.has(renamedKey(key, firm.uscc, uscc)))
  if (twice) throw new AppError('subsidies.claimed-before', { details: { caseId: twice.id, number: twice.number ?? '', label: twice.label } })
}

/**
 * The old code leads to the firm from now on. The officers' look at the licence still stands: two of them have seen the registration office's paper.
 * Submitted cases keep the code they were submitted with. Throws `invalid-input` (uscc) where another firm has taken the code meanwhile.
 */
export async function changeCode(changing: Changing, { uscc, usccCheck, name }: NewCode): Promise<void> {
  const { deps, tx, firm, reason, proposalId, at } = changing
  const holder = await findHolder(tx, firm, uscc)
  if (holder) throw invalid({ field: 'uscc', reason: 'uscc-known', limit: holder.name })
  await assertClaimsApart(changing, uscc)
  // A firm that went into this one and had the code takes the old one in its place: both rows keep theirs from being registered again.
  const before = await tx.updateTable('firms').set({ uscc: `was:${firm.id}` }).where('uscc', '=', uscc).where('merged_into', '=', firm.id).returning('id').executeTakeFirst()
  await tx.updateTable('firms').set({ uscc, uscc_check: usccCheck, name, version: firm.version + 1 }).where('id', '=', firm.id).execute()
  if (before) await tx.updateTable('firms').set({ uscc: firm.uscc }).where('id', '=', before.id).execute()
  await tx.insertInto('firm_codes').values({ id: randomUUID(), firm_id: firm.id, uscc: firm.uscc, name: firm.name, until_at: at, reason, proposal_id: proposalId }).execute()
  await renameClaimKeys(tx, firm.id, firm.uscc, uscc)
  await enqueueMessages(tx, { at, accountIds: await firmMemberIds(tx, firm.id), firmId: firm.id, message: renderMessage(deps.content, 'firm.code-changed', { firm: name, before: firm.uscc, uscc }, firmLink(firm.id)) })
}

/** Times nobody will use go to others, help on the spot ends. Cases, visits, questions and requests stay: each is somebody's to settle, and the card lists them. */
async function letTimeGo({ deps, tx, firm, at }: Changing): Promise<void> {
  const holds = await tx.selectFrom('consultation_holds').select(['id', 'expert_id']).where('firm_id', '=', firm.id).where('state', '=', 'held').orderBy('expert_id').execute()
  await tx.updateTable('waiting_entries').set({ state: 'ended', ended: 'left', changed_at: at }).where('firm_id', '=', firm.id).where('state', 'in', ['waiting', 'offered']).execute()
  const experts = [...new Set(holds.map((hold) => hold.expert_id))].sort()
  for (const id of experts) await lockExpert(tx, id)
  for (const { id } of holds) await letGo(tx, id, 'released')
  await offerAround(tx, deps, experts)
  await tx.updateTable('assists').set({ ended_at: at }).where('firm_id', '=', firm.id).where('ended_at', 'is', null).where('ends_at', '>', at).execute()
}

const endedWords = { dissolved: '注销', moved: '迁出' } as const

/** Nothing new is begun for it from now on (accounts/access.ts assertGoesOn); its people read and take along what there is. Throws `accounts.firm-ended`. */
export async function endFirm(changing: Changing, { ended, endedOn }: { ended: 'dissolved' | 'moved'; endedOn: string }): Promise<void> {
  const { deps, tx, firm, at } = changing
  if (firm.ended_kind !== null) throw new AppError('accounts.firm-ended', { details: { kind: firm.ended_kind } })
  await tx.updateTable('firms').set({ ended_kind: ended, ended_on: endedOn, version: firm.version + 1 }).where('id', '=', firm.id).execute()
  await letTimeGo(changing)
  await enqueueMessages(tx, { at, accountIds: await firmMemberIds(tx, firm.id), firmId: firm.id, message: renderMessage(deps.content, 'firm.ended', { firm: firm.name, how: endedWords[ended], on: endedOn }, firmLink(firm.id)) })
}

/** Throws `accounts.firm-ended` for one that was merged (that is for good), `accounts.proposal-state` for one that goes on. */
export async function reopenFirm({ deps, tx, firm, at }: Changing): Promise<void> {
  if (firm.ended_kind === 'merged') throw new AppError('accounts.firm-ended', { details: { kind: 'merged' } })
  if (firm.ended_kind === null) throw new AppError('accounts.proposal-state', { detail: 'the firm goes on already' })
  await tx.updateTable('firms').set({ ended_kind: null, ended_on: null, version: firm.version + 1 }).where('id', '=', firm.id).execute()
  // Its last administrator may have left meanwhile; then it is claimed by the appeal (accounts/appeals-service.ts), also by its own clerks.
  const kind = (await firmAdministratorIds(tx, firm.id)).length > 0 ? 'firm.reopened' : 'firm.reopened-unled'
  await enqueueMessages(tx, { at, accountIds: await firmMemberIds(tx, firm.id), firmId: firm.id, message: renderMessage(deps.content, kind, { firm: firm.name }, kind === 'firm.reopened' ? firmLink(firm.id) : `${firmLink(firm.id)}/members`) })
}
