// Rows of what processes on one PostgreSQL know of each other (migration 0012). Instants by the database's own clock. Empty on SQLite, which has one process.

/** files_at: where it keeps files. secret_mark: tells whether APP_SECRET is the same. */
export interface ProcessRow { id: string; files_at: string; secret_mark: string; host: string; version: string; started_at: number; seen_at: number }
/** wanted: somebody else waits for it. */
export interface LeaseRow { name: string; holder: string; until: number; wanted: number }
/** Bytes whose row is gone, while a backup still refers to them. */
export interface HeldRemovalRow { storage_key: string; at: number }

export interface ProcessTables {
  processes: ProcessRow
  leases: LeaseRow
  held_removals: HeldRemovalRow
}
