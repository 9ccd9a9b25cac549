// Changes of firms by the office: one officer proposes, a second one agrees, and it happens in that transaction; where the county does not ask for a second person, at once.
import { randomUUID } from 'node:crypto'
import type { FirmChange, FirmChangeAction, FirmChangeInput, FirmChangeMade, Moved } from '#contract/accounts/firm-desk-schema.ts'
import { shanghaiDate } from '#contract/identifiers/date.ts'
import { cleanText } from '#contract/identifiers/text.ts'
import { approverIds, assertMayApprove } from '../accounts/approvals.ts'
import { findFirm, lockFirm } from '../accounts/firms-repository.ts'
import { decideProposal, propose, withdrawProposal } from '../accounts/proposals.ts'
import { recordAudit } from '../audit/record.ts'
import { needsFourEyes } from '../content/security.ts'
import type { Tx } from '../db/commands.ts'
import type { FirmRow } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { AppError, invalid, notFound } from '../errors.ts'
import { lockFile } from '../files/repository.ts'
import { once, type StoredReply } from '../http/idempotency.ts'
import type { SignedIn } from '../http/route.ts'
import { enqueueMessages } from '../messages/outbox.ts'
import { renderMessage } from '../messages/texts.ts'
import { readChange, readChangeReason } from './firm-change-input.ts'
import { findChange, firmProposalKinds, payloadOf, proposalKinds, type ChangePayload } from './firm-changes-repository.ts'
import { changeCode, endFirm, reopenFirm } from './firm-endings.ts'
import { wordOfChange } from './firm-words.ts'
import { mergeBlocks } from './merge-blocks.ts'
import { lockFirms, mergeFirms } from './merge-firms.ts'

const deskLink = (firmId: string) => `/desk/firms/${firmId}`
/** What the proposal is about: of a merge, the firm that goes. */
const subjectOf = ({ firmId, goneId }: ChangePayload) => `firm:${goneId ?? firmId}`

interface Carrying { deps: Deps; tx: Tx; account: SignedIn; payload: ChangePayload; reason: string; proposalId: string; at: number; requestId: string }

/** Does what was proposed, with its lines in the audit: of a merge one under each firm. */
async function carryOut({ deps, tx, account, payload, reason, proposalId, at, requestId }: Carrying): Promise<void> {
  const { kind, firmId, goneId, uscc, usccCheck, name, ended, endedOn } = payload
  const note = (subject: string, details: Record<string, unknown>) => recordAudit(tx, { at, accountId: account.id, role: account.duty, action: `accounts.firm-${kind}`, subject: `firm:${subject}`, firmId: subject, requestId, details: { proposal: proposalId, ...details } })
  if (kind === 'merge') {
    if (goneId === undefined) throw new Error(`merge ${proposalId} names no firm that goes`)
    const rows: Moved[] = await mergeFirms(deps, tx, { keepId: firmId, goneId, accountId: account.id, reason, proposalId, at })
    await note(goneId, { into: firmId })
    return note(firmId, { from: goneId, rows })
  }
  const firm = await lockFirm(tx, firmId)
  if (!firm) throw notFound(`no firm ${firmId}`)
  if (firm.ended_kind === 'merged') throw new AppError('accounts.firm-ended', { details: { kind: 'merged' } })
  const changing = { deps, tx, firm, reason, proposalId, at }
  if (kind === 'code') await changeCode(changing, { uscc: uscc ?? '', usccCheck: usccCheck ?? 'mismatch', name: name ?? firm.name })
  else if (kind === 'reopen') await reopenFirm(changing)
  else await endFirm(changing, { ended: ended ?? 'dissolved', endedOn: endedOn ?? shanghaiDate(at) })
  await note(firmId, kind === 'code' ? { before: firm.uscc, uscc } : { ended: ended ?? null, was: firm.ended_kind })
}

/** What makes no sense to propose at all. Throws `accounts.merge-blocked`, `accounts.firm-ended`, `accounts.proposal-state`. */
async function assertSensible(deps: Deps, tx: Tx, payload: ChangePayload, firm: FirmRow): Promise<void> {
  if (payload.kind === 'merge' && payload.goneId !== undefined) {
    const { keep, gone } = payload.goneId === firm.id ? { keep: firm, gone: firm } : await lockFirms(tx, deps, firm.id, payload.goneId)
    const [first] = await mergeBlocks({ connection: tx, deps, keep, gone, proposalId: null })
    if (first) throw new AppError('accounts.merge-blocked', { details: { block: first.code, ...first.params } })
    return
  }
  const isOver = firm.ended_kind !== null
  if (payload.kind === 'reopen' ? firm.ended_kind === 'merged' : isOver && (payload.kind === 'end' || firm.ended_kind === 'merged')) throw new AppError('accounts.firm-ended', { details: { kind: firm.ended_kind ?? '' } })
  if (payload.kind === 'reopen' && !isOver) throw new AppError('accounts.proposal-state', { detail: 'the firm goes on already' })
}

