// What officers do with an appeal. Granting it puts out everybody who acts for the firm, so where the county asks for it one officer only proposes that and another one agrees.
import type { Appeal, AppealAction, Decision } from '#contract/accounts/schema.ts'
import { recordAudit } from '../audit/record.ts'
import { needsFourEyes } from '../content/security.ts'
import type { Tx } from '../db/commands.ts'
import { readStoredJson } from '../db/json.ts'
import type { FirmAppealRow, FirmRow } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { AppError, notFound } from '../errors.ts'
import type { SignedIn } from '../http/route.ts'
import { enqueueMessages } from '../messages/outbox.ts'
import { renderMessage, type MessageKind } from '../messages/texts.ts'
import { appealKind, appealSubject, getAppeal } from './appeals-service.ts'
import { firmAdministratorIds } from './access.ts'
import { approverIds, assertMayApprove } from './approvals.ts'
import { findMembership, lockFirm, removeActiveMembers, setMembership } from './firms-repository.ts'
import { firmLink } from './firms-service.ts'
import { decideProposal, propose, withdrawProposal } from './proposals.ts'
import { readReason } from './verification-service.ts'

interface Deciding { deps: Deps; tx: Tx; officer: SignedIn; appeal: FirmAppealRow; firm: FirmRow; reason: string; at: number; requestId: string }

/** Somebody who has come to work for the county since, or whose account is shut, gets no firm. */
async function assertMayActForFirms(tx: Tx, accountId: string): Promise<void> {
  const applicant = await tx.selectFrom('accounts').select(['staff_role', 'disabled_at']).where('id', '=', accountId).executeTakeFirstOrThrow()
  if (applicant.staff_role !== null || applicant.disabled_at !== null) throw new AppError('not-allowed', { detail: 'the applicant may not act for firms' })
}

/** `removed`: who acted for the firm and is out. */
async function close({ tx, officer, appeal, firm, reason, at, requestId }: Deciding, action: 'grant' | 'refuse', removed: readonly string[]): Promise<void> {
  await tx.updateTable('firm_appeals').set({ state: action === 'grant' ? 'granted' : 'refused', decided_by: officer.id, decided_at: at, decision_reason: reason }).where('id', '=', appeal.id).execute()
  await recordAudit(tx, { at, accountId: officer.id, role: officer.duty, action: `accounts.${action}-appeal`, subject: appealSubject(appeal.id), firmId: firm.id, requestId, details: { applicant: appeal.account_id, removed, reason } })
}

async function replacesNobody({ tx, appeal, firm }: Deciding): Promise<boolean> {
  return (await findMembership(tx, firm.id, appeal.account_id))?.state === 'active' && (await firmAdministratorIds(tx, firm.id)).length === 0
}

/** The applicant becomes the firm's administrator and everybody who acted for it is out; cases and drafts stay with the firm. One of its own clerks, where it has no administrator, replaces nobody. */
async function handOver(deciding: Deciding): Promise<void> {
  const { deps, tx, appeal, firm, at } = deciding
  await assertMayActForFirms(tx, appeal.account_id)
  const isTheirs = await replacesNobody(deciding)
  await setMembership(tx, { firmId: firm.id, accountId: appeal.account_id, role: 'administrator', state: 'active', at })
  if (isTheirs) {
    await enqueueMessages(tx, { at, accountIds: [appeal.account_id], firmId: firm.id, message: renderMessage(deps.content, 'member.promoted', { firm: firm.name }, firmLink(firm.id)) })
    return close(deciding, 'grant', [])
  }
  const removed = await removeActiveMembers(tx, firm.id, appeal.account_id, at)
  await enqueueMessages(tx, { at, accountIds: [appeal.account_id], firmId: firm.id, message: renderMessage(deps.content, 'appeal.granted', { firm: firm.name }, firmLink(firm.id)) })
  await enqueueMessages(tx, { at, accountIds: removed, firmId: null, message: renderMessage(deps.content, 'appeal.replaced', { firm: firm.name }) })
  await close(deciding, 'grant', removed)
}

const what = '把企业转给申诉人'
async function tell({ deps, tx, officer, appeal, firm, at }: Deciding, kind: Extract<MessageKind, `firm.change-${string}`>, accountIds: string[], reason: string): Promise<void> {
  await enqueueMessages(tx, { at, accountIds, firmId: null, message: renderMessage(deps.content, kind, { what, firm: firm.name, by: officer.name, reason }, `/desk/appeals/${appeal.id}`) })
}

