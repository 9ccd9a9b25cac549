// Who answers which chapter or item.
import type { Edition } from '#contract/assessment/edition-schema.ts'
import { placedItems } from '#contract/assessment/scope.ts'
import type { Assessment, AssignmentInput } from '#contract/assessment/schema.ts'
import { recordAudit } from '../audit/record.ts'
import type { Deps } from '../deps.ts'
import { invalid, notFound } from '../errors.ts'
import type { SignedIn } from '../http/route.ts'
import { assertAnswerable, lockOwn } from './access.ts'
import { listAssignments, removeAssignment, setAssignment } from './repository.ts'
import { tellAssigned } from './telling.ts'
import { editionOf, viewAssessment } from './view.ts'

function isPart(edition: Edition, { scope, ref }: AssignmentInput): boolean {
  return scope === 'chapter' ? edition.chapters.some(({ no }) => no === ref) : placedItems(edition).some(({ item }) => item.id === ref)
}

/** Gives a part to a member of the firm, or to nobody (null). Throws `assessment.locked`, `invalid-input` for a part that is none, `not-found` for somebody who does not act for the firm. */
export async function assignPart(deps: Deps, account: SignedIn, id: string, input: AssignmentInput, requestId: string): Promise<Assessment> {
  const at = deps.clock.now()
  const { scope, ref, accountId } = input
  return deps.commands.run(async (tx) => {
    const row = await lockOwn(tx, account, id)
    assertAnswerable(row)
    if (!isPart(editionOf(deps, row), input)) throw invalid({ field: 'ref', reason: 'unknown-item' })
    const part = { assessment_id: id, scope, ref }
    const before = (await listAssignments(tx, row)).find((one) => one.scope === scope && one.ref === ref)?.account_id ?? null
    if (accountId === null) await removeAssignment(tx, part)
    else {
      const member = await tx.selectFrom('memberships').select('id').where('firm_id', '=', row.firm_id).where('account_id', '=', accountId).where('state', '=', 'active').executeTakeFirst()
      if (!member) throw notFound(`account ${accountId} does not act for firm ${row.firm_id}`)
      await setAssignment(tx, { ...part, account_id: accountId })
      if (before !== accountId) await tellAssigned({ deps, tx, account, row, at }, accountId)
    }
    await recordAudit(tx, { at, accountId: account.id, role: 'firm', action: 'assessment.assign', subject: `assessment:${id}`, firmId: row.firm_id, requestId, details: { scope, ref, from: before, to: accountId } })
    return viewAssessment(deps, tx, { row, side: 'firm', account })
  })
}
