// What is written of a loan or an insurance, judged by field: either it is ready for everybody, or what stands in the way is said. And who may do what with it. Pure; both sides ask.
import type { ErrorCode } from '../errors.ts'
import type { KnownProblem } from '../field-reasons.ts'
import { parseMoneyYuan, plainYuan } from '../identifiers/money.ts'
import { cleanText, compareText, plainCode, textLength } from '../identifiers/text.ts'
import type { InsuranceDraft, LoanDraft, ProductAction, ProductState } from './editing-schema.ts'
import type { Insurance, Product } from './product-schema.ts'
import { productActions } from './stages.ts'
import type { RightType } from './words-schema.ts'

/** Characters, lines and figures everybody is spared beyond. Amounts in fen. */
export const productLimits = { title: 80, words: 400, line: 80, lines: 12, phone: 40, months: 360, leastFen: 100, mostFen: 1_000_000_000_000 } as const
export const rightTypes = ['发明', '实用新型', '外观设计', 'trademark', 'software', 'other'] as const satisfies readonly RightType[]

/** What a loan says by itself; bank, mark and source come from who wrote it and who published it. */
export type LoanWords = Omit<Product, 'id' | 'bank' | 'bankId' | 'mark' | 'source'>
export type InsuranceWords = Omit<Insurance, 'id' | 'mark'>
/** `value`: as it would be read, whatever stands in the way (for the preview); ready only without problems. */
export interface Judged<T> { value: T; problems: KnownProblem[] }

export const emptyLoan: LoanDraft = { title: '', about: '', phone: '', from: '', to: '', fromMonths: '', toMonths: '', rights: [], ratio: '', rate: '', conditions: [], papers: [] }
export const emptyInsurance: InsuranceDraft = { title: '', about: '', forWhom: '', insurer: '', phone: '', premium: '', subsidyPercent: '', subsidyCap: '', programmeId: '', papers: [], source: '' }

export function loanDraftOf({ title, about, phone, fromFen, toFen, fromMonths, toMonths, rights, ratio, rate, conditions, papers }: LoanWords): LoanDraft {
  const [yuan, figure] = [(fen: number | null) => (fen === null ? '' : plainYuan(fen)), (count: number | null) => (count === null ? '' : String(count))]
  return { title, about, phone: phone ?? '', from: yuan(fromFen), to: yuan(toFen), fromMonths: figure(fromMonths), toMonths: figure(toMonths), rights: [...rights], ratio, rate, conditions: [...conditions], papers: [...papers] }
}
export function insuranceDraftOf({ title, about, forWhom, insurer, phone, premium, subsidyPercent, subsidyCapFen, programmeId, papers, source }: InsuranceWords): InsuranceDraft {
  return {
    title, about, forWhom, insurer: insurer ?? '', phone: phone ?? '', premium, subsidyPercent: subsidyPercent === null ? '' : String(subsidyPercent), subsidyCap: subsidyCapFen === null ? '' : plainYuan(subsidyCapFen),
    programmeId: programmeId ?? '', papers: [...papers], source,
  }
}

type Note = (field: string, reason: KnownProblem['reason'], limit?: string | number) => void

function noting(): { problems: KnownProblem[]; note: Note } {
  const problems: KnownProblem[] = []
  return { problems, note: (field, reason, limit) => problems.push(limit === undefined ? { field, reason } : { field, reason, limit }) }
}

function wordsIn(note: Note, field: string, typed: string, { most, isNeeded = true, singleLine = true }: { most: number; isNeeded?: boolean; singleLine?: boolean }): string {
  const text = cleanText(typed, { singleLine })
  if (!text.ok) {
    note(field, text.reason)
    return ''
  }
  if (text.value === '' && isNeeded) note(field, 'required')
  if (textLength(text.value) > most) note(field, 'too-long', most)
  return text.value
}

/** A bank's or an insurer's own number: also one with an area code, an extension, or 955xx. */
function phoneIn(note: Note, typed: string): string | null {
  const text = plainCode(typed)
  if (text === '') return null
  if (text.length > productLimits.phone || !/^\+?[\d\s()\-—–]{3,}$/.test(text) || (text.match(/\d/g) ?? []).length < 3) note('phone', 'format')
  return text
}

/** Fen; null: not said. */
function moneyIn(note: Note, field: string, typed: string): number | null {
  if (typed.trim() === '') return null
  const money = parseMoneyYuan(typed)
  if (!money.ok) {
    note(field, money.reason, money.limit)
    return null
  }
  if (money.fen < productLimits.leastFen) note(field, 'money-min', productLimits.leastFen)
  if (money.fen > productLimits.mostFen) note(field, 'money-max', productLimits.mostFen)
  return money.fen
}

/** A whole number of 1 to `most`; null: not said. */
function wholeIn(note: Note, field: string, typed: string, most: number): number | null {
  const text = plainCode(typed)
  if (text === '') return null
  if (!/^\d{1,9}$/.test(text)) {
    if (/^\d{1,9}\.\d+$/.test(text)) note(field, 'number-decimals', 0)
    else note(field, 'format')
    return null
  }
  const count = Number(text)
  if (count < 1) note(field, 'number-min', 1)
  if (count > most) note(field, 'number-max', most)
  return count
}

/** Empty lines are no lines. */
function linesIn(note: Note, field: string, typed: readonly string[]): string[] {
  const seen = new Set<string>()
  const lines: string[] = []
  for (const [index, one] of typed.entries()) {
    const line = wordsIn(note, `${field}[${index}]`, one, { most: productLimits.line, isNeeded: false })
    if (line === '') continue
    if (seen.has(compareText(line))) note(`${field}[${index}]`, 'repeated')
    else lines.push(line)
    seen.add(compareText(line))
  }
  if (seen.size === 0) note(field, 'required')
  if (typed.length > productLimits.lines) note(field, 'rows-max', productLimits.lines)
  return lines
}

