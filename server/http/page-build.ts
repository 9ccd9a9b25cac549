// What `npm run build` left in dist/, read once at start: the files to serve, the page template cut into its parts, and which files a page needs.
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, extname, join, relative, sep } from 'node:path'
import { pathToFileURL } from 'node:url'
import { projectRoot } from '../config.ts'

export interface PageMatch { kind: 'public' | 'frame'; files: string[]; title: string; status: 200 | 404 }
export interface RenderedPage {
  html: string; overlays: string; state: string; title: string; description: string | undefined; status: 200 | 404 | 500; files: string[]
}
export type Answer = (path: string, params: Record<string, string>) => unknown
/** src/entry-server.ts, built. */
export interface PageRenderer {
  matchPage(path: string): PageMatch
  renderPage(path: string, answer: Answer): Promise<RenderedPage>
  renderFrame(path: string): Promise<string>
}

export interface Encodings { raw: Buffer; br: Buffer | undefined; gzip: Buffer | undefined }
export interface Asset extends Encodings { type: string; etag: string; isHashed: boolean }

interface ManifestChunk { file: string; name?: string; imports?: string[]; css?: string[] }

export interface PageBuild {
  renderer: PageRenderer
  /** By path, beginning with a slash. */
  assets: Map<string, Asset>
  /** index.html without scripts and styles. */
  template: string
  entryScript: string
  /** Hash of the inline bytes that set the theme before the first paint, for script-src. */
  inlineScriptHash: string
  filesOf(sources: readonly string[]): { css: string[]; scripts: string[] }
  readCss(paths: readonly string[]): string
}

const types: Record<string, string> = {
  '.js': 'text/javascript; charset=utf-8', '.css': 'text/css; charset=utf-8', '.svg': 'image/svg+xml', '.png': 'image/png', '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json; charset=utf-8', '.json': 'application/json; charset=utf-8', '.bcmap': 'application/octet-stream',
}

export function hashOf(text: string | Buffer): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`
}

const manifestName = 'build.manifest.json'

/** Files to serve. The manifest is for this server only. */
export function readAssets(dir: string): Map<string, Asset> {
  const assets = new Map<string, Asset>()
  for (const entry of readdirSync(dir, { recursive: true, withFileTypes: true })) {
    const type = types[extname(entry.name)]
    if (!entry.isFile() || type === undefined || entry.name === manifestName) continue
    const file = join(entry.parentPath, entry.name)
    const path = `/${relative(dir, file).split(sep).join('/')}`
    const raw = readFileSync(file)
    const encoded = (ending: string) => (existsSync(file + ending) ? readFileSync(file + ending) : undefined)
    assets.set(path, { raw, br: encoded('.br'), gzip: encoded('.gz'), type, etag: `"${hashOf(raw).slice(7, 29)}"`, isHashed: path.startsWith('/assets/') })
  }
  return assets
}

function isManifest(value: unknown): value is Record<string, ManifestChunk> {
  return typeof value === 'object' && value !== null && 'index.html' in value
}

/** Cuts scripts, preloads and styles out of Vite's index.html: pages get their own. */
function cutTemplate(html: string): { template: string; entryScript: string; inlineScriptHash: string } {
  const entryScript = /<script type="module"[^>]*src="([^"]+)"/.exec(html)?.[1]
  const inline = /<script>([^]*?)<\/script>/.exec(html)?.[1]
  if (entryScript === undefined || inline === undefined) throw new Error('dist/client/index.html is not what this server expects: run npm run build')
  const template = html.replace(/\s*<script type="module"[^>]*><\/script>/, '').replace(/\s*<link rel="(?:modulepreload|stylesheet)"[^>]*>/g, '').replace(/\n\s+/g, '\n')
  return { template, entryScript, inlineScriptHash: hashOf(inline) }
}

/** Reads dist/. Throws in one sentence when there is no build. */
export async function openBuild(): Promise<PageBuild> {
  const clientDir = join(projectRoot, 'dist/client')
  const entry = join(projectRoot, 'dist/ssr/entry-server.js')
  if (!existsSync(entry)) throw new Error('There is no build in dist/: run npm run build (npm start does it by itself).')
  const renderer: PageRenderer = await import(pathToFileURL(entry).href)
  const manifest: unknown = JSON.parse(readFileSync(join(clientDir, manifestName), 'utf8'))
  if (!isManifest(manifest)) throw new Error('dist/client/build.manifest.json names no index.html: run npm run build')
  const chunks = manifest
  const assets = readAssets(clientDir)

  // A component that several pages share lies in a chunk of its name, not under its file.
  const sharedChunks = new Map(Object.entries(chunks).flatMap(([key, { name }]) => (key.startsWith('_') && key.endsWith('.js') && name ? [[name, key] as const] : [])))

  function filesOf(sources: readonly string[]): { css: string[]; scripts: string[] } {
    const [css, scripts, seen] = [new Set<string>(), new Set<string>(), new Set<string>()]
    const walk = (key: string) => {
      const chunk = chunks[key]
      if (!chunk || seen.has(key)) return
      seen.add(key)
      chunk.imports?.forEach(walk)
      for (const file of chunk.css ?? []) css.add(`/${file}`)
      scripts.add(`/${chunk.file}`)
    }
    for (const key of ['index.html', ...sources]) walk(chunks[key] ? key : (sharedChunks.get(basename(key, extname(key))) ?? key))
    return { css: [...css], scripts: [...scripts] }
  }

  return {
    renderer, assets, filesOf, ...cutTemplate(readFileSync(join(clientDir, 'index.html'), 'utf8')),
    readCss: (paths) => paths.map((path) => assets.get(path)?.raw.toString('utf8') ?? '').join(''),
  }
}
