// content/<county>/assessment/: one file is one edition of a management standard.
import { basename, join } from 'node:path'
import { EditionSourceSchema, type Edition, type EditionSource } from '#contract/assessment/edition-schema.ts'
import { carryProblems, editionProblems } from './assessment-checks.ts'
import { hash, listJson, readJson } from './read.ts'

export interface EditionFile {
  edition: Edition
  text: string
}

interface SourceFile {
  name: string
  text: string
  source: EditionSource
}

/** In the order they are offered. Items may speak of these schemes only. */
export function readEditions(dir: string, programmeIds: readonly string[], problems: string[]): EditionFile[] {
  const files = readSources(dir, problems)
  const sources = files.map(({ source }) => source)
  for (const { name, source } of files)
    problems.push(...[...editionProblems(source, programmeIds), ...carryProblems(source, sources)].map((problem) => `${name}: ${problem}`))
  if (files.length > 0 && !sources.some(({ status }) => status === 'current')) problems.push('assessment: no edition is current')
  return files
    .map(({ text, source }) => ({ text, edition: { ...source, version: hash(JSON.stringify(source)) } }))
    .sort(({ edition: a }, { edition: b }) => placeOf(a) - placeOf(b) || (a.id < b.id ? -1 : 1))
}

function readSources(dir: string, problems: string[]): SourceFile[] {
  return listJson(join(dir, 'assessment'), 'assessment', problems).flatMap((file): SourceFile[] => {
    const name = `assessment/${file}`
    const read = readJson(join(dir, name), name, EditionSourceSchema, problems)
    if (!read) return []
    if (read.value.id !== basename(file, '.json')) problems.push(`${name}: id: is ${read.value.id}, not the name of the file`)
    return [{ name, text: read.text, source: read.value }]
  })
}

function placeOf({ status, rank }: EditionSource): number {
  return status === 'current' ? (rank ?? Number.MAX_SAFE_INTEGER - 1) : Number.MAX_SAFE_INTEGER
}
