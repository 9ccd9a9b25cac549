// Calls about a notice: each is a line of its own, the newest of a firm counts.
import { randomUUID } from 'node:crypto'
import type { CallInput } from '#contract/notices/desk-schema.ts'
import { recordAudit } from '../audit/record.ts'
import type { Deps } from '../deps.ts'
import { notFound } from '../errors.ts'
import { once } from '../http/idempotency.ts'
import type { SignedIn } from '../http/route.ts'

export interface CallRequest { noticeId: string; input: CallInput; key: string; bodyHash: string; requestId: string }

/** Throws `not-found` for a firm that was not told of it, `key-reused`. The note is in the database only, never in the audit. */
export async function recordCall(deps: Pick<Deps, 'commands' | 'clock'>, account: SignedIn, { noticeId, input, key, bodyHash, requestId }: CallRequest): Promise<void> {
  const at = deps.clock.now()
  await deps.commands.run((tx) => once(tx, { accountId: account.id, route: 'notices.call', key, bodyHash, at }, async () => {
    const target = await tx.selectFrom('notice_targets').select('firm_id').where('notice_id', '=', noticeId).where('firm_id', '=', input.firmId).executeTakeFirst()
    if (!target) throw notFound(`firm ${input.firmId} was not told of notice ${noticeId}`)
    await tx.insertInto('notice_calls').values({ id: randomUUID(), notice_id: noticeId, firm_id: input.firmId, outcome: input.outcome, note: input.note.trim(), account_id: account.id, at }).execute()
    await recordAudit(tx, { at, accountId: account.id, role: account.duty, action: 'notices.call', subject: `notice:${noticeId}`, firmId: input.firmId, requestId, details: { outcome: input.outcome } })
    return { status: 204, body: null }
  }))
}
