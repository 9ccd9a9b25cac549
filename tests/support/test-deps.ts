import { createSmsSender } from '#server/accounts/sms.ts'
import type { Clock } from '#server/clock.ts'
import { loadConfig, type Config } from '#server/config.ts'
import { loadContent } from '#server/content.ts'
import { createCommands } from '#server/db/commands.ts'
import { migrateToLatest } from '#server/db/migrate.ts'
import { openDatabase } from '#server/db/open.ts'
import type { Deps } from '#server/deps.ts'
import { openDiskStore } from '#server/files/store.ts'

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined }

export interface TestDepsOptions {
  dataDir: string
  databaseUrl?: string | undefined
  clock: Clock
  /** Settings as a process would find them. */
  env?: Record<string, string>
  config?: Partial<Config>
}

/** Everything the services are given, on the demo's settings, migrated. */
export async function createTestDeps({ dataDir, databaseUrl, clock, env = {}, config: changes = {} }: TestDepsOptions): Promise<{ deps: Deps; close(): Promise<void> }> {
  // Limits of requests have tests of their own; elsewhere they would only count how many tests a file has.
  const wide = { REQUESTS_PER_MINUTE: '1000000' }
  const config: Config = { ...loadConfig({ ...wide, ...env, DATA_DIR: dataDir, ...(databaseUrl ? { DATABASE_URL: databaseUrl } : {}) }), ...changes }
  const { db, kind, close } = openDatabase(config)
  await migrateToLatest(db, kind)
  const content = loadContent(config.contentDir, { demo: config.demo })
  const files = await openDiskStore(config.dataDir)
  const deps: Deps = { db, databaseKind: kind, commands: createCommands(db, kind), content, clock, config, files, sms: createSmsSender(config), log: silent }
  return { deps, close }
}
