// The one place that turns a failure into a reply. Below 500 the code, from 500 up a constant; the log gets the rest.
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { ErrorBody, ErrorCode, FieldProblem } from '#contract/errors.ts'
import type { Deps } from '../deps.ts'
import { AppError, statusOf } from '../errors.ts'
import { recordAudit } from '../audit/record.ts'
import { plainHeaders } from './security-headers.ts'

const fastifyCodes: Record<string, ErrorCode> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'wrong-type', FST_ERR_CTP_BODY_TOO_LARGE: 'too-large', FST_ERR_CTP_EMPTY_JSON_BODY: 'invalid-json',
  FST_ERR_CTP_INVALID_JSON_BODY: 'invalid-json', FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'invalid-json', FST_ERR_NOT_FOUND: 'not-found', FST_ERR_BAD_URL: 'not-found',
  FST_ERR_MAX_PARAM_LENGTH: 'not-found',
}

/** JSON schema's words for what is wrong, as the reasons people's sentences are kept under (contract/field-reasons.ts). */
const reasonOfKeyword: Record<string, string> = { additionalProperties: 'unknown', required: 'required', type: 'wrong-type', maxLength: 'too-long', minLength: 'too-short', enum: 'option', anyOf: 'wrong-type', pattern: 'pattern' }

function fieldProblems(validation: NonNullable<FastifyError['validation']>): FieldProblem[] {
  return validation.map((problem) => {
    const path = problem.instancePath.slice(1).replaceAll('/', '.')
    const extra = problem.params.additionalProperty ?? problem.params.missingProperty
    const field = typeof extra === 'string' ? [path, extra].filter(Boolean).join('.') : path
    return { field, reason: reasonOfKeyword[problem.keyword] ?? 'format' }
  })
}

/** PostgreSQL's classes for a lost connection, a server going down, no connection left, and a transaction that lost its race five times. */
const passingStates = /^(?:08|57P|53300|40001|40P01|55P03)/
const lostConnection = /^(?:Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error)/
/** SQLite's primary codes: busy, locked; and read-only, I/O, corrupt, cannot open: nothing to be written until somebody looks. */
const [busyCodes, brokenCodes] = [[5, 6], [8, 10, 11, 14, 26]] as const

/** The database cannot now, or has no room; undefined for anything else. */
function databaseTrouble(error: Error, code: string | undefined): AppError | undefined {
  const isPassing = code === 'ECONNREFUSED' || code === 'ECONNRESET' || (code !== undefined && passingStates.test(code)) || lostConnection.test(error.message)
  if (isPassing) return new AppError('unavailable', { retryAfterSeconds: 2, cause: error })
  const primary = 'errcode' in error && typeof error.errcode === 'number' ? error.errcode & 0xff : undefined
  if (code === '53100' || primary === 13) return new AppError('storage-full', { retryAfterSeconds: 60, cause: error })
  if (busyCodes.some((busy) => busy === primary)) return new AppError('unavailable', { retryAfterSeconds: 1, cause: error })
  return brokenCodes.some((broken) => broken === primary) ? new AppError('unavailable', { retryAfterSeconds: 60, cause: error }) : undefined
}

function asAppError(error: unknown): AppError {
  if (error instanceof AppError) return error
  if (!(error instanceof Error)) return new AppError('unexpected', { cause: error })
  const { code, validation, statusCode }: Partial<FastifyError> = error
  if (validation) return new AppError('invalid-input', { fields: fieldProblems(validation), cause: error })
  const known = code ? fastifyCodes[code] : undefined
  if (known) return new AppError(known, { cause: error })
  // Broken JSON, __proto__ in it, a body that ended early (the phone lost its line): 400 without a code of its own.
  if (statusCode === 400 || error instanceof SyntaxError) return new AppError('invalid-json', { cause: error })
  const trouble = databaseTrouble(error, code)
  if (trouble) return trouble
  if (statusCode === 408) return new AppError('unavailable', { cause: error })
  return new AppError('unexpected', { cause: error })
}

async function auditRefusal(deps: Deps, request: FastifyRequest, error: AppError, status: number): Promise<void> {
  const isForeign = error.code === 'not-found' && request.account !== null
  if (status !== 401 && status !== 403 && !isForeign) return
  await deps.commands.run((tx) => recordAudit(tx, {
    at: deps.clock.now(), accountId: request.account?.id ?? null, role: request.account?.duty ?? null, action: 'http.refused', outcome: 'refused',
    subject: `${request.method} ${request.routeOptions.url ?? 'unknown path'}`, requestId: request.id, details: { status, code: error.code, params: request.params ?? {} },
  }))
}

export function errorBody(error: AppError, requestId: string): ErrorBody {
  return { code: error.code, ...(error.fields ? { fields: error.fields } : {}), ...(error.details ? { details: error.details } : {}), requestId }
}

/** Addresses the router cannot read reach no hook and no handler; they get the same answer as any path that is not there. */
export function answerUnreadable(raw: FastifyError, request: FastifyRequest, reply: FastifyReply): void {
  request.log.info({ errorCode: 'not-found', detail: raw.code }, 'request refused')
  void reply.code(404).headers({ ...plainHeaders, 'cache-control': 'no-store', 'x-request-id': request.id }).type('application/json').serializer(JSON.stringify)
    .send(errorBody(new AppError('not-found'), request.id))
}

export function registerErrorHandler(app: FastifyInstance, deps: Deps): void {
  app.setErrorHandler(async (raw: unknown, request: FastifyRequest, reply: FastifyReply) => {
    const error = asAppError(raw)
    const status = statusOf[error.code]
    if (status >= 500) request.log.error({ err: error.cause ?? error, errorCode: error.code }, 'request failed')
    else request.log.info({ errorCode: error.code, detail: error.message, fields: error.fields?.map((field) => `${field.field}:${field.reason}`) }, 'request refused')
    await auditRefusal(deps, request, error, status).catch((cause: unknown) => request.log.error({ err: cause }, 'refusal not audited'))
    const retryAfter = error.retryAfterSeconds ?? (status === 429 || status === 503 || status === 507 ? 5 : undefined)
    if (retryAfter !== undefined) void reply.header('retry-after', String(retryAfter))
    return reply.code(status).header('cache-control', 'no-store').type('application/json').serializer(JSON.stringify).send(errorBody(error, request.id))
  })
}
