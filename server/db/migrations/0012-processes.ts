// What several processes on one database have to know of each other: who is there, who has taken what for a while, and files that may not be removed yet.
import type { Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'
import { table } from './table.ts'

export function processesMigration(): Migration {
  return {
    async up(db: Kysely<unknown>): Promise<void> {
      await table(db, 'processes', [['id', 'text', { primary: true }], ['files_at', 'text'], ['secret_mark', 'text'], ['host', 'text'], ['version', 'text'], ['started_at', 'bigint'], ['seen_at', 'bigint']])
      await table(db, 'leases', [['name', 'text', { primary: true }], ['holder', 'text'], ['until', 'bigint'], ['wanted', 'integer', { default: 0 }]])
      await table(db, 'held_removals', [['storage_key', 'text', { primary: true }], ['at', 'bigint']])
    },
  }
}