async function grant(deciding: Deciding): Promise<void> {
  const { deps, tx, officer, appeal, firm, reason, at, requestId } = deciding
  if (!needsFourEyes(deps.content.security, appealKind)) return handOver(deciding)
  await assertMayActForFirms(tx, appeal.account_id)
  await propose(tx, officer, { kind: appealKind, subject: appealSubject(appeal.id), payload: { firmId: firm.id, replacesNobody: await replacesNobody(deciding) }, reason, firmId: firm.id, at, requestId })
  await tell(deciding, 'firm.change-proposed', (await approverIds(tx, deps)).filter((id) => id !== officer.id), '')
}

interface Proposed { firmId: string; replacesNobody: boolean }
const waiting = (tx: Tx, appealId: string) => tx.selectFrom('proposals').select(['id', 'payload']).where('state', '=', 'open').where('kind', '=', appealKind).where('subject', '=', appealSubject(appealId)).executeTakeFirst()

/** By one officer alone: nobody loses anything by it. Not while another's word that it is right waits: that is answered first. */
async function refuse(deciding: Deciding): Promise<void> {
  const { deps, tx, appeal, firm, reason, at } = deciding
  if (await waiting(tx, appeal.id)) throw new AppError('accounts.proposal-open')
  await enqueueMessages(tx, { at, accountIds: [appeal.account_id], firmId: null, message: renderMessage(deps.content, 'appeal.refused', { firm: firm.name, reason }) })
  await close(deciding, 'refuse', [])
}

/** agree hands the firm over; disagree and withdraw leave the appeal open, for whoever looks at it next. */
async function answerProposal(deciding: Deciding, action: 'agree' | 'disagree' | 'withdraw'): Promise<void> {
  const { deps, tx, officer, appeal, reason, at, requestId } = deciding
  const proposal = await waiting(tx, appeal.id)
  if (!proposal) throw new AppError('accounts.proposal-state')
  const about = { id: proposal.id, kinds: [appealKind], at, requestId }
  if (action === 'withdraw') return withdrawProposal(tx, officer, about)
  if (action === 'agree') {
    assertMayApprove(deps, officer)
    // What was proposed would put out others than it did then: that is for two people to say anew.
    if (readStoredJson<Proposed>(proposal.payload).replacesNobody !== (await replacesNobody(deciding))) throw new AppError('accounts.proposal-state')
  }
  const row = await decideProposal(tx, officer, { ...about, verdict: action === 'agree' ? 'agree' : 'refuse', reason, firmId: ({ payload }) => readStoredJson<Proposed>(payload).firmId })
  if (action === 'agree') await handOver({ ...deciding, reason: row.reason })
  await tell(deciding, action === 'agree' ? 'firm.change-agreed' : 'firm.change-refused', [row.proposed_by], reason)
}

/**
 * grant: at once, or proposed where the county asks for a second person, whose agree · disagree · or the proposer's withdraw follows. refuse: at once. All but agree and withdraw with a reason.
 * Throws `not-found`, `invalid-input`, `accounts.verification-state` with the state when it was decided before, `not-allowed` when the applicant now works for the county,
 * `accounts.proposal-open`, `accounts.proposal-state`, `accounts.other-person`, `accounts.approver-needed`.
 */
export async function decideAppeal(deps: Deps, officer: SignedIn, { id, action }: { id: string; action: AppealAction }, decision: Decision, requestId: string): Promise<Appeal> {
  const at = deps.clock.now()
  const reason = readReason(decision, action !== 'agree' && action !== 'withdraw') ?? ''
  return deps.commands.run(async (tx) => {
    // Locked: two officers who decide in one moment come one after the other.
    const appeal = await tx.updateTable('firm_appeals').set((eb) => ({ state: eb.ref('state') })).where('id', '=', id).returningAll().executeTakeFirst()
    if (!appeal) throw notFound(`no appeal ${id}`)
    if (appeal.state !== 'open') throw new AppError('accounts.verification-state', { details: { state: appeal.state } })
    const firm = await lockFirm(tx, appeal.firm_id)
    if (!firm) throw notFound(`no firm ${appeal.firm_id}`)
    const deciding: Deciding = { deps, tx, officer, appeal, firm, reason, at, requestId }
    if (action === 'grant') await grant(deciding)
    else if (action === 'refuse') await refuse(deciding)
    else await answerProposal(deciding, action)
    return getAppeal(tx, officer.id, id)
  })
}
