// What a 一次告知 opens, and what was changed. Both sides ask: the page to show only that, the server to refuse the rest.
import type { CorrectionItem, CorrectionItemInput, Opening } from '../cases/corrections.ts'
import { allFields, answerOf, isAnswered, isRow, type Rules, type Row } from './fields.ts'
import type { Field, Paper, PlainField } from './programme.ts'
import type { Answers } from './schema.ts'

type Form = Pick<Rules, 'sections'>

export function openingsOf(items: readonly Pick<CorrectionItemInput, 'opens'>[]): Opening[] {
  return items.flatMap((item) => item.opens)
}

/** `patents` covers `patents[1].patentNo`; `patents[1]` covers it too. */
function covers(opened: string, path: string): boolean {
  return path === opened || path.startsWith(`${opened}[`) || path.startsWith(`${opened}.`)
}

function splitPath(path: string): { name: string; row: string | null; item: string | null } {
  const match = /^([^[.]+)(\[\d+\])?(?:\.(.+))?$/.exec(path)
  return { name: match?.[1] ?? path, row: match?.[2] ?? null, item: match?.[3] ?? null }
}

/** True when the path names a field of the form, or a column or row of one of its lists. */
export function isFieldPath(form: Form, path: string): boolean {
  const { name, row, item } = splitPath(path)
  const field = allFields(form).find((candidate) => candidate.name === name)
  if (!field) return false
  if (row === null) return item === null
  return field.type === 'repeat' && (item === null || field.item.some((candidate) => candidate.name === item))
}

/**
 * Whether a field may be changed: it is opened, or follows from an opened one (shown only because of it, or looked up from it).
 * Opened fields that make others appear would otherwise lead into a dead end.
 */
export function isFieldOpen(form: Form, openings: readonly Opening[], path: string): boolean {
  const isOpened = (one: string) => openings.some((opening) => opening.kind === 'field' && covers(opening.path, one))
  if (isOpened(path)) return true
  const { name, row, item } = splitPath(path)
  const field = allFields(form).find((candidate) => candidate.name === name)
  if (!field) return false
  if (row !== null && item !== null && field.type === 'repeat') {
    const sources = sourcesOf(field.item.find((candidate) => candidate.name === item))
    if (sources.some((source) => isFieldOpen(form, openings, `${name}${row}.${source}`))) return true
  }
  return sourcesOf(field).some((source) => source !== name && isFieldOpen(form, openings, source))
}

/** The fields whose answers decide whether this one is asked, or what it says. */
function sourcesOf(field: Field | PlainField | undefined): string[] {
  if (!field) return []
  return [field.showWhen?.field, field.type === 'select' ? field.derivedFrom : undefined].filter((name) => name !== undefined)
}

export function isPaperOpen(form: Form, openings: readonly Opening[], paper: Pick<Paper, 'id' | 'showWhen' | 'requiredWhen'>): boolean {
  if (openings.some((opening) => opening.kind === 'paper' && opening.paperId === paper.id)) return true
  return [paper.showWhen, paper.requiredWhen].some((when) => when !== undefined && isFieldOpen(form, openings, when.field))
}

export function isPageOpen(openings: readonly Opening[], paperId: string, fileId: string): boolean {
  return openings.some((opening) => opening.kind === 'page' && opening.paperId === paperId && opening.fileId === fileId)
}

/** Paths of what differs: `feeFen`, `patents[1].patentNo`, or `patents` where rows were added or taken away. Not answered and empty are alike. */
export function changedPaths(before: Answers, after: Answers): string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((name) => changedIn(name, answerOf(before, name), answerOf(after, name)))
}

function changedIn(path: string, before: unknown, after: unknown): string[] {
  if (!isAnswered(before) && !isAnswered(after)) return []
  if (!Array.isArray(before) || !Array.isArray(after) || before.length !== after.length) return isSame(before, after) ? [] : [path]
  return before.flatMap((row: unknown, index) => {
    const other: unknown = after[index]
    if (!isRow(row) || !isRow(other)) return isSame(row, other) ? [] : [`${path}[${index}]`]
    return [...new Set([...Object.keys(row), ...Object.keys(other)])]
      .filter((name) => (isAnswered(answerOf(row, name)) || isAnswered(answerOf(other, name))) && !isSame(answerOf(row, name), answerOf(other, name)))
      .map((name) => `${path}[${index}].${name}`)
  })
}

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(sorted(a)) === JSON.stringify(sorted(b))
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (!isRow(value)) return value
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([key, inner]) => [key, sorted(inner)]))
}

/** The value at a path; undefined where there is none. */
export function valueAt(answers: Answers, path: string): unknown {
  const { name, row, item } = splitPath(path)
  const value = answerOf(answers, name)
  if (row === null) return value
  const inner: unknown = Array.isArray(value) ? value[Number(row.slice(1, -1))] : undefined
  if (item === null) return inner
  return isRow(inner) ? answerOf(inner satisfies Row, item) : undefined
}

/** A page as it is stored on an application. */
export interface GivenPage { paperId: string; fileId: string; position: number }

/** Whether something this item opens differs from what was handed in last. */
export function isItemChanged(item: Pick<CorrectionItem, 'opens'>, before: { answers: Answers; papers: readonly GivenPage[] }, now: { answers: Answers; papers: readonly GivenPage[] }): boolean {
  const paths = changedPaths(before.answers, now.answers)
  const filesOf = (papers: readonly GivenPage[], paperId: string) => papers.filter((page) => page.paperId === paperId).toSorted((a, b) => a.position - b.position).map((page) => page.fileId).join()
  return item.opens.some((opening) => {
    if (opening.kind === 'field') return paths.some((path) => covers(opening.path, path) || covers(path, opening.path))
    if (opening.kind === 'page') return !now.papers.some((page) => page.paperId === opening.paperId && page.fileId === opening.fileId)
    return filesOf(before.papers, opening.paperId) !== filesOf(now.papers, opening.paperId)
  })
}
