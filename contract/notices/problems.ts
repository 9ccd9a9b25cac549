// What a notice still lacks or has wrong, part by part. Pure: the editor shows it while somebody types, the server refuses by it.
import { parseDate } from '../identifiers/date.ts'
import { isNobody, type AudienceList } from './audience.ts'
import type { Audience } from './audience-schema.ts'
import type { NoticeProblem, NoticeSave, NoticeText } from './desk-schema.ts'
import type { Block, Words } from './schema.ts'
import { itemParts, runsOf } from './words.ts'

export interface TextContext {
  /** YYYY-MM-DD in Shanghai. */
  today: string
  /** Ids of notices.json. */
  categories: readonly string[]
  /** Schemes there are. */
  programmeIds: readonly string[]
  /** Stored files of this notice: others are not shown. */
  fileIds: readonly string[]
}
/** Values an audience may name, list by list; the lists that are left out are closed by their schema. */
export type AudienceValues = Readonly<Record<Exclude<AudienceList, 'scales' | 'rightKinds'>, readonly string[]>>
export interface ProblemContext extends TextContext {
  audience: AudienceValues
  /** What readers see now; null for a notice that is not published yet. */
  live: Pick<NoticeSave, 'text' | 'audience'> | null
}

const problem = (field: string, reason: string, more: { limit?: string | number; blocks?: boolean } = {}): NoticeProblem => ({ field, reason, ...(more.limit === undefined ? {} : { limit: more.limit }), blocks: more.blocks ?? true })
const isBlank = (text: string) => text.trim() === ''
const webAddress = /^https?:\/\/[^\s/]+(?:\/\S*)?$/
/** Of the web, or a path of the portal; as RunSchema. */
const linkTarget = /^(?:https?:\/\/[^\s]+|\/[^/\\\s][^\s]*)$/

function required(field: string, text: string): NoticeProblem[] {
  return isBlank(text) ? [problem(field, 'required')] : []
}

function dateProblems(field: string, date: string | null): NoticeProblem[] {
  const read = date === null ? undefined : parseDate(date)
  return read === undefined || read.ok ? [] : [problem(field, read.reason)]
}

const isDate = (date: string | null): date is string => date !== null && parseDate(date).ok

function dates({ writtenOn, validTo }: NoticeText, today: string): NoticeProblem[] {
  const wrong = [...dateProblems('writtenOn', writtenOn), ...dateProblems('validTo', validTo)]
  if (isDate(writtenOn) && isDate(validTo) && validTo < writtenOn) wrong.push(problem('validTo', 'date-not-before', { limit: '成文日期' }))
  else if (isDate(validTo) && validTo < today) wrong.push(problem('validTo', 'date-past', { blocks: false }))
  if (isDate(writtenOn) && writtenOn > today) wrong.push(problem('writtenOn', 'date-future', { blocks: false }))
  return wrong
}

function deadlineProblems({ deadlines }: NoticeText, today: string): NoticeProblem[] {
  return deadlines.flatMap(({ id, title, on }, index) => {
    const field = `deadlines[${index}]`
    const wrong = [...required(`${field}.title`, title), ...(on === '' ? [problem(`${field}.on`, 'required')] : dateProblems(`${field}.on`, on))]
    if (!/^[a-z0-9][a-z0-9-]{0,59}$/.test(id)) wrong.push(problem(`${field}.id`, 'format'))
    if (deadlines.findIndex((one) => one.id === id) < index) wrong.push(problem(`${field}.id`, 'repeated'))
    if (isDate(on) && on < today) wrong.push(problem(`${field}.on`, 'date-past', { blocks: false }))
    return wrong
  })
}

function linkProblems(field: string, words: Words): NoticeProblem[] {
  return runsOf(words).flatMap(({ href }) => (href === undefined || linkTarget.test(href) ? [] : [problem(field, 'link')]))
}

