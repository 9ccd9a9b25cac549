// Pages and their files. Public pages are drawn without looking at the session and kept by path and content version; the others get
// their frame. The CSP is made of hashes only, so a kept page is the same bytes for everybody. Publicity, experts, notices and financing are
// public too but lie in the database: their pages are kept for seconds only, and the home page, which names the newest notice, with them.
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { getEdition, listEditions } from '#contract/assessment/public-endpoints.ts'
import { editionSummary } from '#contract/assessment/scope.ts'
import { getExpert, listTopics } from '#contract/consultations/public-endpoints.ts'
import { topicsOf } from '#contract/consultations/topics.ts'
import { getCounty, getLegalDocument } from '#contract/county/endpoints.ts'
import { shanghaiDate } from '#contract/identifiers/date.ts'
import { getNotice } from '#contract/notices/endpoints.ts'
import { getProgramme, getPublicity, getQuickCheck, listProgrammes } from '#contract/subsidies/endpoints.ts'
import type { Deps } from '../deps.ts'
import { AppError } from '../errors.ts'
import { hashOf, openBuild as readBuild, type Answer, type Asset, type Encodings, type PageBuild, type PageMatch } from './page-build.ts'

export type { PageBuild } from './page-build.ts'

interface Page extends Encodings { etag: string; csp: string; status: number; isPublic: boolean }
type PageDeps = Pick<Deps, 'content' | 'clock' | 'config'>

const brotli = promisify(brotliCompress)
const gz = promisify(gzip)
const keptPages = 500
/** 我能领什么 stands where a scheme's page could. */
const programmePage = /^\/subsidies\/(?!claim$)([^/]+)$/
/**
 * Pages out of the database, and the reading that knows whether one of them is there. isCarried: the phone keeps them, to be read without a network; of a notice that was
 * taken back it gets the trace as soon as there is one.
 */
const livePageKinds = [
  { pattern: /^\/$/, one: '', isCarried: true },
  { pattern: /^\/notices(?:\/([^/]+))?$/, one: getNotice.path, isCarried: true },
  { pattern: /^\/publicity(?:\/([^/]+))?$/, one: getPublicity.path, isCarried: false },
  { pattern: /^\/financing$/, one: '', isCarried: true },
  { pattern: /^\/consultations\/experts(?:\/([^/]+))?$/, one: getExpert.path, isCarried: false },
]
/** A publicity that was stopped, an expert who is out of service, a notice that was taken back: on no page longer than this (and what drawing takes). */
const liveForMs = 5_000
const keptLivePages = 100

interface LiveAddress { id: string | undefined; one: string; isCarried: boolean }
/** Which page out of the database this is; undefined for every other. */
function liveAddress(path: string): LiveAddress | undefined {
  for (const { pattern, one, isCarried } of livePageKinds) {
    const found = pattern.exec(path)
    if (found) return { id: found[1], one, isCarried }
  }
  return undefined
}

/** Something that was taken back: its address tells people so, but no search engine. */
function isTakenBack(found: unknown): boolean {
  return typeof found === 'object' && found !== null && 'withdrawn' in found && found.withdrawn !== null
}

/** Public readings out of the database, by the endpoint's path; undefined = not there. */
export type LiveReadings = ReadonlyMap<string, (params: Record<string, string>) => Promise<unknown>>

/** The build of the pages; `npm start` and `npm run build` make it. */
export function openBuild(): Promise<PageBuild> {
  return readBuild()
}

/** What public pages read, straight from the content or the database: the same answers as the endpoints give, without a request. */
export function answerFrom({ content, clock, config }: PageDeps, live: LiveReadings): Answer {
  return (path, params) => {
    const today = shanghaiDate(clock.now())
    if (path === getCounty.path) return { ...content.county, demo: config.demo, ownPhoneDays: content.security.sessions.ownPhoneDays }
    if (path === getLegalDocument.path) return content.legal.find(({ id }) => id === params.id)
    if (path === listProgrammes.path) return { items: content.summaries(clock.now()), today }
    if (path === getProgramme.path) return content.programme(params.id ?? '', clock.now())
    if (path === getQuickCheck.path) return content.quickCheck
    if (path === listTopics.path) return topicsOf(content.consultations, today)
    if (path === listEditions.path) return { items: content.editions().map(editionSummary) }
    if (path === getEdition.path) return content.edition(params.id ?? '')
    const read = live.get(path)
    if (read) return read(params)
    throw new Error(`no public page may read ${path} while it is rendered`)
  }
}

