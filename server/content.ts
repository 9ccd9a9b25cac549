// Loads and validates content/<county>/ once at start. Whatever is wrong is named by file and field, all of it in one error.
import { basename, join } from 'node:path'
import type { Edition } from '#contract/assessment/edition-schema.ts'
import { CaseworkSchema, type Casework } from '#contract/cases/casework.ts'
import { ConsultationContentSchema, type ConsultationContent } from '#contract/consultations/content-schema.ts'
import { FinancingContentSchema, type FinancingContent } from '#contract/financing/product-schema.ts'
import { FinancingCaseworkSchema, type FinancingCasework } from '#contract/financing/casework-schema.ts'
import { LibraryKindsSchema, type LibraryKinds } from '#contract/files/library-schema.ts'
import { LegalContentSchema, type LegalDocument } from '#contract/county/legal-schema.ts'
import { CalendarSourceSchema, CountySchema, type County } from '#contract/county/schema.ts'
import type { NoticeSettings, NoticeSource } from '#contract/notices/schema.ts'
import type { WorkCalendar } from '#contract/cases/workdays.ts'
import { ChannelContentSchema, type ChannelContent } from '#contract/messages/content-schema.ts'
import { TargetsSchema, type Targets } from '#contract/reports/targets-schema.ts'
import { PortfolioRulesSchema, type PortfolioRules } from '#contract/portfolio/schema.ts'
import { QuickCheckSchema, type QuickCheck } from '#contract/subsidies/matching-schema.ts'
import { ProgrammeSourceSchema, type Batch, type Programme, type ProgrammeSource, type ProgrammeSummary } from '#contract/subsidies/programme.ts'
import { batchesOf, instantOf, programmeOn, summaryOf, type LoadedProgramme, type Moment } from '#contract/subsidies/availability.ts'
import { buildCalendar, calendarProblems } from './content/calendar.ts'
import { channelProblems } from './content/channel-checks.ts'
import { consultationProblems } from './content/consultation-checks.ts'
import { readEditions } from './content/editions.ts'
import { lineOf, repeated } from './content/fault.ts'
import { financingCaseworkProblems } from './content/financing-casework-checks.ts'
import { financingProblems } from './content/financing-checks.ts'
import { readNotices } from './content/notices.ts'
import { portfolioProblems } from './content/portfolio-checks.ts'
import { libraryFaults, programmeFaults, sharedFaults } from './content/programme-checks.ts'
import { quickProblems } from './content/quick-checks.ts'
import { PersonsSchema, personsProblems, type Persons } from './content/persons.ts'
import { RetentionSchema, retentionProblems, type Retention } from './content/retention.ts'
import { hash, listJson, readJson } from './content/read.ts'
import { targetProblems } from './content/target-checks.ts'
import { SecuritySchema, securityProblems, type Security } from './content/security.ts'
import { MessageTemplatesSchema, unknownPlaceholders, type MessageTemplates } from './messages/texts.ts'

