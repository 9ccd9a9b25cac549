// Registering a firm and keeping its particulars.
import { randomUUID } from 'node:crypto'
import type { Firm, FirmCreated, FirmInput, FirmPatch, FirmRole } from '#contract/accounts/schema.ts'
import { recordAudit } from '../audit/record.ts'
import type { FirmRow } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { AppError, notFound } from '../errors.ts'
import { countAgainst } from '../http/limits.ts'
import type { SignedIn } from '../http/route.ts'
import { enqueueMessages } from '../messages/outbox.ts'
import { renderMessage } from '../messages/texts.ts'
import { officerIds, requireMember } from './access.ts'
import { readFirmInput, readFirmPatch } from './firm-input.ts'
import { listTitles, setTitles } from './firm-titles.ts'
import { addFirm, changeFirm, findFirm, findFirmByAnyCode, findFirmOrHeir, setMembership } from './firms-repository.ts'

const day = 24 * 3_600_000
const firmsPerAccountAndDay = 10

/** Nobody who works for the county acts for a firm: they would decide on their own matters. */
export function assertNotStaff(account: SignedIn): void {
  if (account.role) throw new AppError('not-allowed', { detail: 'staff do not act for firms' })
}

export function presentFirm(firm: FirmRow, role: FirmRole | null, titles: string[]): Firm {
  return {
    id: firm.id, name: firm.name, uscc: firm.uscc, town: firm.town, legalPerson: firm.legal_person, industry: firm.industry, scale: firm.scale,
    usccCheck: firm.uscc_check, verification: firm.verification, verificationNote: firm.verification_note, licenceFileId: firm.licence_file_id,
    createdAt: new Date(firm.created_at).toISOString(), version: firm.version, role, titles, ended: firm.ended_kind === 'dissolved' || firm.ended_kind === 'moved' ? { kind: firm.ended_kind, on: firm.ended_on } : null,
  }
}

export function firmLink(firmId: string): string {
  return `/firms/${firmId}`
}

/** Registers the firm with the asker as its administrator. Throws `invalid-input`; `accounts.firm-known` with `firmId`, never with people. */
export async function createFirm(deps: Deps, account: SignedIn, input: FirmInput, requestId: string): Promise<FirmCreated> {
  assertNotStaff(account)
  const { uscc, usccCheck, profile } = readFirmInput(input, deps.content.county)
  const at = deps.clock.now()
  return deps.commands.run(async (tx) => {
    await countAgainst(tx, [{ key: `firms:account:${account.id}`, windowMs: day, most: firmsPerAccountAndDay }], at)
    const firm = await addFirm(tx, {
      id: randomUUID(), uscc, uscc_check: usccCheck, name: profile.name, town: profile.town, legal_person: profile.legal_person ?? null, industry: profile.industry ?? null,
      scale: profile.scale ?? null, verification: 'unverified', verification_note: null, licence_file_id: null, created_by: account.id, created_at: at, version: 1,
    })
    // Also by a code it had before. Asked after the row was added: whoever changed its code to another one in this moment has committed by then.
    const known = await findFirmByAnyCode(tx, uscc)
    const former = firm && (await tx.selectFrom('firm_codes').select('firm_id').where('uscc', '=', uscc).executeTakeFirst())
    if (!firm || former) {
      const holder = former ? await findFirmOrHeir(tx, former.firm_id) : known
      throw new AppError('accounts.firm-known', { details: holder ? { firmId: holder.id } : {} })
    }
    await setMembership(tx, { firmId: firm.id, accountId: account.id, role: 'administrator', state: 'active', at })
    await recordAudit(tx, { at, accountId: account.id, role: 'administrator', action: 'accounts.create-firm', subject: `firm:${firm.id}`, firmId: firm.id, requestId, details: { usccCheck, confirmed: input.usccConfirmed ?? false } })
    return { id: firm.id, state: firm.verification, warnings: usccCheck === 'mismatch' ? [{ field: 'uscc', reason: 'check-mismatch' }] : [] }
  })
}

/** The firm as its members and officers see it; the address of one that was merged answers with where it went. Throws `not-found` for everybody else. */
export async function getFirm(deps: Deps, account: SignedIn, firmId: string): Promise<Firm> {
  const firm = await findFirmOrHeir(deps.db, firmId)
  if (!firm) throw notFound(`no firm ${firmId}`)
  const role = account.role === 'officer' ? null : (await requireMember(deps.db, account, firm.id)).role
  return presentFirm(firm, role, await listTitles(deps.db, firm.id))
}

/** What stands on the licence: when it changes, the officer's look at the licence no longer covers it. */
function needsNewLook(firm: FirmRow, change: { name?: string; legal_person?: string | null }): boolean {
  const isChanged = (change.name !== undefined && change.name !== firm.name) || (change.legal_person !== undefined && change.legal_person !== firm.legal_person)
  return firm.verification === 'verified' && isChanged
}

/** Changes particulars; a verified firm whose name or legal person changes is looked at again. Throws `invalid-input`, `stale` with the version there is. */
export async function updateFirm(deps: Deps, account: SignedIn, firmId: string, readVersion: () => number, patch: FirmPatch, requestId: string): Promise<Firm> {
  const at = deps.clock.now()
  return deps.commands.run(async (tx) => {
    const { role } = await requireMember(tx, account, firmId)
    const firm = await findFirm(tx, firmId)
    if (!firm) throw notFound(`no firm ${firmId}`)
    // Read only now: a stranger is told nothing about what the request lacks.
    const version = readVersion()
    const change = readFirmPatch(patch, deps.content.county)
    if (firm.version !== version) throw new AppError('stale', { details: { version: firm.version } })
    const looksAgain = needsNewLook(firm, change)
    const changed = await changeFirm(tx, { id: firmId, version }, { ...change, ...(looksAgain ? { verification: 'pending' as const } : {}) })
    if (!changed) throw new AppError('stale')
    if (patch.titles) await setTitles(tx, { firmId, titles: patch.titles, accountId: account.id, at })
    if (looksAgain) await enqueueMessages(tx, { at, accountIds: await officerIds(tx), firmId: null, message: renderMessage(deps.content, 'licence.submitted', { firm: changed.name, uscc: changed.uscc }, '/desk/verifications') })
    await recordAudit(tx, { at, accountId: account.id, role, action: 'accounts.update-firm', subject: `firm:${firmId}`, firmId, requestId, details: { fields: Object.keys(patch), verification: changed.verification } })
    return presentFirm(changed, role, await listTitles(tx, firmId))
  })
}
