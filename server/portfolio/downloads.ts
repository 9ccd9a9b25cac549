// A firm's portfolio as files: the table of all rights, the calendar of its fees.
import { recordAudit } from '../audit/record.ts'
import { requireMember } from '../accounts/access.ts'
import type { Deps } from '../deps.ts'
import type { SignedIn } from '../http/route.ts'
import { writeCalendar } from './calendar.ts'
import { listFirmRights } from './repository.ts'
import { writeRightsSheet } from './rights-sheet.ts'
import { contextOf } from './service.ts'
import { patentsOf, viewRight } from './view.ts'

/** Newest first, as the list. Leaves a line in the audit. Throws `not-found` for a firm one does not act for. */
export async function exportRights(deps: Deps, account: SignedIn, firmId: string, requestId: string): Promise<{ bytes: Buffer; today: string }> {
  const { role } = await requireMember(deps.db, account, firmId)
  const context = await contextOf(deps, deps.db, firmId)
  const rows = await listFirmRights(deps.db, firmId)
  await deps.commands.run((tx) => recordAudit(tx, { at: deps.clock.now(), accountId: account.id, role, action: 'portfolio.export', subject: `firm:${firmId}`, firmId, requestId, details: { rows: rows.length } }))
  return { bytes: await writeRightsSheet(rows.map((row) => viewRight(row, context))), today: context.today }
}

export async function annuityCalendar(deps: Deps, account: SignedIn, firmId: string): Promise<string> {
  await requireMember(deps.db, account, firmId)
  const rows = await listFirmRights(deps.db, firmId)
  return writeCalendar(patentsOf(rows), await contextOf(deps, deps.db, firmId), { now: deps.clock.now(), versions: new Map(rows.map(({ id, version }) => [id, version])) })
}
