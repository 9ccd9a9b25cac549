// Opens everything in order and gives it back to be closed in the opposite one; main.ts and the proofs use it.
import { loadContent } from './content.ts'
import { clockFrom, systemClock, type Clock } from './clock.ts'
import type { Config } from './config.ts'
import { createCommands, outsideCommands } from './db/commands.ts'
import { migrateToLatest } from './db/migrate.ts'
import { openDatabase } from './db/open.ts'
import type { Deps, Log } from './deps.ts'
import { createSmsSender } from './accounts/sms.ts'
import { openDiskStore } from './files/store.ts'
import { ownDataDir } from './lock.ts'
import { createChannels } from './messages/channels.ts'
import { createUnreadHub } from './messages/unread-hub.ts'
import { recordNotices } from './notices/content-sync.ts'
import { assertNoHalfRestore } from './operations/unfinished.ts'
import { runOperatorCommand } from './operator.ts'
import { recordSchemes } from './subsidies/scheme-history.ts'

export interface Opened { deps: Deps; migrated: string[]; close(): Promise<void> }

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
    const migrated = await migrateToLatest(database.db, database.kind)
    const base = {
      db: outsideCommands(database.db), databaseKind: database.kind, commands: createCommands(database.db, database.kind), content,
      clock, config, files: await openDiskStore(config.dataDir), channels: createChannels(config, content), log,
    }
    const deps: Deps = { ...base, sms: createSmsSender(base), unread: createUnreadHub(base) }
    await recordSchemes(deps)
    await recordNotices(deps)
    holder.deps = deps
    return {
      deps, migrated,
      async close() {
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
