// Notices: content/<county>/notices.json and one file each in notices/. Faults are named by file and field.
import { basename, join } from 'node:path'
import { parseDate } from '#contract/identifiers/date.ts'
import { inOrder } from '#contract/notices/notices.ts'
import { NoticeSettingsSchema, NoticeSourceSchema, type NoticeSettings, type NoticeSource } from '#contract/notices/schema.ts'
import { picturesOf } from '#contract/notices/words.ts'
import { repeated } from './fault.ts'
import { listJson, readJson } from './read.ts'

export interface ReadNotices { settings: NoticeSettings; /** The first to be published first. */ sources: NoticeSource[]; /** All that was read, for the content's version. */ text: string }

/** What a schema cannot say of one notice: lines of "path: what". */
export function noticeProblems(source: NoticeSource, { categories }: NoticeSettings, programmeIds: readonly string[]): string[] {
  const dates = [['writtenOn', source.writtenOn], ['publishedOn', source.publishedOn], ['validTo', source.validTo], ...source.deadlines.map(({ on }, index) => [`deadlines[${index}].on`, on] as const)] as const
  const blocks = source.body.concat(source.interpretation)
  const tables = blocks.flatMap((block) => ('table' in block ? [block.table] : []))
  return [
    ...dates.flatMap(([path, date]) => (date === null || parseDate(date).ok ? [] : [`${path}: is no date YYYY-MM-DD (${date})`])),
    ...(categories.some(({ id }) => id === source.category) ? [] : [`category: ${source.category} is not in notices.json`]),
    ...source.programmeIds.filter((id) => !programmeIds.includes(id)).map((id) => `programmeIds: there is no scheme ${id}`),
    ...repeated(source.deadlines.map(({ id }) => id)).map((id) => `deadlines: id ${id} is there twice`),
    ...picturesOf(blocks).map((id) => `body: picture ${id}: only notices of the desk have stored files`),
    ...tables.flatMap(([head = [], ...rows]) => (rows.every((row) => row.length === head.length) ? [] : [`body: a row of the table "${head.join(' ')}" has not ${head.length} cells`])),
  ]
}

/** Adds to `problems`; undefined when the settings cannot be read. */
export function readNotices(dir: string, programmeIds: readonly string[], problems: string[]): ReadNotices | undefined {
  const settings = readJson(join(dir, 'notices.json'), 'notices.json', NoticeSettingsSchema, problems)
  if (!settings) return undefined
  problems.push(...repeated(settings.value.categories.map(({ id }) => id)).map((id) => `notices.json: categories: id ${id} is there twice`))
  const sources: NoticeSource[] = []
  const texts = [settings.text]
  for (const file of listJson(join(dir, 'notices'), 'notices', problems)) {
    const name = `notices/${file}`
    const read = readJson(join(dir, name), name, NoticeSourceSchema, problems)
    if (!read) continue
    if (read.value.id !== basename(file, '.json')) problems.push(`${name}: id: is ${read.value.id}, not the name of the file`)
    problems.push(...noticeProblems(read.value, settings.value, programmeIds).map((problem) => `${name}: ${problem}`))
    sources.push(read.value)
    texts.push(read.text)
  }
  return { settings: settings.value, sources: inOrder(sources), text: texts.join('\u0000') }
}
