// Reads content files and checks each against its schema. Problems are collected as "file: path: what", never thrown one by one.
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import type { Static, TSchema } from 'typebox'
import { Compile } from 'typebox/compile'
import { Settings } from 'typebox/system'

export interface ReadFile<T> {
  value: T
  /** The file as it stands, for the version. */
  text: string
}

export function readJson<S extends TSchema>(path: string, name: string, schema: S, problems: string[]): ReadFile<Static<S>> | undefined {
  const text = readText(path, name, problems)
  if (text === undefined) return undefined
  const value = parseText(text, name, problems)
  if (value === undefined) return undefined
  const found = schemaProblems(schema, value)
  problems.push(...found.map((problem) => `${name}: ${problem}`))
  return found.length === 0 && isOf(schema, value) ? { value, text } : undefined
}

export function listJson(dir: string, name: string, problems: string[]): string[] {
  try {
    return readdirSync(dir)
      .filter((file) => file.endsWith('.json'))
      .sort()
  } catch (error) {
    problems.push(`${name}: cannot be read (${error instanceof Error ? error.message : String(error)})`)
    return []
  }
}

/** Of what a file says: the version of it that others remember. */
export function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16)
}

function readText(path: string, name: string, problems: string[]): string | undefined {
  try {
    return readFileSync(path, 'utf8').replace(/^\uFEFF/, '')
  } catch (error) {
    problems.push(`${name}: cannot be read (${error instanceof Error ? error.message : String(error)})`)
    return undefined
  }
}

function parseText(text: string, name: string, problems: string[]): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    problems.push(`${name}: is not JSON (${error instanceof Error ? error.message : String(error)})`)
    return undefined
  }
}

function isOf<S extends TSchema>(schema: S, value: unknown): value is Static<S> {
  return Compile(schema).Check(value)
}

interface SchemaError {
  keyword: string
  schemaPath: string
  instancePath: string
  params: object
  message: string
}

/** `sections[1].fields[2].maxFen: must be integer`. Of a union only the branch is reported whose `type` the value names. */
export function schemaProblems(schema: TSchema, value: unknown): string[] {
  const errors = allErrors(schema, value)
  const otherBranches = errors
    .filter((error) => error.keyword === 'const' && error.instancePath.endsWith('/type'))
    .map((error) => branchOf(error.schemaPath))
  const own = errors.filter(
    (error) => !otherBranches.some((branch) => error.schemaPath === branch || error.schemaPath.startsWith(`${branch}/`)),
  )
  const isTold = own.some((error) => error.keyword !== 'anyOf')
  const telling = (isTold ? own.filter((error) => error.keyword !== 'anyOf') : errors.filter((error) => error.keyword === 'anyOf')).filter(
    (error) => !(error.keyword === 'boolean' && error.message === 'schema is false'),
  )
  return [...new Set(telling.map((error) => `${dottedPath(error.instancePath)}: ${error.message}${detailOf(error)}`))]
}

/** TypeBox stops after eight errors, to guard requests; a file is ours and is told everything. The setting is put back at once. */
function allErrors(schema: TSchema, value: unknown): SchemaError[] {
  const { maxErrors } = Settings.Get()
  Settings.Set({ maxErrors: 10_000 })
  try {
    return Compile(schema).Errors(value)
  } finally {
    Settings.Set({ maxErrors })
  }
}

function branchOf(schemaPath: string): string {
  return /^(.*\/anyOf\/\d+)/.exec(schemaPath)?.[1] ?? schemaPath
}

function dottedPath(pointer: string): string {
  return (
    pointer
      .replace(/\/(\d+)(?=\/|$)/g, '[$1]')
      .replace(/\//g, '.')
      .replace(/^\./, '') || '(whole file)'
  )
}

function detailOf(error: SchemaError): string {
  const params = Object.entries(error.params).find(
    ([key]) => key === 'additionalProperties' || key === 'allowedValues' || key === 'allowedValue',
  )
  return params ? ` (${JSON.stringify(params[1])})` : ''
}
