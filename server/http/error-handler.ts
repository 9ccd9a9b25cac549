// The one place that turns a failure into a reply. Below 500 the code, from 500 up a constant; the log gets the rest.
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { ErrorBody, ErrorCode, FieldProblem } from '#contract/errors.ts'
import type { Deps } from '../deps.ts'
import { AppError, statusOf } from '../errors.ts'
import { recordAudit } from '../audit/record.ts'

const fastifyCodes: Record<string, ErrorCode> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'wrong-type', FST_ERR_CTP_BODY_TOO_LARGE: 'too-large', FST_ERR_CTP_EMPTY_JSON_BODY: 'invalid-json',
  FST_ERR_CTP_INVALID_JSON_BODY: 'invalid-json', FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'invalid-json', FST_ERR_NOT_FOUND: 'not-found', FST_ERR_BAD_URL: 'not-found',
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

function asAppError(error: unknown): AppError {
  if (error instanceof AppError) return error
  if (!(error instanceof Error)) return new AppError('unexpected', { cause: error })
  const { code, validation, statusCode }: Partial<FastifyError> = error
  if (validation) return new AppError('invalid-input', { fields: fieldProblems(validation), cause: error })
  const known = code ? fastifyCodes[code] : undefined
  if (known) return new AppError(known, { cause: error })
  if (code === 'ECONNREFUSED' || code === '57P01' || code === '57P03' || code === '08006' || code === '08001') return new AppError('unavailable', { retryAfterSeconds: 2, cause: error })
  const errcode = 'errcode' in error ? error.errcode : undefined
  if (errcode === 13) return new AppError('storage-full', { retryAfterSeconds: 60, cause: error })
  if (errcode === 5 || errcode === 517) return new AppError('unavailable', { retryAfterSeconds: 1, cause: error })
  // Broken JSON, __proto__ in it, a body that ended early: 400 without a code of its own.
  if (statusCode === 400 || error instanceof SyntaxError) return new AppError('invalid-json', { cause: error })
  if (statusCode === 408) return new AppError('unavailable', { cause: error })
  return new AppError('unexpected', { cause: error })
}

async function auditRefusal(deps: Deps, request: FastifyRequest, error: AppError, status: number): Promise<void> {
  const isForeign = error.code === 'not-found' && request.account !== null
  if (status !== 401 && status !== 403 && !isForeign) return
  await deps.commands.run((tx) => recordAudit(tx, {
    at: deps.clock.now(), accountId: request.account?.id ?? null, role: request.account?.role ?? null, action: 'http.refused', outcome: 'refused',
    subject: `${request.method} ${request.routeOptions.url ?? 'unknown path'}`, requestId: request.id, details: { status, code: error.code, params: request.params ?? {} },
  }))
}

export function errorBody(error: AppError, requestId: string): ErrorBody {
  return { code: error.code, ...(error.fields ? { fields: error.fields } : {}), ...(error.details ? { details: error.details } : {}), requestId }
}

export function registerErrorHandler(app: FastifyInstance, deps: Deps): void {
  app.setErrorHandler(async (raw: unknown, request: FastifyRequest, reply: FastifyReply) => {
    const error = asAppError(raw)
    const status = statusOf[error.code]
    if (status >= 500) request.log.error({ err: error.cause ?? error, code: error.code }, 'request failed')
    else request.log.info({ code: error.code, detail: error.message, fields: error.fields?.map((field) => `${field.field}:${field.reason}`) }, 'request refused')
    await auditRefusal(deps, request, error, status).catch((cause: unknown) => request.log.error({ err: cause }, 'refusal not audited'))
    const retryAfter = error.retryAfterSeconds ?? (status === 429 || status === 503 || status === 507 ? 5 : undefined)
    if (retryAfter !== undefined) void reply.header('retry-after', String(retryAfter))
    return reply.code(status).header('cache-control', 'no-store').type('application/json').serializer(JSON.stringify).send(errorBody(error, request.id))
  })
}
