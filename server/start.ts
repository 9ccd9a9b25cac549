// Opens everything in order and gives it back to be closed in the opposite one; main.ts and the proofs use it.
import { loadContent } from './content.ts'
import { clockFrom, systemClock, type Clock } from './clock.ts'
import type { Config } from './config.ts'
import { createCommands, outsideCommands } from './db/commands.ts'
import { createLeases } from './db/leases.ts'
import { migrateToLatest } from './db/migrate.ts'
import { openDatabase } from './db/open.ts'
import { createSignals } from './db/signals.ts'
import type { Deps, Log } from './deps.ts'
import { createSmsSender } from './accounts/sms.ts'
import { openStore } from './files/open-store.ts'
import { withSharedHolds } from './files/removals.ts'
import { ownDataDir } from './lock.ts'
import { createChannels } from './messages/channels.ts'
import { createUnreadHub } from './messages/unread-hub.ts'
import { recordNotices } from './notices/content-sync.ts'
import { assertNoHalfRestore } from './operations/unfinished.ts'
import { runOperatorCommand } from './operator.ts'
import { assertFitsOthers, newProcessId, oneAtATime } from './processes.ts'
import { recordSchemes, shareSchemes } from './subsidies/scheme-history.ts'

export interface Opened { deps: Deps; /** Of this run of this process. */ self: string; migrated: string[]; close(): Promise<void> }

/** Takes the data folder, opens and migrates the database, loads content. Throws when any of it is not as it must be. */
export async function openDeps(config: Config, log: Log, clock: Clock = config.clockStart === undefined ? systemClock : clockFrom(config.clockStart)): Promise<Opened> {
  const content = loadContent(config.contentDir, { demo: config.demo })
  const holder: { deps?: Deps } = {}
  const ownership = await ownDataDir(config.dataDir, (command) => {
    if (!holder.deps) throw new Error('still starting')
    return runOperatorCommand(holder.deps, command)
  })
  try {
    assertNoHalfRestore(config.dataDir)
    const database = openDatabase(config)
    const self = newProcessId()
    const db = outsideCommands(database.db)
    const leases = createLeases(db, database.kind, self)
    const store = await openStore(config)
    const base = {
      db, databaseKind: database.kind, commands: createCommands(database.db, database.kind), leases, signals: createSignals({ db, kind: database.kind, databaseUrl: config.databaseUrl, self }), content,
      clock, config, files: database.kind === 'postgres' ? withSharedHolds(store, { db, leases }) : store, channels: createChannels(config, content), log,
    }
    const deps: Deps = { ...base, sms: createSmsSender(base), unread: createUnreadHub(base) }
    const migrated = await oneAtATime(config.databaseUrl, async () => {
      const names = await migrateToLatest(database.db, database.kind)
      await assertFitsOthers(db, deps, self)
      await recordSchemes(deps)
      await recordNotices(deps)
      return names
    })
    shareSchemes(deps)
    holder.deps = deps
    return {
      deps, self, migrated,
      async close() {
        await deps.signals.close()
        await deps.commands.idle()
        await database.close()
        await ownership.release()
      },
    }
  } catch (error) {
    await ownership.release()
    throw error
  }
}
