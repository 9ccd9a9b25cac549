// What an item of the 一次告知 says to the firm: where it is, what to do there, what has been done. Pure.
import type { Correction, CorrectionItem, Opening } from '#contract/cases/corrections.ts'
import { findField } from '#contract/subsidies/fields.ts'
import { valueAt } from '#contract/subsidies/openings.ts'
import type { Application, PaperPage } from '#contract/subsidies/schema.ts'
import type { FilePin } from '#client/files/page-point.ts'
import type { IconName } from '#client/ui/icon-paths.ts'
import { timeOf } from '#client/ui/format.ts'
import { answerText } from './answer-text.ts'
import { fieldName, pageOf, paperName } from './correction-items.ts'

type Form = Pick<Application, 'programme' | 'papers' | 'answers'>

/** 费用发票，第 2 页 · 实际发生费用; without what the sentence says itself. */
export function placeWords(form: Form, { at, text }: Pick<CorrectionItem, 'at' | 'text'>): string {
  const name = at.kind === 'field' ? fieldName(form, at.path) : paperName(form, at.paperId)
  const page = pageOf(form, at)
  return [name, page ? `第 ${page.number} 页` : ''].filter((words) => words !== '' && !text.includes(words)).join('，')
}

/** The page the item is about, while it is still there: its file and the pin to draw on it. */
export function pinnedPage(form: Form, { at }: Pick<CorrectionItem, 'at'>, number: number): { page: PaperPage; pin?: FilePin } | undefined {
  if (at.kind !== 'paper' || at.fileId === null) return undefined
  const page = form.papers.find((one) => one.paperId === at.paperId && one.file.id === at.fileId)
  if (!page) return undefined
  if (at.x === null || at.y === null) return { page }
  return { page, pin: { fileId: at.fileId, page: at.page, x: at.x, y: at.y, number } }
}

/** What is on the button that opens the place, and its icon. */
export function openWord(form: Form, { opens }: Pick<CorrectionItem, 'opens'>, kind: Correction['kind']): { word: string; icon?: IconName } {
  if (kind === 'payment') return { word: '改收款账户' }
  const [first] = opens
  const hasField = opens.some((opening) => opening.kind === 'field')
  if (opens.length > 1 && hasField && opens.some((opening) => opening.kind !== 'field')) return { word: '改这一处和材料' }
  if (!first || first.kind === 'field') return { word: opens.length > 1 ? `改这 ${opens.length} 项` : '改这一项' }
  if (first.kind === 'page' && opens.length === 1)
    return pagesOfFile(form, first.fileId) > 1 ? { word: '重传这份 PDF', icon: 'file' } : { word: '重拍这一页', icon: 'camera' }
  if (opens.length > 1) return { word: `换这 ${opens.length} 处材料`, icon: 'camera' }
  const isGiven = form.papers.some((page) => page.paperId === first.paperId)
  return { word: isGiven ? '补页、换页' : '补交这份材料', icon: 'camera' }
}

/** A PDF is given anew as a whole: one photo in its place would lose its other pages. */
export function pagesOfFile({ papers }: Pick<Form, 'papers'>, fileId: string): number {
  return papers.find((page) => page.file.id === fileId)?.file.pages ?? 1
}

/** 已换成新照片 15:20; null while nothing differs from what was handed in. */
export function changedWords(application: Form, item: CorrectionItem, sentAt: string | null): string | null {
  if (!item.isChanged) return null
  const fields = item.opens.filter((opening) => opening.kind === 'field')
  // Which of several opened answers changed is not known here.
  const known = fields.length > 1 ? item.opens.filter((opening) => opening.kind !== 'field') : item.opens
  const words = known.flatMap((opening) => openingChanged(application, opening, sentAt) ?? [])
  return words[0] ?? '改过了'
}

function openingChanged(form: Form, opening: Opening, sentAt: string | null): string | undefined {
  if (opening.kind === 'field') return fieldChanged(form, opening.path)
  const fresh = form.papers.filter((page) => page.paperId === opening.paperId && sentAt !== null && page.file.createdAt > sentAt)
  const newest = fresh.map((page) => page.file.createdAt).toSorted().at(-1)
  if (newest === undefined) return opening.kind === 'paper' ? '页数改好了' : undefined
  if (opening.kind === 'page') {
    if (form.papers.some((page) => page.paperId === opening.paperId && page.file.id === opening.fileId)) return undefined
    return `${fresh.some((page) => page.file.mediaType === 'application/pdf') ? '已换成新文件' : '已换成新照片'} ${timeOf(newest)}`
  }
  return `新交 ${fresh.reduce((total, page) => total + page.file.pages, 0)} 页 ${timeOf(newest)}`
}

/** Only of a plain answer it can be said in one line what it is now. */
function fieldChanged(form: Form, path: string): string | undefined {
  if (!form.programme) return undefined
  const match = /^([^[.]+)(?:\[\d+\]\.(.+))?$/.exec(path)
  const field = findField(form.programme, match?.[1] ?? path)
  const shown = field?.type === 'repeat' ? field.item.find((item) => item.name === match?.[2]) : field
  if (!shown) return undefined
  return `现在是 ${answerText(shown, valueAt(form.answers, path))}`
}

/** Answers of the form an item opens, by name. */
export function openedNames(item: Pick<CorrectionItem, 'opens'>): string[] {
  return item.opens.flatMap((opening) => (opening.kind === 'field' ? [opening.path.split(/[.[]/)[0] ?? opening.path] : []))
}

/** Why the card cannot be handed in yet; '' when it can. */
export function leftWords(card: Pick<Correction, 'items'>): string {
  const open = card.items.filter((item) => item.doneAt === null)
  if (open.length === 0) return ''
  const unchanged = open.filter((item) => !item.isChanged && item.reply === null).length
  return unchanged > 0 ? `还有 ${unchanged} 处没改` : `还有 ${open.length} 处没勾`
}
