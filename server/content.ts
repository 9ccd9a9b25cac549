// Loads and validates content/<county>/ once at start. Whatever is wrong is named by file and field, all of it in one error.
import { createHash } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { CaseworkSchema, type Casework } from '#contract/cases/casework.ts'
import { CalendarSourceSchema, CountySchema, type County } from '#contract/county/schema.ts'
import type { WorkCalendar } from '#contract/cases/workdays.ts'
import { PortfolioRulesSchema, type PortfolioRules } from '#contract/portfolio/schema.ts'
import { ProgrammeSourceSchema, type Programme, type ProgrammeSource, type ProgrammeSummary } from '#contract/subsidies/programme.ts'
import { programmeOn, summaryOf, type LoadedProgramme } from './content/availability.ts'
import { buildCalendar, calendarProblems } from './content/calendar.ts'
import { repeated } from './content/field-checks.ts'
import { portfolioProblems } from './content/portfolio-checks.ts'
import { programmeProblems, sharedProblems } from './content/programme-checks.ts'
import { readJson } from './content/read.ts'
import { MessageTemplatesSchema, unknownPlaceholders, type MessageTemplates } from './messages/texts.ts'

export interface Content {
  county: County
  /** Changes with any byte of any file, and between demo and real. */
  version: string
  calendar: WorkCalendar
  /** How cases are handled: limits and ready sentences. */
  casework: Casework
  /** Terms and yearly fees of rights. */
  portfolio: PortfolioRules
  /** What people are told, by occasion. */
  messages: MessageTemplates
  /** As they stand on this Shanghai date, YYYY-MM-DD, in order of id. */
  programmes(today: string): Programme[]
  programme(id: string, today: string): Programme | undefined
  summaries(today: string): ProgrammeSummary[]
}

/** Thrown when content cannot be used; `problems` are lines of "file: path: what". */
export class ContentError extends Error {
  readonly problems: readonly string[]

  constructor(dir: string, problems: readonly string[]) {
    super([`Content in ${dir} has ${problems.length} problem(s):`, ...problems.map((problem) => `  ${problem}`)].join('\n'))
    this.name = 'ContentError'
    this.problems = problems
  }
}

/** Synchronous; throws ContentError. Every programme is what its file says, so `demo` only moves status and window. */
export function loadContent(dir: string, options: { demo: boolean }): Content {
  const problems: string[] = []
  const county = readJson(join(dir, 'county.json'), 'county.json', CountySchema, problems)
  const calendar = readJson(join(dir, 'calendar.json'), 'calendar.json', CalendarSourceSchema, problems)
  if (calendar) problems.push(...calendarProblems(calendar.value).map((problem) => `calendar.json: ${problem}`))
  const messages = readJson(join(dir, 'messages.json'), 'messages.json', MessageTemplatesSchema, problems)
  const casework = readJson(join(dir, 'casework.json'), 'casework.json', CaseworkSchema, problems)
  if (casework) problems.push(...repeated(casework.value.phrases.map((phrase) => phrase.id)).map((id) => `casework.json: phrases: id ${id} is there twice`))
  const portfolio = readJson(join(dir, 'portfolio.json'), 'portfolio.json', PortfolioRulesSchema, problems)
  if (portfolio) problems.push(...portfolioProblems(portfolio.value).map((problem) => `portfolio.json: ${problem}`))
  if (messages)
    problems.push(...unknownPlaceholders(messages.value).map((problem) => `messages.json: ${problem}: nothing fills this placeholder`))
  const files = readProgrammes(dir, problems)
  problems.push(...sharedProblems(files.map(({ name, source }) => ({ name, source }))))
  if (problems.length > 0 || !county || !calendar || !messages || !casework || !portfolio) throw new ContentError(dir, problems)

  const loaded: LoadedProgramme[] = files.map(({ source }) => ({ source, version: hash(JSON.stringify(source)) }))
  const on = (programme: LoadedProgramme, today: string) => programmeOn(programme, today, options.demo)
  return {
    county: county.value,
    version: hash(
      [options.demo ? 'demo' : 'real', county.text, calendar.text, messages.text, casework.text, portfolio.text, ...files.map(({ text }) => text)].join('\u0000'),
    ),
    calendar: buildCalendar(calendar.value),
    casework: casework.value,
    portfolio: portfolio.value,
    messages: messages.value,
    programmes: (today) => loaded.map((programme) => on(programme, today)),
    programme(id, today) {
      const found = loaded.find(({ source }) => source.id === id)
      return found && on(found, today)
    },
    summaries: (today) => loaded.map((programme) => summaryOf(on(programme, today))),
  }
}

interface ProgrammeFile {
  name: string
  text: string
  source: ProgrammeSource
}

function readProgrammes(dir: string, problems: string[]): ProgrammeFile[] {
  const files: ProgrammeFile[] = []
  for (const file of listJson(join(dir, 'subsidies'), problems)) {
    const name = `subsidies/${file}`
    const read = readJson(join(dir, name), name, ProgrammeSourceSchema, problems)
    if (!read) continue
    if (read.value.id !== basename(file, '.json')) problems.push(`${name}: id: is ${read.value.id}, not the name of the file`)
    problems.push(...programmeProblems(read.value).map((problem) => `${name}: ${problem}`))
    files.push({ name, text: read.text, source: read.value })
  }
  return files
}

function listJson(dir: string, problems: string[]): string[] {
  try {
    return readdirSync(dir)
      .filter((file) => file.endsWith('.json'))
      .sort()
  } catch (error) {
    problems.push(`subsidies: cannot be read (${error instanceof Error ? error.message : String(error)})`)
    return []
  }
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16)
}
