// Validators and serialisers of the routes. Each is compiled when it is first needed and kept for the process: compiling all of them takes a second,
// which would be spent at every start, and by every application a test builds. The server compiles the rest between requests (`warmUp`).
import ajvCompiler from '@fastify/ajv-compiler'
import fastJson from 'fast-json-stringify'
import type { FastifyInstance, FastifySchemaCompiler } from 'fastify'
import type { FastifySerializerCompiler } from 'fastify/types/schema.js'

type Validate = ReturnType<FastifySchemaCompiler<unknown>>
type Serialize = (data: unknown) => string

/** A query string is text and is read as what it should be; a body says what it means and is taken at its word. */
const compilers = {
  query: ajvCompiler()({}, { customOptions: { removeAdditional: false, coerceTypes: 'array', allowUnionTypes: true } }),
  body: ajvCompiler()({}, { customOptions: { removeAdditional: false, coerceTypes: false, allowUnionTypes: true } }),
}
const validators = { query: new WeakMap<object, Validate>(), body: new WeakMap<object, Validate>() }
const serializers = new WeakMap<object, Serialize>()

function once<T>(kept: WeakMap<object, T>, schema: object, make: () => T): T {
  const known = kept.get(schema)
  if (known) return known
  const made = make()
  kept.set(schema, made)
  return made
}

/** Gives the application its compilers. Returns what compiles the next one not compiled yet; false when there is none left. */
export function useLazyCompilers(app: FastifyInstance): () => boolean {
  const waiting: (() => unknown)[] = []
  const validatorCompiler: FastifySchemaCompiler<object> = (route) => {
    const kind = route.httpPart === 'body' ? 'body' : 'query'
    const get = () => once(validators[kind], route.schema, () => compilers[kind](route))
    waiting.push(get)
    // Fastify reads what was wrong off the function it called.
    const validate: Validate & { errors?: unknown } = (data: unknown) => {
      const compiled: Validate & { errors?: unknown } = get()
      const result = compiled(data)
      validate.errors = compiled.errors
      return result
    }
    return validate
  }
  const serializerCompiler: FastifySerializerCompiler<object> = ({ schema }) => {
    const get = () => once(serializers, schema, () => fastJson(schema))
    waiting.push(get)
    return (data) => get()(data)
  }
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)
  return () => {
    const next = waiting.pop()
    next?.()
    return next !== undefined
  }
}
