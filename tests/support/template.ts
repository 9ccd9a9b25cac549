// A database as the demo's first start leaves it, made once a run and copied for every test file.
import { existsSync, mkdtempSync, statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { seedDemo } from '#server/demo/seed.ts'
import { sealAudit } from '#server/audit/chain.ts'
import { deliverDue } from '#server/messages/worker.ts'
import { createTestDeps } from './test-deps.ts'
import { testClock } from './test-clock.ts'

/** A new folder, in memory where there is room: no test here is about the disk. */
export function memoryFolder(name: string): string {
  const shared = '/dev/shm'
  const hasRoom = existsSync(shared) && statfsSync(shared).bavail * statfsSync(shared).bsize > 1024 ** 3
  return mkdtempSync(join(hasRoom ? shared : tmpdir(), `zqt-${name}-`))
}

/** Migrates and seeds, lets the worker finish, and closes. */
export async function fillTemplate(dataDir: string, databaseUrl?: string): Promise<void> {
  const { deps, close } = await createTestDeps({ dataDir, databaseUrl, clock: testClock() })
  await seedDemo(deps)
  while ((await deliverDue(deps)) > 0);
  await sealAudit(deps.commands, deps.databaseKind)
  await close()
}