export function judgeLoan(draft: LoanDraft): Judged<LoanWords> {
  const { problems, note } = noting()
  const [title, about] = [wordsIn(note, 'title', draft.title, { most: productLimits.title }), wordsIn(note, 'about', draft.about, { most: productLimits.words })]
  const phone = phoneIn(note, draft.phone)
  const [fromFen, toFen] = [moneyIn(note, 'from', draft.from), moneyIn(note, 'to', draft.to)]
  if (fromFen !== null && toFen !== null && toFen < fromFen) note('to', 'money-min', fromFen)
  const [fromMonths, toMonths] = [wholeIn(note, 'fromMonths', draft.fromMonths, productLimits.months), wholeIn(note, 'toMonths', draft.toMonths, productLimits.months)]
  if (fromMonths !== null && toMonths !== null && toMonths < fromMonths) note('toMonths', 'number-min', fromMonths)
  const rights = rightTypes.filter((type) => draft.rights.includes(type))
  if (draft.rights.some((one) => !rightTypes.some((type) => type === one))) note('rights', 'option')
  else if (rights.length === 0) note('rights', 'required')
  const [ratio, rate] = [wordsIn(note, 'ratio', draft.ratio, { most: productLimits.words }), wordsIn(note, 'rate', draft.rate, { most: productLimits.words })]
  const [conditions, papers] = [linesIn(note, 'conditions', draft.conditions), linesIn(note, 'papers', draft.papers)]
  return { value: { title, about, phone, fromFen, toFen, fromMonths, toMonths, rights, ratio, rate, conditions, papers }, problems }
}

/** `programmeIds`: schemes that are there. */
export function judgeInsurance(draft: InsuranceDraft, programmeIds: readonly string[]): Judged<InsuranceWords> {
  const { problems, note } = noting()
  const words = (field: 'title' | 'about' | 'forWhom' | 'premium' | 'source' | 'insurer', most: number, isNeeded = true) => wordsIn(note, field, draft[field], { most, isNeeded })
  const [title, about, forWhom] = [words('title', productLimits.title), words('about', productLimits.words), words('forWhom', productLimits.words)]
  const [insurer, phone, premium] = [words('insurer', productLimits.title, false), phoneIn(note, draft.phone), words('premium', productLimits.words)]
  const [subsidyPercent, subsidyCapFen] = [wholeIn(note, 'subsidyPercent', draft.subsidyPercent, 100), moneyIn(note, 'subsidyCap', draft.subsidyCap)]
  if (draft.subsidyCap.trim() !== '' && draft.subsidyPercent.trim() === '') note('subsidyPercent', 'required')
  const programmeId = draft.programmeId.trim()
  if (programmeId !== '' && !programmeIds.includes(programmeId)) note('programmeId', 'option')
  const [papers, source] = [linesIn(note, 'papers', draft.papers), words('source', productLimits.words)]
  return { value: { title, about, forWhom, insurer: insurer || null, phone, premium, subsidyPercent, subsidyCapFen, programmeId: programmeId || null, papers, source }, problems }
}

/** Word for word the same, in whatever order it was sent. */
export function isSameDraft<T extends LoanDraft | InsuranceDraft>(one: T, other: T): boolean {
  const plain = (draft: T) => JSON.stringify(Object.entries(draft).sort(([a], [b]) => (a < b ? -1 : 1)))
  return plain(one) === plain(other)
}

/** open: where the version being worked on stands; null: there is none. isWriter: a contact of the loan's own bank, an officer for an insurance. isHand: saved or proposed this version. */
export interface ProductStanding { open: ProductState | null; hasLive: boolean; isWriter: boolean; isOfficer: boolean; isHand: boolean; /** Their signature may be the second one (security.json approvals). */ mayApprove: boolean; isBankClosed: boolean }

interface Rule { by: 'writer' | 'officer' | 'either'; from: ProductState; needsNewEyes?: true; needsApprover?: true; needsBank?: true; needsReason?: true }
export const productMoves: Record<ProductAction, Rule> = {
  propose: { by: 'writer', from: 'draft', needsBank: true },
  recall: { by: 'writer', from: 'proposed' },
  discard: { by: 'writer', from: 'draft' },
  publish: { by: 'officer', from: 'proposed', needsNewEyes: true, needsApprover: true, needsBank: true },
  return: { by: 'officer', from: 'proposed', needsNewEyes: true, needsReason: true },
  'take-down': { by: 'either', from: 'live', needsReason: true },
}

/** Why not; null: it may be done. */
export function productRefusal(action: ProductAction, { open, hasLive, isWriter, isOfficer, isHand, mayApprove, isBankClosed }: ProductStanding): ErrorCode | null {
  const { by, from, needsNewEyes, needsApprover, needsBank } = productMoves[action]
  if (!(by !== 'officer' && isWriter) && !(by !== 'writer' && isOfficer)) return 'not-allowed'
  if (from === 'live' ? !hasLive : open !== from) return 'financing.product-state'
  if (needsNewEyes && isHand) return 'financing.product-hand'
  if (needsApprover && !mayApprove) return 'accounts.approver-needed'
  return needsBank && isBankClosed ? 'financing.bank-closed' : null
}

export function productActionsOf(standing: ProductStanding): ProductAction[] {
  return productActions.filter((action) => productRefusal(action, standing) === null)
}
