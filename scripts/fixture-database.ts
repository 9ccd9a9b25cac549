// Writes tests/fixtures/databases/<newest migration>.*: a demonstration database of today's schema, which every later migration must carry over.
// Run once when a migration is about to land: node scripts/fixture-database.ts. Fixtures of earlier schemas are never made again.
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { gzipSync } from 'node:zlib'
import { loadConfig, projectRoot } from '../server/config.ts'
import { seedDemo } from '../server/demo/seed.ts'
import { migrations } from '../server/db/migrations/index.ts'
import { deliverDue } from '../server/messages/worker.ts'
import { sealAudit } from '../server/audit/chain.ts'
import { openDeps } from '../server/start.ts'
import { startPostgres } from '../tests/support/postgres.ts'
import { getPostgres } from './find-postgres.ts'

const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined }

async function fill(dataDir: string, databaseUrl?: string): Promise<void> {
  const env = { DATA_DIR: dataDir, ZQT_CLOCK: '2026-11-23T02:08:00.000Z', ...(databaseUrl ? { DATABASE_URL: databaseUrl } : {}) }
  const { deps, close } = await openDeps(loadConfig(env), quiet)
  await seedDemo(deps)
  while ((await deliverDue(deps)) > 0);
  await sealAudit(deps.commands, deps.databaseKind)
  await close()
}

const folder = mkdtempSync(join(tmpdir(), 'zqt-fixture-'))
const target = join(projectRoot, 'tests/fixtures/databases')
const name = Object.keys(migrations('sqlite')).at(-1) ?? ''
mkdirSync(target, { recursive: true })

await fill(join(folder, 'sqlite'))
const file = join(folder, 'sqlite/zhiqitong.sqlite')
const database = new DatabaseSync(file)
database.exec(`vacuum into '${join(folder, 'fixture.sqlite')}'`)
database.close()
writeFileSync(join(target, `${name}.sqlite.gz`), gzipSync(readFileSync(join(folder, 'fixture.sqlite')), { level: 9 }))

const server = await startPostgres()
await fill(join(folder, 'postgres'), server.url('postgres'))
const dump = spawnSync(join(getPostgres(), 'pg_dump'), ['--inserts', '--no-owner', '--no-privileges', server.url('postgres')], { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 })
server.stop()
if (dump.status !== 0) throw new Error(dump.stderr)
// psql's own commands and the emptied search_path are of no use to a driver.
const statements = dump.stdout.split('\n').filter((line) => !line.startsWith('\\') && !line.includes('set_config(\'search_path\'')).join('\n')
writeFileSync(join(target, `${name}.sql.gz`), gzipSync(statements, { level: 9 }))
rmSync(folder, { recursive: true })
console.log(`${target}/${name}.{sqlite,sql}.gz`)