/** Each part by its place: `body[3]`, of a table the row, of a list the line. */
function blockProblems(field: string, block: Block, fileIds: readonly string[]): NoticeProblem[] {
  if ('heading' in block) return required(field, block.heading)
  if ('paragraph' in block) return linkProblems(field, block.paragraph)
  if ('quote' in block) return linkProblems(field, block.quote)
  if ('list' in block) return block.list.flatMap((item, index) => [itemParts(item).words, ...itemParts(item).inner].flatMap((words) => linkProblems(`${field}.list[${index}]`, words)))
  if ('table' in block) {
    const [head = [], ...rows] = block.table
    const empty = head.every(isBlank) ? [problem(`${field}.table[0]`, 'required')] : []
    return [...empty, ...rows.flatMap((row, index) => (row.length === head.length ? [] : [problem(`${field}.table[${index + 1}]`, 'row-cells', { limit: head.length })]))]
  }
  return [...required(`${field}.alt`, block.alt), ...(fileIds.includes(block.picture) ? [] : [problem(`${field}.picture`, 'file-missing')])]
}

function blocksProblems(part: 'body' | 'interpretation', blocks: readonly Block[], fileIds: readonly string[]): NoticeProblem[] {
  return blocks.flatMap((block, index) => blockProblems(`${part}[${index}]`, block, fileIds))
}

/** What the words themselves lack or have wrong, in the order of the page. Used for content files, too (server/content/notices.ts). */
export function textProblems(text: NoticeText, { today, categories, programmeIds, fileIds }: TextContext): NoticeProblem[] {
  const { title, issuer, category, points, body, interpretation, sourceUrl, attachments, source } = text
  return [
    ...required('title', title), ...required('issuer', issuer),
    ...(category === '' ? [problem('category', 'required')] : categories.includes(category) ? [] : [problem('category', 'option')]),
    ...dates(text, today), ...(sourceUrl === null || webAddress.test(sourceUrl) ? [] : [problem('sourceUrl', 'link')]),
    ...(points.length === 0 ? [problem('points', 'rows-min', { limit: 1 })] : points.flatMap((point, index) => required(`points[${index}]`, point))),
    ...(body.length === 0 ? [problem('body', 'required')] : blocksProblems('body', body, fileIds)), ...blocksProblems('interpretation', interpretation, fileIds),
    ...deadlineProblems(text, today),
    ...text.programmeIds.flatMap((id, index) => (programmeIds.includes(id) ? [] : [problem(`programmeIds[${index}]`, 'option', { limit: id })])),
    ...attachments.flatMap(({ fileId, title: name }, index) => [...required(`attachments[${index}].title`, name), ...(fileIds.includes(fileId) ? [] : [problem(`attachments[${index}].fileId`, 'file-missing')])]),
    ...(isBlank(source) ? [problem('source', 'required', { blocks: false })] : []),
  ]
}

/** For nobody, or for what the county does not have. */
export function audienceProblems(audience: Audience, known: AudienceValues): NoticeProblem[] {
  if (isNobody(audience)) return [problem('audience', 'audience-empty')]
  if (audience.everyone) return []
  const lists = ['towns', 'industries', 'titles', 'programmeIds', 'gapTopics'] as const
  return lists.flatMap((list) => audience[list].flatMap((value, index) => (known[list].includes(value) ? [] : [problem(`audience.${list}[${index}]`, 'option', { limit: value })])))
}

const sorted = (value: unknown): unknown => (Array.isArray(value) ? value.map(sorted) : typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([name, inner]) => [name, sorted(inner)])) : value)
/** Whether two texts (or audiences) say the same, whatever order their parts were written down in. */
export function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(sorted(one)) === JSON.stringify(sorted(other))
}

/**
 * Everything a draft still lacks or has wrong, in the order of the page. `blocks`: it cannot be proposed or published so; the others are only pointed out.
 * A correction says what changed (`changeNote`) and changes something (`text`, reason unchanged).
 */
export function noticeProblems({ text, audience, changeNote }: Omit<NoticeSave, 'tellsReaders'>, context: ProblemContext): NoticeProblem[] {
  const { live } = context
  const correction = live === null ? [] : [
    ...required('changeNote', changeNote), ...(isSame(live.text, text) && isSame(live.audience, audience) ? [problem('text', 'unchanged')] : []),
  ]
  return [...textProblems(text, context), ...audienceProblems(audience, context.audience), ...correction]
}

/** The first that stands in the way, and how many do; undefined: it can be proposed. */
export function blocking(problems: readonly NoticeProblem[]): { count: number; path: string } | undefined {
  const [first, ...others] = problems.filter(({ blocks }) => blocks)
  return first && { count: others.length + 1, path: first.field }
}
