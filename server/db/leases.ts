// What one process has for a while, so that the others leave it alone: rows with an end, by the database's clock. A process that dies gives back nothing and loses everything within a minute.
import { sql, type Kysely } from 'kysely'
import type { DatabaseKind } from './open.ts'
import type { Database } from './schema.ts'

/** Epoch ms by PostgreSQL's own clock: whatever the machines of the processes think it is. */
export const databaseNow = sql<number>`(extract(epoch from clock_timestamp()) * 1000)::bigint`

export interface Leases {
  /** Takes `name` for `ms`, or longer when it is ours already; false while another process has it. */
  take(name: string, ms: number): Promise<boolean>
  /** Prolongs what is ours; says whether somebody waits for it, or that it is another's by now. */
  keep(name: string, ms: number): Promise<'ours' | 'wanted' | 'lost'>
  /** Asks whoever has it to give it back soon. */
  want(name: string): Promise<void>
  giveBack(name: string): Promise<void>
  /** Somebody has one whose name begins so. */
  isAnyHeld(prefix: string): Promise<boolean>
}

/** SQLite has one process: everything is its own. */
export const alone: Leases = {
  take: () => Promise.resolve(true),
  keep: () => Promise.resolve('ours'),
  want: () => Promise.resolve(),
  giveBack: () => Promise.resolve(),
  isAnyHeld: () => Promise.resolve(false),
}

/** `holder`: this process. Within it a name is taken once; who takes it twice has to sort that out. */
export function createLeases(db: Kysely<Database>, kind: DatabaseKind, holder: string): Leases {
  if (kind === 'sqlite') return alone
  return {
    async take(name, ms) {
      const until = sql<number>`${databaseNow} + ${ms}::bigint`
      const taken = await db.insertInto('leases').values({ name, holder, until, wanted: 0 })
        .onConflict((conflict) => conflict.column('name').doUpdateSet({ holder, until, wanted: 0 }).where((eb) => eb.or([eb('leases.until', '<=', databaseNow), eb('leases.holder', '=', holder)])))
        .returning('name').executeTakeFirst()
      return taken !== undefined
    },
    async keep(name, ms) {
      const row = await db.updateTable('leases').set({ until: sql`${databaseNow} + ${ms}::bigint` }).where('name', '=', name).where('holder', '=', holder).where('until', '>', databaseNow).returning('wanted').executeTakeFirst()
      return row === undefined ? 'lost' : row.wanted === 1 ? 'wanted' : 'ours'
    },
    async want(name) {
      await db.updateTable('leases').set({ wanted: 1 }).where('name', '=', name).where('holder', '<>', holder).execute()
    },
    async giveBack(name) {
      await db.deleteFrom('leases').where('name', '=', name).where('holder', '=', holder).execute()
    },
    async isAnyHeld(prefix) {
      const row = await db.selectFrom('leases').select('name').where(sql<boolean>`substr(name, 1, ${prefix.length}) = ${prefix}`).where('until', '>', databaseNow).limit(1).executeTakeFirst()
      return row !== undefined
    },
  }
}
