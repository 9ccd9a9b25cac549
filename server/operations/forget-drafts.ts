// Drafts nobody has touched for long: told first, and gone only when nobody came back for the whole time they were told.
import { shanghaiDate } from '#contract/identifiers/date.ts'
import { sql } from 'kysely'
import type { Connection } from '../db/commands.ts'
import type { Deps } from '../deps.ts'
import { enqueueMessages } from '../messages/outbox.ts'
import { deleteDraft } from '../subsidies/repository.ts'
import { isUndisputedFirm } from './forget-cases.ts'
import type { Due, Kind } from './forgetting.ts'

const dayMs = 86_400_000
const keyOf = (id: string, savedAt: number) => `retention:draft:${id}:${savedAt}`
/** Somebody of the firm was told of this draft as it stands (saving it once more starts anew). */
const isTold = (until: number) => sql`exists (select 1 from memberships m join outbox o on o.dedupe_key = 'retention:draft:' || c.id || ':' || c.saved_at || ':' || m.account_id
  where m.firm_id = c.firm_id and o.state <> 'cancelled' and o.created_at <= ${until})`

interface DraftRow { id: string; firm_id: string; title: string; saved_at: number }

/** `toldBefore`: epoch ms by which its people must have been told. */
export function drafts(toldBefore: number): Kind {
  return {
    async due(connection, before, only): Promise<Due[]> {
      const { rows } = await sql<DraftRow>`select c.id, c.firm_id, c.title, c.saved_at from cases c where c.state = 'draft' and c.saved_at < ${before} and ${isTold(toldBefore)} and ${isUndisputedFirm('c')}
        ${only === undefined ? sql`` : sql`and c.id = ${only}`} order by c.saved_at, c.id`.execute(connection)
      return rows.map((row) => ({ id: row.id, subject: `case:${row.id}`, firmId: row.firm_id, since: Number(row.saved_at) }))
    },
    async forget(tx, id) {
      await tx.deleteFrom('presence').where('case_id', '=', id).execute()
      await deleteDraft(tx, id)
    },
  }
}

/** Drafts whose people have to be told, and were not: untouched since before `before`. */
export async function draftsToTell(connection: Connection, before: number): Promise<DraftRow[]> {
  const { rows } = await sql<DraftRow>`select c.id, c.firm_id, c.title, c.saved_at from cases c where c.state = 'draft' and c.saved_at < ${before} and not ${isTold(Number.MAX_SAFE_INTEGER)} order by c.saved_at, c.id`.execute(connection)
  return rows.map((row) => ({ ...row, saved_at: Number(row.saved_at) }))
}

/** Tells every active member once for this state of the draft; false when the firm has none. `lastDay`: see retention.json. */
export async function tellOfDraft(deps: Deps, draft: DraftRow, keptDays: number): Promise<boolean> {
  const { draftReminder: { title, body, daysBefore } } = deps.content.retention
  const at = deps.clock.now()
  const date = shanghaiDate(Math.max(draft.saved_at + keptDays * dayMs, at + daysBefore * dayMs))
  const words = { '{title}': draft.title, '{date}': date }
  const text = Object.entries(words).reduce((filled, [name, word]) => filled.replaceAll(name, word), body)
  return deps.commands.run(async (tx) => {
    const members = await tx.selectFrom('memberships').select('account_id').where('firm_id', '=', draft.firm_id).where('state', '=', 'active').execute()
    await enqueueMessages(tx, {
      at, accountIds: members.map((member) => member.account_id), firmId: draft.firm_id, dedupeKey: keyOf(draft.id, draft.saved_at),
      message: { category: 'case', title, body: text, link: `/subsidies/applications/${draft.id}`, tone: 'waiting' },
    })
    return members.length > 0
  })
}
