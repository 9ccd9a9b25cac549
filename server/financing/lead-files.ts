// Papers that go between a firm and one bank: the firm's own stored files, the bank's uploads. Each hangs on one lead and is seen by nobody outside it (server/files/loan-access.ts).
import { openedLeadStates } from '#contract/financing/workflow.ts'
import { recordAudit } from '../audit/record.ts'
import type { Tx } from '../db/commands.ts'
import type { FileRow, FinancingFileRow } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { AppError, notFound } from '../errors.ts'
import { standingOf } from '../files/access.ts'
import { deleteFileRow, lockFile } from '../files/repository.ts'
import type { SignedIn } from '../http/route.ts'
import { lockLead, type OpenedLead } from './access.ts'
import { addFinancingEvent } from './events.ts'
import { tellBank, tellFirm } from './telling.ts'

/** Papers of one lead, of both sides together. */
export const mostLeadFiles = 30

type Party = 'firm' | 'bank'

/** Throws `not-allowed` for an officer, `financing.wrong-state` before it is taken and after the bank has lost sight of it. */
function partyOf({ row, side }: OpenedLead): Party {
  if (side !== 'firm' && side !== 'bank') throw new AppError('not-allowed', { detail: 'papers are for the firm and the bank to exchange' })
  if (!openedLeadStates.includes(row.state)) throw new AppError('financing.wrong-state', { details: { state: row.state } })
  return side
}

/** The firm's: any paper it has stored, wherever else it hangs. The bank's: what the asker has just sent, hanging on nothing. */
async function isOwn(tx: Tx, { request, account }: OpenedLead, party: Party, file: FileRow): Promise<boolean> {
  if (party === 'firm') return file.firm_id === request.firm_id && file.purpose === 'paper'
  return file.account_id === account.id && file.purpose === 'loan' && (await standingOf(tx, file.id)) === 'loose'
}

/** To the bank without a name: until the contract the firm may still take its consent back, and a message stays. */
async function tellOther(tx: Tx, deps: Deps, { row, request, bank, account }: OpenedLead, party: Party, file: FileRow): Promise<void> {
  const kind = 'financing.file-added'
  if (party === 'bank') return tellFirm(tx, deps, request, { kind, values: { number: row.number, who: bank.name, name: file.name }, by: account.id, lead: row })
  return tellBank(tx, deps, row, { kind, values: { number: row.number, who: '企业', name: '1 份材料' }, by: account.id })
}

async function note(tx: Tx, { row, request, account, side }: OpenedLead, action: 'add-file' | 'remove-file', { fileId, at, requestId }: { fileId: string; at: number; requestId: string }): Promise<void> {
  await recordAudit(tx, { at, accountId: account.id, role: account.duty ?? side, action: `financing.${action}`, subject: `lead:${row.id}`, firmId: request.firm_id, requestId, details: { fileId, stage: row.state } })
}

/**
 * Hangs a stored file on the lead and tells the other side; the same file again changes nothing (`isNew` false).
 * Throws `not-found` (no lead of the asker's; no file that is theirs to give), `not-allowed`, `financing.wrong-state`, `financing.files-full`.
 */
export async function addLeadFile(deps: Deps, account: SignedIn, id: string, fileId: string, requestId: string): Promise<{ isNew: boolean }> {
  const at = deps.clock.now()
  return deps.commands.run(async (tx) => {
    const opened = await lockLead(tx, account, id)
    const party = partyOf(opened)
    const { row, request } = opened
    const there = await tx.selectFrom('financing_files').selectAll().where('lead_id', '=', id).execute()
    if (there.some((one) => one.file_id === fileId && one.side === party)) return { isNew: false }
    const file = await lockFile(tx, fileId)
    if (!file || !(await isOwn(tx, opened, party, file))) throw notFound(`file ${fileId} is not one account ${account.id} can give to lead ${id}`)
    if (there.length >= mostLeadFiles) throw new AppError('financing.files-full', { details: { most: mostLeadFiles } })
    const hung: FinancingFileRow = { lead_id: id, file_id: fileId, side: party, stage: row.state, added_by: account.id, added_at: at }
    await tx.insertInto('financing_files').values(hung).execute()
    await addFinancingEvent(tx, { request_id: request.id, lead_id: id, at, action: 'file', side: party, account_id: account.id, bank_id: party === 'bank' ? row.bank_id : null, state: row.state, note: null, change: null })
    await note(tx, opened, 'add-file', { fileId, at, requestId })
    await tellOther(tx, deps, opened, party, file)
    return { isNew: true }
  })
}

/**
 * Takes it off again, by the side it came from, as long as the stage is the one it came in; a bank's file goes with its bytes, a firm's stays the firm's.
 * Throws `not-found`, also for the other side's, `not-allowed`, `financing.wrong-state`.
 */
export async function removeLeadFile(deps: Deps, account: SignedIn, { id, fileId }: { id: string; fileId: string }, requestId: string): Promise<void> {
  const at = deps.clock.now()
  const key = await deps.commands.run(async (tx) => {
    const opened = await lockLead(tx, account, id)
    const party = partyOf(opened)
    const hung = await tx.selectFrom('financing_files').selectAll().where('lead_id', '=', id).where('file_id', '=', fileId).executeTakeFirst()
    if (hung?.side !== party) throw notFound(`lead ${id} has no file ${fileId} of the ${party}`)
    if (hung.stage !== opened.row.state) throw new AppError('financing.wrong-state', { details: { state: opened.row.state } })
    const file = await lockFile(tx, fileId)
    await tx.deleteFrom('financing_files').where('lead_id', '=', id).where('file_id', '=', fileId).execute()
    await note(tx, opened, 'remove-file', { fileId, at, requestId })
    if (file?.purpose !== 'loan') return null
    await deleteFileRow(tx, fileId)
    return file.storage_key
  })
  if (key !== null) await deps.files.remove(key)
}
