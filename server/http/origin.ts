// Cross-site requests are refused (abuse case 13): a state-changing request must come from our own pages.
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Deps } from '../deps.ts'
import { AppError } from '../errors.ts'

/** A file by itself: no form of a foreign page can send these without asking first. */
const bytesType = /^(?:application\/(?:vnd\.[\w.-]+|octet-stream)|text\/csv)(?:;|$)/
const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS'])

function isOurs(deps: Deps, request: FastifyRequest, origin: string): boolean {
  if (origin === deps.config.publicUrl) return true
  // The demo may be opened under any name it answers to (another phone on the same network).
  return deps.config.demo && URL.canParse(origin) && new URL(origin).host === request.headers.host
}

export function registerOriginCheck(app: FastifyInstance, deps: Deps): void {
  app.addHook('onRequest', async (request) => {
    if (safeMethods.has(request.method)) return
    const { origin } = request.headers
    const site = request.headers['sec-fetch-site']
    if (origin !== undefined ? !isOurs(deps, request, origin) : site !== undefined && site !== 'same-origin' && site !== 'none') throw new AppError('cross-origin')
    // Without an Origin only a body type that a foreign page cannot send unasked is taken (browsers always send Origin across sites).
    const type = request.headers['content-type'] ?? ''
    const isTus = type.startsWith('application/offset+octet-stream') || request.headers['tus-resumable'] !== undefined
    const hasBody = request.headers['content-length'] !== undefined && request.headers['content-length'] !== '0' || request.headers['transfer-encoding'] !== undefined
    const isBytes = request.routeOptions.config.takesBytes === true && bytesType.test(type)
    const isForm = request.routeOptions.config.takesForm === true && /^(application\/x-www-form-urlencoded|multipart\/form-data)(;|$)/.test(type)
    if (hasBody && !isTus && !isBytes && !isForm && !/^application\/json(;|$)/.test(type)) throw new AppError('wrong-type')
  })
}
