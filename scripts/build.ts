// npm run build: the browser's files, the page renderer, and compressed copies. `buildIfStale` does it only when a source changed.
import { createHash } from 'node:crypto'
import { cpSync, existsSync, globSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import { build } from 'vite'

const root = fileURLToPath(new URL('..', import.meta.url))
const dist = join(root, 'dist')
const inputs = ['index.html', 'vite.config.ts', 'package-lock.json', 'src/**/*', 'contract/**/*', 'public/**/*', 'scripts/build.ts', 'scripts/kept-files.ts', 'scripts/pdf-parts.ts']
/** A phone that loaded its page before a release still finds that page's files (promise A11). */
const keptBuilds = 3

interface BuildRecord {
  stamp: string
  /** Names in assets/ of the newest builds, newest first. */
  builds: string[][]
}

function readRecord(): BuildRecord | null {
  const path = join(dist, 'build.json')
  if (!existsSync(path)) return null
  const record: unknown = JSON.parse(readFileSync(path, 'utf8'))
  return isRecord(record) ? record : null
}

function isRecord(record: unknown): record is BuildRecord {
  return typeof record === 'object' && record !== null && 'stamp' in record && 'builds' in record && Array.isArray(record.builds)
}

function stampOfInputs(): string {
  const hash = createHash('sha256')
  const files = globSync(inputs, { cwd: root, withFileTypes: true }).filter((entry) => entry.isFile())
  for (const path of files.map((entry) => join(entry.parentPath, entry.name)).sort()) hash.update(path.slice(root.length)).update(readFileSync(path))
  return hash.digest('hex').slice(0, 16)
}

const compressible = /\.(js|css|svg|json|webmanifest|html|txt)$/
const brotli = promisify(brotliCompress)
const gz = promisify(gzip)

async function compressAll(dir: string): Promise<void> {
  const files = readdirSync(dir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile() && compressible.test(entry.name))
  for (const entry of files) {
    const path = join(entry.parentPath, entry.name)
    const bytes = readFileSync(path)
    if (bytes.length < 500) continue
    const [small, wide] = await Promise.all([brotli(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } }), gz(bytes, { level: 9 })])
    writeFileSync(`${path}.br`, small)
    writeFileSync(`${path}.gz`, wide)
  }
}

/** Builds into a new folder beside the old one and swaps at the end, so a server may go on serving the old files meanwhile. */
async function buildAll(stamp: string): Promise<void> {
  const next = join(root, 'tmp', `build-${process.pid}`)
  rmSync(next, { recursive: true, force: true })
  mkdirSync(next, { recursive: true })
  process.env.VITE_BUILD_ID = stamp
  process.env.NODE_ENV = 'production'
  await build({ root, logLevel: 'warn', build: { outDir: join(next, 'client'), emptyOutDir: true } })
  await build({ root, logLevel: 'warn', build: { ssr: 'src/entry-server.ts', outDir: join(next, 'ssr'), emptyOutDir: true } })

  const built = readdirSync(join(next, 'client/assets')).sort()
  await compressAll(join(next, 'client'))
  const before = readRecord()?.builds ?? []
  const builds = [built, ...before.filter((names) => names.join() !== built.join())].slice(0, keptBuilds)
  for (const name of new Set(builds.slice(1).flat())) keepOld(name, join(next, 'client/assets'))
  writeFileSync(join(next, 'build.json'), JSON.stringify({ stamp, builds } satisfies BuildRecord))
  const old = `${dist}.old-${process.pid}`
  if (existsSync(dist)) renameSync(dist, old)
  renameSync(next, dist)
  rmSync(old, { recursive: true, force: true })
}

function keepOld(name: string, into: string): void {
  for (const file of [name, `${name}.br`, `${name}.gz`]) {
    const [from, to] = [join(dist, 'client/assets', file), join(into, file)]
    if (existsSync(from) && !existsSync(to)) cpSync(from, to)
  }
}

/** Builds unless what lies in dist/ came from exactly these sources. Resolves to true when it built. */
export async function buildIfStale({ force = false } = {}): Promise<boolean> {
  const stamp = stampOfInputs()
  if (!force && readRecord()?.stamp === stamp && existsSync(join(dist, 'client/index.html')) && existsSync(join(dist, 'ssr/entry-server.js'))) return false
  process.stdout.write('building the pages …\n')
  const [environment, start] = [process.env.NODE_ENV, performance.now()]
  await buildAll(stamp)
  if (environment === undefined) delete process.env.NODE_ENV
  else process.env.NODE_ENV = environment
  process.stdout.write(`built in ${((performance.now() - start) / 1000).toFixed(1)} s\n`)
  return true
}

if (basename(process.argv[1] ?? '') === 'build.ts') await buildIfStale({ force: true })
