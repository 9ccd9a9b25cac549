// The firm shows its licence, an officer looks at it. Accepting a case waits for this.
import type { Decision, Firm, Verification, VerificationItem } from '#contract/accounts/schema.ts'
import { cleanText } from '#contract/identifiers/text.ts'
import { recordAudit } from '../audit/record.ts'
import type { Connection } from '../db/commands.ts'
import type { FirmRow } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { AppError, invalid, notFound } from '../errors.ts'
import { readInstantCursor, writeCursor } from '../http/cursor.ts'
import type { SignedIn } from '../http/route.ts'
import { enqueueMessages } from '../messages/outbox.ts'
import { renderMessage } from '../messages/texts.ts'
import { firmMemberIds, officerIds, requireMember } from './access.ts'
import { listTitles } from './firm-titles.ts'
import { changeFirm, hasLicenceFile, listFirmsByVerification, lockFirm } from './firms-repository.ts'
import { firmLink, presentFirm } from './firms-service.ts'

const pageSize = 50

/** Hands in the licence photo; also a new one after a refusal or a change. Throws `not-found` for a foreign firm, `files.not-stored` for a file that is not theirs. */
export async function submitLicence(deps: Deps, account: SignedIn, firmId: string, fileId: string, requestId: string): Promise<Firm> {
  const at = deps.clock.now()
  return deps.commands.run(async (tx) => {
    const { role } = await requireMember(tx, account, firmId)
    const firm = await lockFirm(tx, firmId)
    if (!firm) throw notFound(`no firm ${firmId}`)
    if (!(await hasLicenceFile(tx, { fileId, firmId, accountId: account.id }))) throw new AppError('files.not-stored')
    if (firm.verification === 'pending' && firm.licence_file_id === fileId) return presentFirm(firm, role, await listTitles(tx, firmId))
    const changed = await changeFirm(tx, firm, { licence_file_id: fileId, verification: 'pending', verification_note: null })
    if (!changed) throw new AppError('stale')
    await enqueueMessages(tx, { at, accountIds: await officerIds(tx), firmId: null, message: renderMessage(deps.content, 'licence.submitted', { firm: firm.name, uscc: firm.uscc }, '/desk/verifications') })
    await recordAudit(tx, { at, accountId: account.id, role, action: 'accounts.submit-licence', subject: `firm:${firmId}`, firmId, requestId, details: { file: fileId, was: firm.verification } })
    return presentFirm(changed, role, await listTitles(tx, firmId))
  })
}

/** A reason as the firm will read it; required where the answer is no. Throws `invalid-input`. */
export function readReason(decision: Decision, isRequired: boolean): string | null {
  const reason = cleanText(decision.reason ?? '')
  if (!reason.ok) throw invalid({ field: 'reason', reason: reason.reason })
  if (isRequired && reason.value === '') throw invalid({ field: 'reason', reason: 'required' })
  return reason.value || null
}

/** The officer's answer to a licence. Throws `accounts.verification-state` unless it waits, `stale` when the licence is no longer the one that was looked at. */
export async function decideVerification(deps: Deps, officer: SignedIn, request: { id: string; action: 'verify' | 'refuse' }, decision: Decision, requestId: string): Promise<Firm> {
  const at = deps.clock.now()
  const isRefusal = request.action === 'refuse'
  const reason = readReason(decision, isRefusal)
  return deps.commands.run(async (tx) => {
    const firm = await lockFirm(tx, request.id)
    if (!firm) throw notFound(`no firm ${request.id}`)
    if (firm.verification !== 'pending') throw new AppError('accounts.verification-state', { details: { state: firm.verification } })
    if (decision.seenFileId !== undefined && decision.seenFileId !== firm.licence_file_id) throw new AppError('stale', { details: { version: firm.version } })
    const changed = await changeFirm(tx, firm, { verification: isRefusal ? 'refused' : 'verified', verification_note: isRefusal ? reason : null })
    if (!changed) throw new AppError('stale')
    const link = firmLink(firm.id)
    const message = isRefusal
      ? renderMessage(deps.content, 'firm.verification-refused', { firm: firm.name, reason: reason ?? '' }, link)
      : renderMessage(deps.content, 'firm.verified', { firm: firm.name }, link)
    await enqueueMessages(tx, { at, accountIds: await firmMemberIds(tx, firm.id), firmId: firm.id, message })
    await recordAudit(tx, { at, accountId: officer.id, role: officer.duty, action: `accounts.${request.action}-firm`, subject: `firm:${firm.id}`, firmId: firm.id, requestId, details: { file: firm.licence_file_id, ...(reason ? { reason } : {}) } })
    return presentFirm(changed, null, await listTitles(tx, firm.id))
  })
}

function presentItem(firm: FirmRow): VerificationItem {
  return {
    id: firm.id, name: firm.name, uscc: firm.uscc, usccCheck: firm.uscc_check, town: firm.town, legalPerson: firm.legal_person,
    verification: firm.verification, licenceFileId: firm.licence_file_id, createdAt: new Date(firm.created_at).toISOString(),
  }
}

/** Firms in one state (waiting, unless another is asked for), longest waiting first. */
export async function listVerifications(connection: Connection, query: { state?: Verification; cursor?: string; limit?: number }): Promise<{ items: VerificationItem[]; next?: string }> {
  const limit = query.limit ?? pageSize
  const after = readInstantCursor(query.cursor)
  const rows = await listFirmsByVerification(connection, { state: query.state ?? 'pending', after, limit: limit + 1 })
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  return { items: page.map(presentItem), ...(rows.length > limit && last ? { next: writeCursor([last.created_at, last.id]) } : {}) }
}
