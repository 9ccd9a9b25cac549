// Which files of a finished build a phone keeps for opening without a network: with the worker, or once a capability's page was opened.
import { createHash } from 'node:crypto'
import { globSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

interface Chunk {
  file: string
  css?: string[]
  imports?: string[]
  dynamicImports?: string[]
  isDynamicEntry?: boolean
}
type Chunks = Record<string, Chunk | undefined>

function isChunks(value: unknown): value is Chunks {
  return typeof value === 'object' && value !== null
}

function readChunks(outDir: string): Chunks {
  const chunks: unknown = JSON.parse(readFileSync(join(outDir, 'build.manifest.json'), 'utf8'))
  return isChunks(chunks) ? chunks : {}
}

/** These sources' files, with all they import and, of what they fetch when they need it, that which `follows`. */
function filesOf(chunks: Chunks, sources: readonly string[], follows: (source: string) => boolean): Set<string> {
  const [files, seen] = [new Set<string>(), new Set<string>()]
  const walk = (key: string) => {
    const chunk = seen.has(key) ? undefined : chunks[key]
    seen.add(key)
    if (!chunk) return
    files.add(chunk.file)
    chunk.css?.forEach((file) => files.add(file))
    chunk.imports?.forEach(walk)
    chunk.dynamicImports?.filter(follows).forEach(walk)
  }
  sources.forEach(walk)
  return files
}

// What only sends has a network.
const isSending = (source: string) => source.includes('/tus-js-client/')

/** What comes with the pages of a capability, but for the small part that tells what of it waits here. */
const isLater = (source: string) => /^src\/(assessment\/(?!local-list\.)|consultations\/(?!visit-local-list\.)|notices\/)/.test(source)

/** What the worker keeps from the first visit on: no other pages than these. */
export function keptFiles(outDir: string, sources: readonly string[]): Set<string> {
  return filesOf(readChunks(outDir), sources, (source) => !source.endsWith('.vue') && !isSending(source) && !isLater(source))
}

/** Pages kept together: a self-assessment; an expert's visits with their records; notices to be read. The desk is never kept. */
const keptTogether = {
  assessment: (source: string) => source.startsWith('src/assessment/') && !/\/Desk\w*\.vue$/.test(source),
  visits: (source: string) => /^src\/consultations\/(Visit|Record)\w*\.vue$/.test(source),
  notices: (source: string) => source.startsWith('src/notices/') && !/\/Desk\w*\.vue$/.test(source),
}
export type KeptPages = keyof typeof keptTogether

/** Writes <name>-files.json: what these pages need beyond `kept`, their own parts, the charting library and the workers of photos among them. */
export function writePageFiles(outDir: string, name: KeptPages, kept: ReadonlySet<string>): void {
  const chunks = readChunks(outDir)
  const isOwn = keptTogether[name]
  const isPart = (source: string) => /^src\/(ui|files)\/(?!Pdf|Library)\w+\.vue$/.test(source)
  const pages = Object.keys(chunks).filter((source) => isOwn(source) && source.endsWith('.vue'))
  const follows = (source: string) => (source.endsWith('.vue') ? isOwn(source) || isPart(source) : !isSending(source))
  const workers = globSync('assets/photo-check.worker*.js', { cwd: outDir })
  const files = [...new Set([...filesOf(chunks, pages, follows), ...workers])].filter((file) => !kept.has(file) && !/\/pdf/i.test(file))
  const list = files.map((file) => `/${file}`).sort()
  const build = createHash('sha256').update(list.join()).digest('hex').slice(0, 12)
  writeFileSync(join(outDir, `${name}-files.json`), JSON.stringify({ build, files: list }))
}