export interface Content {
  county: County
  /** User agreement, third parties, accessibility, how to report a mistake. */
  legal: readonly LegalDocument[]
  /** Changes with any byte of any file, and between demo and real. */
  version: string
  calendar: WorkCalendar
  /** How cases are handled: limits and ready sentences. */
  casework: Casework
  /** Terms and yearly fees of rights. */
  portfolio: PortfolioRules
  /** Kinds of papers a firm keeps for good. */
  library: LibraryKinds
  /** Topics, ways, towns and limits of 约专家. */
  consultations: ConsultationContent
  /** Products, the road to a loan and the rules of the readiness card. */
  financing: FinancingContent
  /** Bands, time limits and words of introductions to banks. */
  financingCasework: FinancingCasework
  /** What the county's files say, the first to be published first; those of later days are among them. What readers see lies in the database (notices/content-sync.ts). */
  notices: { settings: NoticeSettings; sources: readonly NoticeSource[] }
  /** What a visitor is asked. */
  quickCheck: QuickCheck
  /** What people are told, by occasion. */
  messages: MessageTemplates
  /** How long what is kept. */
  retention: Retention
  /** What is kept about people and how their requests are answered. */
  persons: Persons
  /** Codes, sessions, the second factor and second signatures. */
  security: Security
  /** What the work plan promised, and how each figure is counted. */
  targets: Targets
  /** Hours, limits and sentences of SMS, push and e-mail. */
  channels: ChannelContent
  /** Standards a firm can check itself against: the current ones first, what a new assessment begins with before all. */
  editions(): readonly Edition[]
  edition(id: string): Edition | undefined
  /** As they stand at this moment, in order of id. */
  programmes(moment: Moment): Programme[]
  programme(id: string, moment: Moment): Programme | undefined
  summaries(moment: Moment): ProgrammeSummary[]
  /** Every batch of the scheme, past and coming. */
  batches(id: string, moment: Moment): readonly Batch[]
  /** What the files say, for the history of versions. */
  files(): readonly LoadedProgramme[]
  /** The scheme as its editors wrote it: what was published last, else the file. */
  source(id: string): LoadedProgramme | undefined
  /** From now on these published schemes stand in place of the files' (or beside them). */
  publish(published: readonly Omit<LoadedProgramme, 'isPublished'>[]): void
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
  const legal = readJson(join(dir, 'legal.json'), 'legal.json', LegalContentSchema, problems)
  if (legal) problems.push(...repeated(legal.value.documents.map(({ id }) => id)).map((id) => `legal.json: documents: id ${id} is there twice`))
  const calendar = readJson(join(dir, 'calendar.json'), 'calendar.json', CalendarSourceSchema, problems)
  if (calendar) problems.push(...calendarProblems(calendar.value).map((problem) => `calendar.json: ${problem}`))
  const messages = readJson(join(dir, 'messages.json'), 'messages.json', MessageTemplatesSchema, problems)
  const casework = readJson(join(dir, 'casework.json'), 'casework.json', CaseworkSchema, problems)
  if (casework) problems.push(...repeated(casework.value.phrases.map((phrase) => phrase.id)).map((id) => `casework.json: phrases: id ${id} is there twice`))
  const portfolio = readJson(join(dir, 'portfolio.json'), 'portfolio.json', PortfolioRulesSchema, problems)
  if (portfolio) problems.push(...portfolioProblems(portfolio.value).map((problem) => `portfolio.json: ${problem}`))
  const library = readJson(join(dir, 'library.json'), 'library.json', LibraryKindsSchema, problems)
  if (messages)
    problems.push(...unknownPlaceholders(messages.value).map((problem) => `messages.json: ${problem}: nothing fills this placeholder`))
  const files = readProgrammes(dir, problems)
  const editions = readEditions(dir, files.map(({ source }) => source.id), problems)
  const consultations = readJson(join(dir, 'consultations.json'), 'consultations.json', ConsultationContentSchema, problems)
  if (consultations && county) problems.push(...consultationProblems(consultations.value, county.value, editions.map(({ edition }) => edition)).map((problem) => `consultations.json: ${problem}`))
  const financing = readJson(join(dir, 'financing.json'), 'financing.json', FinancingContentSchema, problems)
  if (financing && consultations) problems.push(...financingProblems(financing.value, files.map(({ source }) => source.id), consultations.value.topics.map(({ id }) => id)).map((problem) => `financing.json: ${problem}`))
  const financingCasework = readJson(join(dir, 'financing-casework.json'), 'financing-casework.json', FinancingCaseworkSchema, problems)
  if (financingCasework && county) problems.push(...financingCaseworkProblems(financingCasework.value, county.value.towns, files.map(({ source }) => source.id)).map((problem) => `financing-casework.json: ${problem}`))
  const notices = readNotices(dir, files.map(({ source }) => source.id), problems)
  const quickCheck = readJson(join(dir, 'quick-check.json'), 'quick-check.json', QuickCheckSchema, problems)
  if (quickCheck) problems.push(...quickProblems(quickCheck.value, files.map(({ source }) => source)).map((problem) => `quick-check.json: ${problem}`))
  const channels = readJson(join(dir, 'channels.json'), 'channels.json', ChannelContentSchema, problems)
  if (channels) problems.push(...channelProblems(channels.value).map((problem) => `channels.json: ${problem}`))
  const retention = readJson(join(dir, 'retention.json'), 'retention.json', RetentionSchema, problems)
  if (retention) problems.push(...retentionProblems(retention.value).map((problem) => `retention.json: ${problem}`))
  const security = readJson(join(dir, 'security.json'), 'security.json', SecuritySchema, problems)
  if (security) problems.push(...securityProblems(security.value).map((problem) => `security.json: ${problem}`))
  const targets = readJson(join(dir, 'targets.json'), 'targets.json', TargetsSchema, problems)
  if (targets && county) problems.push(...targetProblems(targets.value, county.value.titles.map(({ id }) => id)).map((problem) => `targets.json: ${problem}`))
  const persons = readJson(join(dir, 'persons.json'), 'persons.json', PersonsSchema, problems)
  if (persons) problems.push(...personsProblems(persons.value).map((problem) => `persons.json: ${problem}`))
  if (library) problems.push(...repeated(library.value.kinds.map((kind) => kind.id)).map((id) => `library.json: kinds: id ${id} is there twice`))
  if (library) problems.push(...files.flatMap(({ name, source }) => libraryFaults(library.value.kinds, source).map((fault) => `${name}: ${lineOf(fault)}`)))
  problems.push(...sharedFaults(files).map(({ names, fault }) => `${names.join(', ')}: ${lineOf(fault)}`))
  if (problems.length > 0 || !county || !legal || !calendar || !messages || !casework || !portfolio || !library || !quickCheck || !consultations || !financing || !financingCasework || !notices || !channels || !retention || !security || !persons || !targets) throw new ContentError(dir, problems)

