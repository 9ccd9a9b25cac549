// The schemes of both counties as files, and one nobody has written yet.
import { readdirSync, readFileSync } from 'node:fs'
import { emptyScheme } from '#server/subsidies/scheme-copies.ts'
import type { ProgrammeSource } from '#contract/subsidies/programme.ts'

export function schemeOf(id: string, county = 'content/huantai'): ProgrammeSource {
  return JSON.parse(readFileSync(`${county}/subsidies/${id}.json`, 'utf8')) as ProgrammeSource
}
export const schemeIds = readdirSync('content/huantai/subsidies').map((name) => name.replace('.json', ''))

export function anEmptyScheme(id = 'N1'): ProgrammeSource {
  return emptyScheme({ id, office: '县市场监管局', hotlines: ['12330', '12345'], numberKind: 'XX', at: Date.UTC(2026, 10, 24) })
}
