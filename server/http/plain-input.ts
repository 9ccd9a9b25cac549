// What no endpoint takes, judged once for all of them: text no database should be given, numbers that are none, bytes that are no text.
import { Readable } from 'node:stream'
import type { FastifyInstance } from 'fastify'
import { hasForbiddenCharacters } from '#contract/identifiers/text.ts'
import { AppError, invalid, notFound } from '../errors.ts'

function isPlain(value: unknown): boolean {
  if (typeof value === 'string') return !hasForbiddenCharacters(value)
  // A list of ids; what lies deeper is judged by whoever takes it.
  if (Array.isArray(value)) return value.every((one) => typeof one === 'object' || isPlain(one))
  return typeof value !== 'number' || Number.isFinite(value)
}

/** Fields of a path, a query or a body of JSON. */
function fieldsOf(input: unknown): [name: string, value: unknown][] {
  return typeof input === 'object' && input !== null && !(input instanceof Readable) && !Buffer.isBuffer(input) ? Object.entries(input) : []
}

const utf8 = new TextDecoder('utf-8', { fatal: true })

/** Throws what becomes `invalid-json`: a broken byte must not turn into a character nobody typed. */
function decode(body: Buffer): string {
  try {
    return utf8.decode(body)
  } catch (cause) {
    throw new AppError('invalid-json', { detail: 'not UTF-8', cause })
  }
}

/** Behind guards and schemas: an address with such text leads nowhere, a field with it is refused. Answers have a check of their own, by field. */
export function registerPlainInput(app: FastifyInstance): void {
  const parseJson = app.getDefaultJsonParser('error', 'error')
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body: Buffer, done) => {
    const charset = /;\s*charset="?([^";\s]*)/i.exec(request.headers['content-type'] ?? '')?.[1]
    if (charset !== undefined && !/^utf-?8$/i.test(charset)) throw new AppError('wrong-type', { detail: 'only UTF-8 is read' })
    void parseJson(request, decode(body), done)
  })
  app.addHook('preHandler', async (request) => {
    if (fieldsOf(request.params).some(([, value]) => !isPlain(value))) throw notFound('an address with control characters')
    const wrong = [...fieldsOf(request.query), ...fieldsOf(request.body)].filter(([, value]) => !isPlain(value))
    if (wrong.length > 0) throw invalid(...wrong.map(([field, value]) => ({ field, reason: typeof value === 'number' ? 'format' : 'text-invalid' })))
  })
}
