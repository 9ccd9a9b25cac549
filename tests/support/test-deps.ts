import type { Clock } from '#server/clock.ts'
import { loadConfig, type Config } from '#server/config.ts'
import type { Deps } from '#server/deps.ts'
import { openDeps } from '#server/start.ts'

/** Keys of nobody, so that pushes are set up; they can only go to this machine. */
const pushSettings = {
  VAPID_PUBLIC_KEY: 'BL3plD7LgVoNnDxgaMlQ-6_r1UcAo8FKU4z1Q2Oc_5A10ZNwzbXBlXkWD46NvBcj0Rw2DEe6xsbAh0pmEIHR4zI',
  VAPID_PRIVATE_KEY: 'gjG6Khial0kPBxICo-R9RBDlfnWhUnHoduuLdsJQDAk', VAPID_SUBJECT: 'mailto:tests@example.cn', PUSH_LOOPBACK: '1',
}
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
  const wide = { REQUESTS_PER_MINUTE: '1000000', ...pushSettings }
  const config: Config = { ...loadConfig({ ...wide, ...env, DATA_DIR: dataDir, ...(databaseUrl ? { DATABASE_URL: databaseUrl } : {}) }), ...changes }
  const { deps, close } = await openDeps(config, silent, clock)
  return { deps, close }
}
