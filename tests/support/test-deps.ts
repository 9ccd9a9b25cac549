import type { Clock } from '#server/clock.ts'
import { loadConfig, type Config } from '#server/config.ts'
import type { Deps } from '#server/deps.ts'
import { openDeps } from '#server/start.ts'

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined }

export interface TestDepsOptions {
  dataDir: string
  databaseUrl?: string | undefined
  clock: Clock
  /** Settings as a process would find them. */
  env?: Record<string, string>
  config?: Partial<Config>
}

/** Everything the services are given, opened as the process opens it, on the demo's settings and a clock of the test's. */
export async function createTestDeps({ dataDir, databaseUrl, clock, env = {}, config: changes = {} }: TestDepsOptions): Promise<{ deps: Deps; close(): Promise<void> }> {
  // Limits of requests have tests of their own; elsewhere they would only count how many tests a file has.
  const wide = { REQUESTS_PER_MINUTE: '1000000' }
  const config: Config = { ...loadConfig({ ...wide, ...env, DATA_DIR: dataDir, ...(databaseUrl ? { DATABASE_URL: databaseUrl } : {}) }), ...changes }
  const { deps, close } = await openDeps(config, silent, clock)
  return { deps, close }
}
