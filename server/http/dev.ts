// Pages while developing: Vite in front of everything but /api, pages drawn from the sources with each request. No CSP: Vite inserts style elements.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { createServer } from 'vite'
import { projectRoot } from '../config.ts'
import type { Deps } from '../deps.ts'
import { AppError } from '../errors.ts'
import { answerFrom, type LiveReadings } from './page.ts'
import type { PageRenderer } from './page-build.ts'

function isRenderer(module: object): module is PageRenderer {
  return 'renderPage' in module && 'renderFrame' in module && 'matchPage' in module
}

/** Only for `npm run dev`. Changes of src show at once and keep the page; changes of server need a restart (node --watch does it). */
export async function registerDevPages(app: FastifyInstance, deps: Pick<Deps, 'content' | 'clock' | 'config'>, readings: LiveReadings): Promise<void> {
  const vite = await createServer({ root: projectRoot, appType: 'custom', server: { middlewareMode: true, hmr: { server: app.server } } })
  app.addHook('onClose', () => vite.close())
  app.addHook('onRequest', (request, reply, done) => {
    if (request.url.startsWith('/api/')) return done()
    vite.middlewares(request.raw, reply.raw, () => done())
  })
  const answer = answerFrom(deps, readings)
  app.get('/*', { config: { access: 'public' } }, async (request, reply) => {
    const path = request.url.split('?')[0] ?? '/'
    if (path.startsWith('/api/')) throw new AppError('not-found', { detail: 'no such path' })
    const renderer = await vite.ssrLoadModule('/src/entry-server.ts')
    if (!isRenderer(renderer)) throw new Error('src/entry-server.ts does not export what pages are drawn with')
    const template = await vite.transformIndexHtml(request.url, readFileSync(join(projectRoot, 'index.html'), 'utf8'))
    const fill = (parts: { head: string; app: string; overlays: string; state: string }) =>
      template
        .replace('<!--head-->', () => parts.head)
        .replace('<!--app-->', () => parts.app)
        .replace('<!--overlays-->', () => parts.overlays)
        .replace('<!--state-->', () => parts.state)
    void reply.type('text/html; charset=utf-8').header('content-security-policy', "frame-ancestors 'none'")
    const match = renderer.matchPage(path)
    if (match.kind === 'frame')
      return fill({ head: `<title>${match.title}</title>`, app: await renderer.renderFrame(path), overlays: '', state: '' })
    const drawn = await renderer.renderPage(path, answer)
    void reply.code(drawn.status)
    return fill({
      head: `<title>${drawn.title}</title>`,
      app: drawn.html,
      overlays: drawn.overlays,
      state: `<script type="application/json" id="state">${drawn.state}</script>`,
    })
  })
}
