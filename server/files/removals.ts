// Removals over processes: while any of them makes a backup, the bytes that are to go are written down and wait.
import { randomUUID } from 'node:crypto'
import type { Kysely } from 'kysely'
import type { Leases } from '../db/leases.ts'
import type { Database } from '../db/schema.ts'
import type { FileStore } from './store.ts'

const prefix = 'backup:'
const holdMs = 60_000
const renewEveryMs = 15_000
const batchSize = 500

interface Given { db: Kysely<Database>; leases: Leases }

/**
 * The same store, whose removals other processes can hold. Bytes are removed after the commit that removed their row: who finds no hold then knows that a backup begun later
 * does not see that row any more.
 */
export function withSharedHolds(store: FileStore, { db, leases }: Given): FileStore {
  return {
    ...store,
    async put(key, bytes) {
      await db.deleteFrom('held_removals').where('storage_key', '=', key).execute()
      return store.put(key, bytes)
    },
    async remove(key) {
      if (!(await leases.isAnyHeld(prefix))) return store.remove(key)
      await db.insertInto('held_removals').values({ storage_key: key, at: 0 }).onConflict((conflict) => conflict.doNothing()).execute()
    },
    async holdRemovals() {
      const name = `${prefix}${randomUUID()}`
      await leases.take(name, holdMs)
      // A database that is away for a moment ends no backup; one that is away for a minute does, by itself.
      const timer = setInterval(() => void leases.keep(name, holdMs).catch(() => undefined), renewEveryMs).unref()
      return async () => {
        clearInterval(timer)
        await leases.giveBack(name)
        await removeHeld(store, { db, leases })
      }
    },
  }
}

/** What waited for a backup that is over, or whose process died. */
export async function removeHeld(store: Pick<FileStore, 'remove'>, { db, leases }: Given): Promise<void> {
  for (;;) {
    if (await leases.isAnyHeld(prefix)) return
    const rows = await db.selectFrom('held_removals').select('storage_key').limit(batchSize).execute()
    for (const { storage_key: key } of rows) {
      await store.remove(key)
      await db.deleteFrom('held_removals').where('storage_key', '=', key).execute()
    }
    if (rows.length < batchSize) return
  }
}
