import type { Kysely } from 'kysely'
import type { Clock } from './clock.ts'
import type { Config } from './config.ts'
import type { Content } from './content.ts'
import type { Commands } from './db/commands.ts'
import type { Leases } from './db/leases.ts'
import type { DatabaseKind } from './db/open.ts'
import type { Database } from './db/schema.ts'
import type { Signals } from './db/signals.ts'
import type { FileStore } from './files/store.ts'
import type { SmsSender } from './accounts/sms.ts'
import type { Channels } from './messages/channels.ts'
import type { UnreadHub } from './messages/unread-hub.ts'

export interface Log {
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
}

/** What services are given; a plain object, made once in main.ts (or by a test). */
export interface Deps {
  db: Kysely<Database>
  databaseKind: DatabaseKind
  commands: Commands
  /** What this process has for a while, before the others. */
  leases: Leases
  /** What the others are told at once. */
  signals: Signals
  content: Content
  clock: Clock
  config: Config
  files: FileStore
  sms: SmsSender
  channels: Channels
  /** Pages that are open and show how many messages wait. */
  unread: UnreadHub
  log: Log
}
