// tus 1.0 under /api/files: create, ask, send, give up. Who may do so is decided here, before the library sees the request;
// the library keeps the protocol, and every refusal leaves through the one error handler.
import { PassThrough, Readable } from 'node:stream'
import { Metadata, Server } from '@tus/server'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { uploadBase } from '#contract/files/endpoints.ts'
import { fileLimits } from '#contract/files/rules.ts'
import { hasForbiddenCharacters } from '#contract/identifiers/text.ts'
import type { UploadRow } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { AppError, invalid } from '../errors.ts'
import type { SignedIn } from '../http/route.ts'
import { assertRoom, beginUpload, deleteFile, getOwnUpload, UploadFinisher, type UploadMetadata } from './service.ts'
import { UploadLocker } from './upload-locker.ts'
import { UploadStore } from './upload-store.ts'

interface Call { upload: UploadRow; requestId: string; error: unknown }

const passedIn = ['tus-resumable', 'upload-offset', 'upload-length', 'content-type', 'content-length']
const passedOut = /^(?:tus-|upload-|location$)/

function accountOf(request: FastifyRequest): SignedIn {
  if (!request.account) throw new AppError('not-signed-in')
  return request.account
}

/** The library's own refusals, in our words. */
function asAppError(error: unknown): unknown {
  if (typeof error !== 'object' || error === null || !('status_code' in error)) return error
  switch (error.status_code) {
    case 404: return new AppError('not-found', { cause: error })
    case 409: return new AppError('files.offset', { cause: error })
    case 410: return new AppError('files.gone', { cause: error })
    case 413: return new AppError('files.too-large', { cause: error })
    case 500: return new AppError('unexpected', { cause: error })
    default: {
      const isAborted = 'body' in error && String(error.body).startsWith('Request aborted')
      return isAborted ? new AppError('files.locked', { detail: 'the connection was lost or another request took over', cause: error }) : invalid({ field: 'tus', reason: 'protocol' })
    }
  }
}

function readMetadata(header: string | string[] | undefined): UploadMetadata {
  if (header === undefined || header === '') return {}
  try {
    const metadata = Metadata.parse(String(header))
    // The name is for show and is cleaned; everything else is looked up or compared.
    const wrong = Object.entries(metadata).find(([key, value]) => key !== 'filename' && value !== null && hasForbiddenCharacters(value))
    if (wrong) throw invalid({ field: wrong[0].slice(0, 40), reason: 'text-invalid' })
    return metadata
  } catch (cause) {
    if (cause instanceof AppError) throw cause
    throw new AppError('invalid-input', { fields: [{ field: 'Upload-Metadata', reason: 'format' }], cause })
  }
}

function readLength(header: string | string[] | undefined): number {
  if (typeof header !== 'string' || !/^\d{1,15}$/.test(header)) throw invalid({ field: 'Upload-Length', reason: 'format' })
  return Number(header)
}

/** A copy of the request's bytes that may be left unread: the rest is drained, so that the connection stays usable. */
function openBody(request: FastifyRequest): { body: PassThrough; drain(): void } {
  const body = new PassThrough()
  body.on('error', (error) => request.log.debug({ err: error }, 'upload body ended early'))
  request.raw.once('close', () => {
    if (!request.raw.readableEnded) body.destroy(new Error('connection lost'))
  })
  request.raw.pipe(body)
  return {
    body,
    drain() {
      request.raw.unpipe(body)
      request.raw.resume()
    },
  }
}