  const fromFiles: LoadedProgramme[] = files.map(({ source }) => ({ source, version: versionOf(source), isPublished: false }))
  let loaded = fromFiles
  const on = (programme: LoadedProgramme, moment: Moment) => programmeOn(programme, moment, options.demo)
  const find = (id: string) => loaded.find(({ source }) => source.id === id)
  const fileVersion = hash(
    [options.demo ? 'demo' : 'real', county.text, legal.text, calendar.text, messages.text, casework.text, portfolio.text, library.text, quickCheck.text, consultations.text, financing.text, financingCasework.text, notices.text, channels.text, retention.text, security.text, persons.text, targets.text, ...files.map(({ text }) => text), ...editions.map(({ text }) => text)].join('\u0000'),
  )
  const byRank = editions.map(({ edition }) => edition)
  let version = fileVersion
  return {
    county: county.value,
    legal: legal.value.documents,
    get version() {
      return version
    },
    calendar: buildCalendar(calendar.value),
    casework: casework.value,
    portfolio: portfolio.value,
    library: library.value,
    consultations: consultations.value,
    financing: financing.value,
    financingCasework: financingCasework.value,
    notices: { settings: notices.settings, sources: notices.sources },
    quickCheck: quickCheck.value,
    messages: messages.value,
    channels: channels.value,
    retention: retention.value,
    targets: targets.value,
    persons: persons.value,
    security: security.value,
    editions: () => byRank,
    edition: (id) => byRank.find((edition) => edition.id === id),
    programmes: (moment) => loaded.map((programme) => on(programme, moment)),
    programme(id, moment) {
      const found = find(id)
      return found && on(found, moment)
    },
    summaries: (moment) => loaded.map((programme) => summaryOf(on(programme, moment))),
    batches(id, moment) {
      const found = find(id)
      return found ? batchesOf(found, instantOf(moment), options.demo) : []
    },
    files: () => fromFiles,
    source: find,
    publish(published) {
      const ids = new Set(published.map(({ source }) => source.id))
      loaded = [...fromFiles.filter(({ source }) => !ids.has(source.id)), ...published.map((one) => ({ ...one, isPublished: true }))].sort((a, b) => (a.source.id < b.source.id ? -1 : 1))
      version = published.length === 0 ? fileVersion : hash([fileVersion, ...published.map((one) => one.version)].join('\u0000'))
    },
  }
}

/** Of a scheme: changes with anything it says. */
export function versionOf(source: ProgrammeSource): string {
  return hash(JSON.stringify(source))
}

interface ProgrammeFile {
  name: string
  text: string
  source: ProgrammeSource
}

function readProgrammes(dir: string, problems: string[]): ProgrammeFile[] {
  const files: ProgrammeFile[] = []
  for (const file of listJson(join(dir, 'subsidies'), 'subsidies', problems)) {
    const name = `subsidies/${file}`
    const read = readJson(join(dir, name), name, ProgrammeSourceSchema, problems)
    if (!read) continue
    if (read.value.id !== basename(file, '.json')) problems.push(`${name}: id: is ${read.value.id}, not the name of the file`)
    problems.push(...programmeFaults(read.value).map((fault) => `${name}: ${lineOf(fault)}`))
    files.push({ name, text: read.text, source: read.value })
  }
  return files
}
