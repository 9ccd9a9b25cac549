// A firm by a part of its name or of its credit code: an officer on the telephone has the firm's word for it and nothing else.
import { sql } from 'kysely'
import type { FoundFirm } from '#contract/accounts/schema.ts'
import { compareText } from '#contract/identifiers/text.ts'
import type { Connection } from '../db/commands.ts'
import { firmWords, isOrWasNamed, nameBegins } from './firm-words.ts'

const mostFound = 20
/** One character fits half the county. */
const shortest = 2

/** At most twenty, those whose name begins with it first; none for less than two characters. `isMore`: type on. */
export async function findFirms(connection: Connection, typed: string): Promise<{ items: FoundFirm[]; isMore: boolean }> {
  if (compareText(typed).length < shortest) return { items: [], isMore: false }
  const words = firmWords(typed)
  const rows = await connection.selectFrom('firms').select(['id', 'name', 'uscc', 'town', 'verification'])
    // A firm is found by a name or code it had before, too; one that was merged is found where it went.
    .where(isOrWasNamed(words))
    .where('merged_into', 'is', null)
    .orderBy(sql`case when ${nameBegins(sql.ref('firms.name'), words)} then 0 else 1 end`).orderBy('name').orderBy('id').limit(mostFound + 1).execute()
  return { items: rows.slice(0, mostFound), isMore: rows.length > mostFound }
}
