// Binds an endpoint of the contract to its schemas, its guard and its handler. routes.ts files read as a permission table.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { TSchema } from 'typebox'
import type { Side } from '#contract/accounts/duties.ts'
import type { FactorStep, StaffRole } from '#contract/accounts/schema.ts'
import type { Endpoint, Shape } from '#contract/endpoint.ts'
import { AppError } from '../errors.ts'

/** The signed-in person of a request. */
export interface SignedIn {
  id: string
  name: string
  phone: string
  /** Whose pages and records they see; null: acts for firms. */
  role: Side | null
  /** What they are there for: an auditor's `role` is officer, too. */
  duty: StaffRole | null
  sessionId: string
  /** When this session last proved the phone by a code, epoch ms. */
  confirmedAt: number
  /** Of this session; provenAt, epoch ms, and what is still missing (factor-gate.ts). Left out where nobody came through a session. */
  factor?: { isSetUp: boolean; provenAt: number | null; step: FactorStep | null }
}

declare module 'fastify' {
  interface FastifyRequest {
    account: SignedIn | null
  }
  interface FastifyContextConfig {
    access?: Access
    passive?: boolean
    /** Takes a file as its body, by a parser of its own. */
    takesBytes?: boolean
    /** Takes what programs post without a page of ours; proves itself by its address. */
    takesForm?: boolean
    /** Answered although the disk is full (http/disk-guard.ts). */
    evenWhenFull?: boolean
    /** An auditor may ask for it although it is no GET: their own session, account and messages, and readings that need a body. */
    takesAuditors?: boolean
    /** Answered before the second factor is proven: one's own session and the factor itself. */
    beforeFactor?: boolean
  }
}

/** public: anyone · session: anyone signed in, the service decides on the object · a list: these sides and duties only. */
export type Access = 'public' | 'session' | readonly StaffRole[]

export interface RouteSchemas {
  params?: TSchema
  query?: TSchema
  body?: TSchema
  /** Status → shape; every reply has one. */
  reply: Record<number, TSchema>
}

export interface RouteOptions extends RouteSchemas {
  access: Access
  /** Polling: does not count as activity of the session. */
  passive?: boolean
  takesForm?: boolean
  evenWhenFull?: boolean
  takesAuditors?: boolean
  beforeFactor?: boolean
  /** Bytes; for bodies that may be larger or must be smaller than usual. */
  bodyLimit?: number
}

export interface Context<S extends Shape> {
  params: S['params']
  query: S['query']
  body: S['body']
  /** Never null on routes with access other than public. */
  account: SignedIn
  request: FastifyRequest
  reply: FastifyReply
}

export class Reply<T> {
  readonly status: number
  readonly body: T
  readonly headers: Record<string, string>

  constructor(status: number, body: T, headers: Record<string, string> = {}) {
    this.status = status
    this.body = body
    this.headers = headers
  }
}

const nobody: SignedIn = { id: '', name: '', phone: '', role: null, duty: null, sessionId: '', confirmedAt: 0 }

function assertAccess(request: FastifyRequest, access: Access): SignedIn {
  if (access === 'public') return request.account ?? nobody
  if (!request.account) throw new AppError('not-signed-in')
  const { role, duty } = request.account
  if (access !== 'session' && !access.some((one) => one === role || one === duty)) throw new AppError('not-allowed')
  return request.account
}

/** Registers one endpoint. A void reply answers 204; any other plain value 200; `Reply` names the status. */
export function route<S extends Shape>(
  app: FastifyInstance, endpoint: Endpoint<S>, options: RouteOptions, handler: (context: Context<S>) => Promise<S['reply'] | Reply<S['reply']>>,
): void {
  app.route({
    method: endpoint.method,
    url: endpoint.path,
    config: { access: options.access, passive: options.passive ?? false, takesForm: options.takesForm ?? false, evenWhenFull: options.evenWhenFull ?? false, takesAuditors: options.takesAuditors ?? false, beforeFactor: options.beforeFactor ?? false },
    ...(options.bodyLimit ? { bodyLimit: options.bodyLimit } : {}),
    schema: {
      ...(options.params ? { params: options.params } : {}),
      ...(options.query ? { querystring: options.query } : {}),
      ...(options.body ? { body: options.body } : {}),
      response: options.reply,
    },
    // The guard comes before validation: a stranger learns nothing about shapes.
    preValidation: async (request) => { assertAccess(request, options.access) },
    handler: async (request, reply) => {
      const context: Context<S> = { params: request.params, query: request.query, body: request.body, account: request.account ?? nobody, request, reply }
      const result = await handler(context)
      if (result instanceof Reply) return reply.code(result.status).headers(result.headers).send(result.body)
      return result === undefined ? reply.code(204).send() : result
    },
  })
}

/** Version out of `If-Match: "7"`; `version-missing` when absent, `invalid-input` when not ours. */
export function readIfMatch(request: FastifyRequest): number {
  const header = request.headers['if-match']
  if (header === undefined) throw new AppError('version-missing')
  const match = /^"(\d{1,9})"$/.exec(header)
  if (!match) throw new AppError('invalid-input', { fields: [{ field: 'If-Match', reason: 'format' }] })
  return Number(match[1])
}
