// Taking over, handing over and laying back things of any kinds at once: each by its own kind's rule, what cannot be done said one by one.
import { sql, type SqlBool } from 'kysely'
import { officerDuties } from '#contract/accounts/duties.ts'
import type { Handed, HandInput } from '#contract/cases/desk-schema.ts'
import { activeFirmIds } from '../accounts/access.ts'
import { recordAudit } from '../audit/record.ts'
import type { Tx } from '../db/commands.ts'
import type { Deps } from '../deps.ts'
import { notFound } from '../errors.ts'
import type { SignedIn } from '../http/route.ts'
import { enqueueMessages } from '../messages/outbox.ts'
import { renderMessage } from '../messages/texts.ts'
import { isBarredFrom, openThings, readerOf } from './desk-home.ts'
import { subjectOf, type DeskRow, type DeskSource } from './desk-source.ts'

type Open = DeskRow & { firm_name: string | null; assignee_id: string | null }

/** Whose part is judged: the one who gets it, or whoever lays it back. */
async function personOf(tx: Tx, account: SignedIn, to: string | null): Promise<Pick<SignedIn, 'id' | 'duty'>> {
  if (to === null || to === account.id) return account
  const officer = await tx.selectFrom('accounts').select(['id', 'staff_role']).where('id', '=', to).where('staff_role', 'in', officerDuties).where('disabled_at', 'is', null).executeTakeFirst()
  if (!officer) throw notFound(`no officer ${to} in service`)
  return { id: officer.id, duty: officer.staff_role }
}

export async function placeInHand(tx: Tx, source: DeskSource, ids: readonly string[], { accountId, to, at }: { accountId: string; to: string | null; at: number }): Promise<void> {
  if (source.assign) return source.assign(tx, ids, to)
  if (to === null) {
    await tx.deleteFrom('desk_hands').where('kind', '=', source.kind).where('subject_id', 'in', ids).execute()
    return
  }
  await tx.insertInto('desk_hands').values(ids.map((id) => ({ kind: source.kind, subject_id: id, account_id: to, assigned_by: accountId, assigned_at: at })))
    .onConflict((conflict) => conflict.columns(['kind', 'subject_id']).doUpdateSet({ account_id: to, assigned_by: accountId, assigned_at: at })).execute()
}

/** Whoever gets things from somebody else is told once, however many there are. */
async function tell(tx: Tx, deps: Deps, sources: readonly DeskSource[], account: SignedIn, to: string, rows: readonly Open[], at: number): Promise<void> {
  const [first] = rows
  const source = sources.find(({ kind }) => kind === first?.kind)
  if (!first || !source || to === account.id) return
  const shown = source.show(first, deps)
  const message = rows.length === 1
    ? renderMessage(deps.content, 'home.handed', { what: [source.word, first.number].filter((part) => part !== null).join(' '), firm: first.firm_name ?? shown.title, by: account.name }, shown.link)
    : renderMessage(deps.content, 'home.handed-many', { count: rows.length, by: account.name }, '/desk')
  await enqueueMessages(tx, { at, accountIds: [to], firmId: null, message })
}

/** Each by itself: what is gone, or barred for that person, stays where it is. Throws `not-found` for somebody who is no officer in service. Versions of cases stay: a hand-over is no change of what somebody is writing. */
export async function handOver(deps: Deps, sources: readonly DeskSource[], account: SignedIn, { items, to }: HandInput, requestId: string): Promise<Handed> {
  const at = deps.clock.now()
  return deps.commands.run(async (tx) => {
    const person = await personOf(tx, account, to)
    const ownFirms = await activeFirmIds(tx, person.id)
    const reader = readerOf(deps, person)
    const handed: Handed = { done: [], refused: [] }
    const changed: Open[] = []
    for (const kind of [...new Set(items.map((item) => item.kind))].sort()) {
      const ids = items.filter((item) => item.kind === kind).map(({ id }) => id)
      const source = sources.find((one) => one.kind === kind)
      const rows: Open[] = source ? await openThings(tx, deps, [source], reader).leftJoin('firms', 'firms.id', 'item.firm_id').selectAll('item').select(['firms.name as firm_name', 'hand.id as assignee_id'])
        .where(sql<SqlBool>`item.id in (${sql.join(ids)})`).execute() : []
      const takable = rows.filter((row) => to === null || !isBarredFrom(row, reader, ownFirms))
      const moving = takable.filter((row) => row.assignee_id !== to)
      if (source && moving.length > 0) await placeInHand(tx, source, moving.map(({ id }) => id), { accountId: account.id, to, at })
      changed.push(...moving)
      handed.done.push(...takable.map(({ id }) => ({ kind, id })))
      for (const id of ids) {
        const row = rows.find((one) => one.id === id)
        if (!takable.some((one) => one.id === id)) handed.refused.push({ kind, id, number: row?.number ?? null, reason: row ? 'barred' : 'gone' })
      }
    }
    for (const row of changed) await recordAudit(tx, { at, accountId: account.id, role: account.duty, action: 'cases.assign', subject: subjectOf(sources, row), firmId: row.firm_id, requestId, details: { from: row.assignee_id, to } })
    if (to !== null) await tell(tx, deps, sources, account, to, changed, at)
    return handed
  })
}