function escapeText(text: string): string {
  return text.replace(/[&<>"]/g, (character) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[character] ?? '')
}

function policyOf(build: PageBuild, style: string): string {
  return [
    "default-src 'self'", `script-src 'self' '${build.inlineScriptHash}'`, "style-src 'self'", `style-src-elem 'self' '${hashOf(style)}'`, "style-src-attr 'none'",
    "img-src 'self' data: blob:", "connect-src 'self'", "worker-src 'self'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'", "form-action 'self'",
  ].join('; ')
}

interface Parts { head: string; app: string; overlays: string; state: string; sources: readonly string[]; isPublic: boolean; status: number }

/** Puts a page together: its styles inline (with disabled links, so that Vite does not fetch them again), its script last. */
async function assemble(build: PageBuild, parts: Parts): Promise<Page> {
  const { css, scripts } = build.filesOf(parts.sources)
  const style = build.readCss(css)
  const links = css.map((href) => `<link rel="stylesheet" href="${href}" crossorigin disabled>`).join('')
  // Frames wait for their code, so it is announced at once; a drawn page is read while its code comes.
  const preloads = parts.isPublic ? '' : scripts.map((href) => `<link rel="modulepreload" href="${href}" crossorigin>`).join('')
  const script = `<script type="module" async${parts.isPublic ? ' fetchpriority="low"' : ''} crossorigin src="${build.entryScript}"></script>`
  const html = build.template
    .replace('<!--head-->', () => `${parts.head}<style>${style}</style>${links}${preloads}`)
    .replace('<!--app-->', () => parts.app).replace('<!--overlays-->', () => parts.overlays)
    .replace('<!--state-->', () => (parts.state ? `<script type="application/json" id="state">${parts.state}</script>` : '') + script)
  const raw = Buffer.from(html)
  const [br, gzipped] = await Promise.all([brotli(raw, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }), gz(raw)])
  return { raw, br, gzip: gzipped, etag: `"${hashOf(raw).slice(7, 29)}"`, csp: policyOf(build, style), status: parts.status, isPublic: parts.isPublic }
}

/** The one address of a scheme however it was written, or undefined when there is no such page: whoever guesses addresses costs no drawing. */
function addressOf(path: string, match: PageMatch, { content, clock }: PageDeps): string | undefined {
  if (match.status === 404) return undefined
  const id = programmePage.exec(path)?.[1]
  if (id === undefined) return path
  const programme = content.programme(decodeURIComponent(id), clock.now())
  return programme && `/subsidies/${encodeURIComponent(programme.id)}`
}

function headOf(deps: PageDeps, path: string, title: string, description: string | undefined): string {
  const url = escapeText(deps.config.publicUrl + path)
  const about = description ? `<meta name="description" content="${escapeText(description)}"><meta property="og:description" content="${escapeText(description)}">` : ''
  return (
    `<title>${escapeText(title)}</title>${about}<meta property="og:type" content="website"><meta property="og:site_name" content="${escapeText(deps.content.county.serviceName)}">` +
    `<meta property="og:title" content="${escapeText(title)}"><meta property="og:url" content="${url}"><meta property="og:image" content="${escapeText(deps.config.publicUrl)}/icons/icon-512.png">` +
    `<link rel="canonical" href="${url}">`
  )
}

/** Finds or makes the page for a path. Kept: pages answered 200 (live ones for seconds), one not-found page and one frame per route. */
export function createPages(deps: PageDeps, build: PageBuild, readings: LiveReadings): (path: string) => Promise<Page> {
  const answer = answerFrom(deps, readings)
  const livePages = new Map<string, { page: Promise<Page>; readAt: number; of: string }>()
  const frames = new Map<string, Promise<Page>>()
  let pages = new Map<string, Page>()
  let version = ''

  async function drawFrame(path: string, title: string, files: readonly string[]): Promise<Page> {
    const head = `<title>${escapeText(title)}</title><meta name="robots" content="noindex">`
    return assemble(build, { head, app: await build.renderer.renderFrame(path), overlays: '', state: '', sources: files, isPublic: false, status: 200 })
  }

  async function draw(path: string, isHidden = false): Promise<Page> {
    const drawn = await build.renderer.renderPage(path, answer)
    const head = headOf(deps, drawn.status === 404 ? '/' : path, drawn.title, drawn.description) + (drawn.status === 200 && !isHidden ? '' : '<meta name="robots" content="noindex">')
    // One not-found page serves many addresses: the browser draws over it instead of taking it over.
    const state = drawn.status === 404 ? '' : drawn.state
    return assemble(build, { head, app: drawn.html, overlays: drawn.overlays, state, sources: drawn.files, isPublic: drawn.status === 200, status: drawn.status })
  }

  /** Changes with what the content says now: a batch opens and closes to the second, and from then on the kept pages are wrong. */
  function contentNow(): string {
    const now = deps.clock.now()
    return `${deps.content.version} ${shanghaiDate(now)} ${deps.content.summaries(now).map(({ availability }) => availability).join()}`
  }

  /** Everybody who asks within seconds gets one drawing; undefined when there is nothing at this address. */
  async function findLive(path: string, { id, one }: LiveAddress): Promise<Page | undefined> {
    const now = deps.clock.now()
    const kept = livePages.get(path)
    const of = contentNow()
    if (kept && kept.of === of && now >= kept.readAt && now - kept.readAt < liveForMs) return kept.page
    const found = id === undefined ? undefined : await readings.get(one)?.({ id })
    if (id !== undefined && found === undefined) return undefined
    if (livePages.size >= keptLivePages) livePages.clear()
    const page = draw(path, isTakenBack(found))
    livePages.set(path, { page, readAt: now, of })
    const forget = () => livePages.get(path)?.page === page && livePages.delete(path)
    void page.then((drawn) => drawn.status === 200 || forget(), forget)
    return page
  }

  async function findKept(path: string, address: string | undefined, { title }: PageMatch): Promise<Page> {
    const current = contentNow()
    if (version !== current) [pages, version] = [new Map(), current]
    const key = address ?? `404 ${title}`
    const kept = pages.get(key)
    if (kept) return kept
    const page = await draw(address ?? path)
    if (page.status === (address === undefined ? 404 : 200) && pages.size < keptPages && version === current) pages.set(key, page)
    return page
  }

  return async (path) => {
    const match = build.renderer.matchPage(path)
    if (match.kind === 'frame') {
      const key = `${match.title} ${match.files.join()}`
      const frame = frames.get(key) ?? drawFrame(path, match.title, match.files)
      frames.set(key, frame)
      return frame
    }
    const live = liveAddress(path)
    if (live) return (await findLive(path, live)) ?? findKept(path, undefined, match)
    return findKept(path, addressOf(path, match, deps), match)
  }
}

function sendEncoded(request: FastifyRequest, reply: FastifyReply, body: Encodings & { etag: string }): FastifyReply {
  const accepted = request.headers['accept-encoding'] ?? ''
  void reply.header('vary', 'accept-encoding').header('etag', body.etag)
  if (request.headers['if-none-match'] === body.etag) return reply.code(304).send()
  if (body.br && /\bbr\b/.test(accepted)) return reply.header('content-encoding', 'br').send(body.br)
  if (body.gzip && /\bgzip\b/.test(accepted)) return reply.header('content-encoding', 'gzip').send(body.gzip)
  return reply.send(body.raw)
}

function sendAsset(request: FastifyRequest, reply: FastifyReply, asset: Asset): FastifyReply {
  void reply.type(asset.type).header('cache-control', asset.isHashed ? 'public, max-age=31536000, immutable' : 'no-cache')
  // A worker lives under the policy its own script came with: these fetch pages, files and decoders of ours.
  if (/^\/(?:sw\.js|assets\/pdf-reader)/.test(request.url)) void reply.header('content-security-policy', "default-src 'self'; frame-ancestors 'none'")
  return sendEncoded(request, reply, asset)
}

/** Everything outside /api: files of the build, then pages. Unknown /api paths stay 404 in JSON. */
export async function registerPages(app: FastifyInstance, deps: PageDeps, build: PageBuild, readings: LiveReadings = new Map()): Promise<void> {
  const findPage = createPages(deps, build, readings)
  app.get('/*', { config: { access: 'public' } }, async (request, reply) => {
    const path = request.url.split('?')[0] ?? '/'
    if (path === '/api' || path.startsWith('/api/')) throw new AppError('not-found', { detail: 'no such path' })
    const asset = build.assets.get(path)
    if (asset) return sendAsset(request, reply, asset)
    if (path.startsWith('/assets/') || path.startsWith('/icons/')) throw new AppError('not-found', { detail: 'no such file' })
    const page = await findPage(path.length > 1 ? path.replace(/\/+$/, '') || '/' : path).catch((error: unknown) => {
      if (error instanceof AppError) throw error
      // Somebody waits for words, not for JSON: the frame draws the page itself, and says so if that fails too.
      request.log.error({ err: error }, 'page not drawn, its frame was sent')
      return findPage('/shell')
    })
    void reply.code(page.status).type('text/html; charset=utf-8').header('cache-control', 'no-cache').header('content-security-policy', page.csp)
    // The phone's own worker keeps what is marked; a publicity may be stopped, an expert leave.
    if (page.isPublic && (liveAddress(path)?.isCarried ?? true)) void reply.header('x-page', 'public')
    return sendEncoded(request, reply, page)
  })
}
