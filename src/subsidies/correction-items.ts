// What an officer writes into a 一次告知: where it is, the sentence the firm reads, and what it opens. Pure.
import type { Phrase } from '#contract/cases/casework.ts'
import type { CorrectionItemInput, Opening, Pin } from '#contract/cases/corrections.ts'
import { findField, isShownIn, visibleFields } from '#contract/subsidies/fields.ts'
import type { Paper } from '#contract/subsidies/programme.ts'
import type { Application } from '#contract/subsidies/schema.ts'
import { leafIndexOf, leavesOf } from './paper-leaves.ts'
import { paperGroups } from './papers.ts'

/** Letters a sentence may have (contract/cases/corrections.ts). */
export const maxSentence = 200
const maxOpenings = 4

export type CaseForm = Pick<Application, 'programme' | 'papers' | 'answers'>

export interface OpeningChoice {
  opening: Opening
  /** As it stands after 企业可改：. */
  words: string
}

function paperOf(form: CaseForm, paperId: string): Paper | undefined {
  return form.programme?.papers.find((paper) => paper.id === paperId)
}

export function paperName(form: CaseForm, paperId: string): string {
  return paperOf(form, paperId)?.name ?? '材料'
}

/** 贷款银行, or 第 2 件专利的专利号 inside a list. */
export function fieldName(form: CaseForm, path: string): string {
  const match = /^([^[.]+)(?:\[(\d+)\])?(?:\.(.+))?$/.exec(path)
  const field = form.programme ? findField(form.programme, match?.[1] ?? path) : undefined
  if (!field) return path
  if (field.type !== 'repeat' || match?.[2] === undefined) return field.label
  const row = `第 ${Number(match[2]) + 1} 件${field.itemLabel}`
  const item = field.item.find((one) => one.name === match[3])
  return item ? `${row}的${item.label}` : row
}

/** The page of the paper a pin is on, counted over the paper's files; null for a whole paper or a field. */
export function pageOf(form: CaseForm, at: Pin): { number: number; of: number } | null {
  const leaves = leavesOf(paperGroups(form).groups)
  const leaf = leaves[leafIndexOf(leaves, at)]
  return leaf ? { number: leaf.number, of: leaf.of } : null
}

/** 登记簿副本，第 2 页 · 字段，贷款银行. */
export function itemTitle(form: CaseForm, at: Pin): string {
  if (at.kind === 'field') return `字段，${fieldName(form, at.path)}`
  const name = paperName(form, at.paperId)
  if (at.fileId === null) return form.papers.some((page) => page.paperId === at.paperId) ? `${name}，整份` : `${name}，没有交`
  const page = pageOf(form, at)
  return page ? `${name}，第 ${page.number} 页` : `${name}，原来的一页`
}

/** The ready sentences that fit: a whole paper has no page to be named or to be replaced alone. */
export function phrasesFor(phrases: readonly Phrase[], at: Pin): Phrase[] {
  return phrases.filter((phrase) => phrase.on === at.kind && (at.kind === 'field' || at.fileId !== null || phrase.opens !== 'page'))
}

export function fillPhrase(phrase: Phrase, form: CaseForm, at: Pin): string {
  const values: Record<string, string> =
    at.kind === 'field'
      ? { field: fieldName(form, at.path) }
      : { paper: paperName(form, at.paperId), page: String(pageOf(form, at)?.number ?? at.page) }
  return phrase.text.replace(/\{(paper|page|field)\}/g, (_, name: string) => values[name] ?? '')
}

/** What is opened when nothing else is chosen: the field, that page, or the paper where there is no page. */
export function firstOpening(at: Pin, opens: Phrase['opens']): Opening {
  if (at.kind === 'field') return { kind: 'field', path: at.path }
  if (opens === 'page' && at.fileId !== null) return { kind: 'page', paperId: at.paperId, fileId: at.fileId }
  return { kind: 'paper', paperId: at.paperId }
}

export function newItem(id: string, at: Pin): CorrectionItemInput {
  return { id, at, phraseId: null, text: '', opens: [firstOpening(at, 'page')] }
}

/** Picks a ready sentence. What the officer wrote himself stays, the ready one behind it; a second pick of the same takes it out again. */
export function withPhrase(item: CorrectionItemInput, phrase: Phrase, phrases: readonly Phrase[], form: CaseForm): CorrectionItemInput {
  const picked = phrases.find((one) => one.id === item.phraseId)
  const before = picked ? fillPhrase(picked, form, item.at) : ''
  const own = before !== '' && item.text.includes(before) ? item.text.replace(before, '') : item.text
  if (picked?.id === phrase.id && own !== item.text) return { ...item, phraseId: null, text: own }
  return { ...item, phraseId: phrase.id, text: `${own}${fillPhrase(phrase, form, item.at)}`, opens: withFirst(item, phrase) }
}

/** Written on by hand; a ready sentence that is no longer in it is no longer the one picked. */
export function withText(item: CorrectionItemInput, text: string, phrases: readonly Phrase[], form: CaseForm): CorrectionItemInput {
  const picked = phrases.find((one) => one.id === item.phraseId)
  return { ...item, text, phraseId: picked && text.includes(fillPhrase(picked, form, item.at)) ? picked.id : null }
}

/** The phrase's own opening takes the place of the one that came with the pin; others the officer chose stay. */
function withFirst(item: CorrectionItemInput, phrase: Phrase): Opening[] {
  const usual = (['page', 'paper'] as const).map((opens) => firstOpening(item.at, opens))
  const others = item.opens.filter((opening) => !usual.some((one) => sameOpening(one, opening)))
  return [firstOpening(item.at, phrase.opens), ...others].slice(0, maxOpenings)
}

export function sameOpening(a: Opening, b: Opening): boolean {
  return openingKey(a) === openingKey(b)
}

export function openingKey(opening: Opening): string {
  if (opening.kind === 'field') return `field ${opening.path}`
  return opening.kind === 'page' ? `page ${opening.fileId}` : `paper ${opening.paperId}`
}

export function openingWords(opening: Opening, form: CaseForm, at: Pin): string {
  if (opening.kind === 'field') {
    if (at.kind === 'field' && at.path === opening.path) return '该字段'
    return `字段「${fieldName(form, opening.path)}」`
  }
  const isHere = at.kind === 'paper' && at.paperId === opening.paperId
  const name = paperName(form, opening.paperId)
  if (opening.kind === 'page') {
    const file = form.papers.find((page) => page.file.id === opening.fileId)?.file
    return file && file.pages > 1 ? `只重传这份 PDF（${file.pages} 页）` : '只重传这一页'
  }
  const isGiven = form.papers.some((page) => page.paperId === opening.paperId)
  if (isHere) return isGiven ? '整份材料，可加页、换页' : '补交这份材料'
  return isGiven ? `${name}，可加页、换页` : `加一份${name}`
}

/** 只重传这一页 · 该字段、加一份比例证明; empty when nothing is opened yet. */
export function openingsText(item: Pick<CorrectionItemInput, 'opens' | 'at'>, form: CaseForm): string {
  return item.opens.map((opening) => openingWords(opening, form, item.at)).join('、')
}

/** The usual choices for a pin, shown as ticks. */
export function nearOpenings(form: CaseForm, at: Pin): OpeningChoice[] {
  const openings: Opening[] =
    at.kind === 'field'
      ? fieldOpenings(form, at.path)
      : at.fileId === null
        ? [firstOpening(at, 'paper')]
        : [firstOpening(at, 'page'), firstOpening(at, 'paper')]
  return openings.map((opening) => ({ opening, words: openingWords(opening, form, at) }))
}

function fieldOpenings(form: CaseForm, path: string): Opening[] {
  const row = /^([^[]+)\[\d+\]/.exec(path)
  const wider = row ? [row[0], row[1] ?? ''] : []
  return [path, ...wider].filter((one) => one !== '' && fieldName(form, one) !== one).map((one) => ({ kind: 'field', path: one }))
}

/** Everything else that may be opened too: any paper asked for or given, any field asked. */
export function farOpenings(
  form: CaseForm,
  item: Pick<CorrectionItemInput, 'opens' | 'at'>,
): { papers: OpeningChoice[]; fields: OpeningChoice[] } {
  const taken = new Set([...item.opens.map(openingKey), ...nearOpenings(form, item.at).map(({ opening }) => openingKey(opening))])
  const free = ({ opening }: OpeningChoice) => !taken.has(openingKey(opening))
  const choice = (opening: Opening): OpeningChoice => ({ opening, words: openingWords(opening, form, item.at) })
  return {
    papers: openablePapers(form)
      .map((paper) => choice({ kind: 'paper', paperId: paper.id }))
      .filter(free),
    fields: openableFields(form)
      .map(({ path }) => choice({ kind: 'field', path }))
      .filter(free),
  }
}

/** Papers the scheme takes as files: asked for now, or given. */
export function openablePapers(form: CaseForm): Paper[] {
  const { programme } = form
  if (!programme) return []
  return programme.papers.filter(
    (paper) =>
      (paper.origin === 'firm' || paper.scan !== undefined) &&
      (form.papers.some((page) => page.paperId === paper.id) || isShownIn(programme, paper.showWhen, form.answers)),
  )
}

export function openableFields(form: CaseForm): { path: string; label: string }[] {
  if (!form.programme) return []
  return visibleFields(form.programme, form.answers).map((field) => ({ path: field.name, label: field.label }))
}

export interface ItemProblems {
  text?: string
  opens?: string
}

/** What still keeps an item from being sent, said beside it. */
export function problemsOf(item: CorrectionItemInput): ItemProblems {
  const length = item.text.trim().length
  return {
    text:
      length === 0
        ? '写一句要改什么，企业看到的就是这句。'
        : item.text.length > maxSentence
          ? `最多 ${maxSentence} 个字，删短一些。`
          : undefined,
    opens: item.opens.length === 0 ? '选上企业可以改哪里，不然改不了。' : undefined,
  }
}

export function isReady(item: CorrectionItemInput): boolean {
  const { text, opens } = problemsOf(item)
  return text === undefined && opens === undefined
}

/** Numbers of the items a refusal names (`items[1].opens[0]` is the second). */
export function faultyItems(problems: readonly { field: string }[]): number[] {
  const numbers = problems.flatMap(({ field }) => /^items\[(\d+)\]/.exec(field)?.[1] ?? []).map((index) => Number(index) + 1)
  return [...new Set(numbers)]
}

/** True for what the server would not even keep as a draft. */
export function isTooLong(item: CorrectionItemInput): boolean {
  return item.text.length > maxSentence
}
