// 按自评差距提醒: a firm agrees that its newest assessment's gaps decide what it is told of. Every consent stays as a row; one that ended says when and by whom.
import { randomUUID } from 'node:crypto'
import type { ChangeGapConsent, GapConsent } from '#contract/notices/mine-schema.ts'
import { requireAdministrator, requireMember } from '../accounts/access.ts'
import { recordAudit } from '../audit/record.ts'
import type { Connection } from '../db/commands.ts'
import type { Deps } from '../deps.ts'
import { invalid } from '../errors.ts'
import type { SignedIn } from '../http/route.ts'

async function present({ content }: Deps, connection: Connection, firmId: string, mayChange: boolean): Promise<GapConsent> {
  const row = await connection.selectFrom('gap_consents').innerJoin('accounts', 'accounts.id', 'gap_consents.given_by').select(['accounts.name', 'gap_consents.given_at'])
    .where('gap_consents.firm_id', '=', firmId).where('gap_consents.ended_at', 'is', null).executeTakeFirst()
  return { isGiven: row !== undefined, givenBy: row?.name ?? null, givenAt: row ? new Date(row.given_at).toISOString() : null, mayChange, text: content.notices.settings.gapConsent }
}

/** Throws `not-found` for whoever is no member of the firm. */
export async function getGapConsent(deps: Deps, reader: SignedIn, firmId: string): Promise<GapConsent> {
  const { role } = await requireMember(deps.db, reader, firmId)
  return present(deps, deps.db, firmId, role === 'administrator')
}

/** Given once or ended once; as it was is no change. Throws `not-found`, `not-allowed` for clerks, `invalid-input` where it agrees to other words than stand now. */
export async function changeGapConsent(deps: Deps, reader: SignedIn, firmId: string, { isGiven, textVersion }: ChangeGapConsent, requestId: string): Promise<GapConsent> {
  const at = deps.clock.now()
  return deps.commands.run(async (tx) => {
    const { role } = await requireAdministrator(tx, reader, firmId)
    const { version } = deps.content.notices.settings.gapConsent
    if (isGiven && textVersion !== version) throw invalid({ field: 'textVersion', reason: 'option', limit: version })
    const changed = isGiven
      ? await tx.insertInto('gap_consents').values({ id: randomUUID(), firm_id: firmId, text_version: version, given_by: reader.id, given_at: at, ended_by: null, ended_at: null }).onConflict((conflict) => conflict.doNothing()).returning('id').executeTakeFirst()
      : await tx.updateTable('gap_consents').set({ ended_by: reader.id, ended_at: at }).where('firm_id', '=', firmId).where('ended_at', 'is', null).returning('id').executeTakeFirst()
    if (changed) await recordAudit(tx, { at, accountId: reader.id, role, action: isGiven ? 'notices.give-gap-consent' : 'notices.end-gap-consent', subject: `firm:${firmId}`, firmId, requestId, details: { version } })
    return present(deps, tx, firmId, true)
  })
}