/** The officer's own upload, of no firm. Throws `files.not-stored`. */
async function attachPaper(tx: Tx, account: SignedIn, fileId: string, proposalId: string, firmId: string, at: number): Promise<void> {
  const file = await lockFile(tx, fileId)
  if (!file || file.account_id !== account.id || file.firm_id !== null || file.purpose !== 'licence') throw new AppError('files.not-stored')
  await tx.insertInto('firm_change_papers').values({ proposal_id: proposalId, file_id: fileId, firm_id: firmId, added_by: account.id, added_at: at }).execute()
}

async function decideAlone(carrying: Omit<Carrying, 'proposalId'>): Promise<string> {
  const { tx, account, payload, reason, at } = carrying
  const id = randomUUID()
  await tx.insertInto('proposals').values({ id, kind: proposalKinds[payload.kind], subject: subjectOf(payload), payload: JSON.stringify(payload), reason, state: 'done', proposed_by: account.id, proposed_at: at, decided_by: account.id, decided_at: at, decision_reason: null }).execute()
  await carryOut({ ...carrying, proposalId: id })
  return id
}

async function make(deps: Deps, tx: Tx, account: SignedIn, input: FirmChangeInput, requestId: string, at: number): Promise<FirmChangeMade> {
  const firm = input.kind === 'merge' ? await findFirm(tx, input.firmId) : await lockFirm(tx, input.firmId)
  if (!firm) throw notFound(`no firm ${input.firmId}`)
  const reason = readChangeReason(input.reason)
  const payload = await readChange(tx, input, firm, shanghaiDate(at))
  await assertSensible(deps, tx, payload, firm)
  const kind = proposalKinds[payload.kind]
  const firmId = firm.id
  if (!needsFourEyes(deps.content.security, kind)) {
    const id = await decideAlone({ deps, tx, account, payload, reason, at, requestId })
    if (payload.fileId !== undefined) await attachPaper(tx, account, payload.fileId, id, firmId, at)
    return { id, state: 'done', firmId }
  }
  const id = await propose(tx, account, { kind, subject: subjectOf(payload), payload, reason, firmId, at, requestId })
  if (payload.fileId !== undefined) await attachPaper(tx, account, payload.fileId, id, firmId, at)
  const others = (await approverIds(tx, deps)).filter((other) => other !== account.id)
  await enqueueMessages(tx, { at, accountIds: others, firmId: null, message: renderMessage(deps.content, 'firm.change-proposed', { what: wordOfChange(payload), firm: firm.name, by: account.name }, deskLink(firmId)) })
  return { id, state: 'open', firmId }
}

export interface ProposeRequest { input: FirmChangeInput; key: string; bodyHash: string; requestId: string }

/**
 * Once per Idempotency-Key. Throws `not-found`, `invalid-input` by field, `accounts.proposal-open`, `accounts.merge-blocked`, `accounts.firm-ended`, `files.not-stored`,
 * and where nobody else has to agree what carrying it out throws.
 */
export async function proposeChange(deps: Deps, account: SignedIn, { input, key, bodyHash, requestId }: ProposeRequest): Promise<StoredReply<FirmChangeMade>> {
  const at = deps.clock.now()
  return deps.commands.run((tx) => once(tx, { accountId: account.id, route: 'accounts.firm-change', key, bodyHash, at }, async () => ({ status: 201, body: await make(deps, tx, account, input, requestId, at) })))
}

function readDecisionReason(action: FirmChangeAction, text: string | undefined): string {
  const reason = cleanText(text ?? '')
  if (!reason.ok) throw invalid({ field: 'reason', reason: reason.reason })
  if (action === 'refuse' && reason.value === '') throw invalid({ field: 'reason', reason: 'required' })
  return reason.value
}

/** agree: it happens now · refuse: with a reason · withdraw: by who proposed it. Throws `not-found`, `accounts.proposal-state`, `accounts.other-person`, `accounts.approver-needed`, and what carrying it out throws; then nothing has changed. */
export async function decideChange(deps: Deps, account: SignedIn, { id, action, reason: typed, requestId }: { id: string; action: FirmChangeAction; reason: string | undefined; requestId: string }): Promise<FirmChange> {
  const at = deps.clock.now()
  return deps.commands.run(async (tx) => {
    const reason = readDecisionReason(action, typed)
    if (action === 'withdraw') await withdrawProposal(tx, account, { id, kinds: firmProposalKinds, at, requestId })
    else {
      const row = await decideProposal(tx, account, { id, kinds: firmProposalKinds, verdict: action, reason, firmId: (proposal) => payloadOf(proposal).firmId, at, requestId })
      if (action === 'agree') assertMayApprove(deps, account)
      const payload = payloadOf(row)
      if (action === 'agree') await carryOut({ deps, tx, account, payload, reason: row.reason, proposalId: id, at, requestId })
      const firm = await findFirm(tx, payload.firmId)
      await enqueueMessages(tx, { at, accountIds: [row.proposed_by], firmId: null, message: renderMessage(deps.content, action === 'agree' ? 'firm.change-agreed' : 'firm.change-refused', { what: wordOfChange(payload), firm: firm?.name ?? '', by: account.name, reason }, deskLink(payload.firmId)) })
    }
    const change = await findChange(tx, account.id, id)
    if (!change) throw notFound(`no proposal ${id}`)
    return change
  })
}