/** Registers the protocol; `finisher` judges what is whole. */
export function registerTus(app: FastifyInstance, deps: Deps): void {
  const finisher = new UploadFinisher(deps)
  const calls = new WeakMap<object, Call>()
  const callOf = (request: object): Call => {
    const call = calls.get(request)
    if (!call) throw new Error('a request that was not announced')
    return call
  }
  const server = new Server({
    path: uploadBase,
    datastore: new UploadStore(deps),
    locker: new UploadLocker(deps.leases, deps.signals),
    relativeLocation: true,
    maxSize: fileLimits.maxBytes,
    namingFunction: (request) => callOf(request).upload.id,
    onUploadFinish: async (request) => {
      const { upload, requestId } = callOf(request)
      await finisher.finish(upload, requestId)
      return {}
    },
    onResponseError: (request, error) => {
      callOf(request).error = error
      return undefined
    },
  })

  async function forward(request: FastifyRequest, reply: FastifyReply, upload: UploadRow, body?: Readable): Promise<FastifyReply> {
    const headers = new Headers()
    for (const name of passedIn) {
      const value = request.headers[name]
      if (typeof value === 'string' && (body || !name.startsWith('content-'))) headers.set(name, value)
    }
    const asked = new Request(new URL(request.url, 'http://localhost'), { method: request.method, headers, ...(body ? { body: Readable.toWeb(body), duplex: 'half' } : {}) })
    const call: Call = { upload, requestId: request.id, error: undefined }
    calls.set(asked, call)
    const answer = await server.handleWeb(asked)
    if (call.error !== undefined) throw asAppError(call.error)
    if (answer.status >= 400) throw invalid({ field: 'Tus-Resumable', reason: 'protocol' })
    answer.headers.forEach((value, name) => {
      if (passedOut.test(name)) void reply.header(name, value)
    })
    if (upload.state === 'open') void reply.header('upload-expires', new Date(upload.expires_at).toUTCString())
    return reply.code(answer.status).send()
  }

  const onRequest = async (request: FastifyRequest) => void accountOf(request)
  const config = { access: 'session' } as const

  app.addContentTypeParser('application/offset+octet-stream', (_request, payload, done) => done(null, payload))

  app.route({
    method: 'OPTIONS', url: uploadBase, config, onRequest,
    handler: async (_request, reply) => reply.code(204).headers({ 'tus-resumable': '1.0.0', 'tus-version': '1.0.0', 'tus-extension': 'creation,expiration,termination', 'tus-max-size': String(fileLimits.maxBytes) }).send(),
  })
  app.route({
    method: 'POST', url: uploadBase, config, onRequest,
    handler: async (request, reply) => {
      if (request.headers['tus-resumable'] !== '1.0.0') throw invalid({ field: 'Tus-Resumable', reason: 'protocol' })
      const upload = await beginUpload(deps, accountOf(request), readLength(request.headers['upload-length']), readMetadata(request.headers['upload-metadata']), request.id)
      return forward(request, reply, upload)
    },
  })
  app.route<{ Params: { id: string } }>({
    method: 'HEAD', url: `${uploadBase}/:id`, config, onRequest,
    handler: async (request, reply) => {
      const upload = await getOwnUpload(deps, accountOf(request), request.params.id)
      // The last reply was lost, or the process was killed before it judged: it is judged now.
      if (upload.state === 'open' && (await deps.files.incoming.arrived(upload.id)) === upload.size_bytes) await finisher.finish(upload, request.id)
      return forward(request, reply, upload)
    },
  })
  app.route<{ Params: { id: string } }>({
    method: 'PATCH', url: `${uploadBase}/:id`, config, onRequest,
    handler: async (request, reply) => {
      const { body, drain } = openBody(request)
      try {
        const upload = await getOwnUpload(deps, accountOf(request), request.params.id)
        if (upload.state === 'done') {
          // Stored already, the answer was lost: the same answer again.
          if (request.headers['upload-offset'] !== String(upload.size_bytes)) throw new AppError('files.offset')
          return await reply.code(204).headers({ 'tus-resumable': '1.0.0', 'upload-offset': String(upload.size_bytes) }).send()
        }
        await assertRoom(deps)
        return await forward(request, reply, upload, body)
      } finally {
        drain()
      }
    },
  })
  app.route<{ Params: { id: string } }>({
    method: 'DELETE', url: `${uploadBase}/:id`, config, onRequest,
    handler: async (request, reply) => {
      await deleteFile(deps, accountOf(request), request.params.id, request.id)
      return reply.code(204).header('tus-resumable', '1.0.0').send()
    },
  })
}
