// What the parts of a product are called, what stands in their way, and how two of them differ. Pure.
import type { EditedProduct, InsuranceDraft, LoanDraft } from '#contract/financing/editing-schema.ts'
import { judgeInsurance, judgeLoan } from '#contract/financing/product-rules.ts'
import type { Insurance, Product } from '#contract/financing/product-schema.ts'
import { parseMoneyYuan, plainWan } from '#contract/identifiers/money.ts'
import type { FieldProblem } from '#contract/errors.ts'
import { fieldReasonText } from '#client/ui/field-reason-text.ts'
import { differingParts } from '#client/ui/writing.ts'
import { typesWords } from '../product-words.ts'
import { isLoan, type ProductWords } from './product-work.ts'

const loanTitles: Record<keyof LoanDraft, string> = { title: '产品名称', about: '一句话介绍', phone: '咨询电话', from: '最低额度', to: '最高额度', fromMonths: '最短期限', toMonths: '最长期限', rights: '押什么', ratio: '质押率', rate: '利率', conditions: '条件', papers: '材料' }
const insuranceTitles: Record<keyof InsuranceDraft, string> = { title: '保险名称', about: '保什么', forWhom: '适合谁', insurer: '保险公司', phone: '咨询电话', premium: '保费', subsidyPercent: '补贴比例', subsidyCap: '每年最高补', programmeId: '补贴项目', papers: '要留好的材料', source: '来源' }

/** `conditions[2]` → 条件第 3 条. */
export function titleOfField(words: ProductWords, field: string): string {
  const [part = '', place] = field.split(/[[\]]/)
  const titles: Record<string, string> = isLoan(words) ? loanTitles : insuranceTitles
  const title = titles[part] ?? ''
  return place === undefined ? title : `${title}第 ${Number(place) + 1} 条`
}

/** What stands in the way of sending it, judged here as the server does. `unreadable`: boxes that hold what is no sum of money. */
export function problemsOfWords(words: ProductWords, programmeIds: readonly string[] | undefined, unreadable: ReadonlyMap<string, FieldProblem>): FieldProblem[] {
  // Which schemes there are is not known yet: the one chosen is taken at its word.
  const judged = isLoan(words) ? judgeLoan(words) : judgeInsurance(words, programmeIds ?? [words.programmeId.trim()])
  return [...unreadable.values(), ...judged.problems.filter(({ field }) => !unreadable.has(field))]
}

export interface ShownProblem { field: string; title: string; text: string }
export function showProblem(words: ProductWords, { field, reason, limit }: FieldProblem): ShownProblem {
  return { field, title: titleOfField(words, field), text: fieldReasonText(reason, limit) }
}

/** As everybody would read it, whatever stands in the way. */
export function previewLoan(words: LoanDraft, { bankId, bankName }: Pick<EditedProduct, 'bankId' | 'bankName'>): Product {
  const { value } = judgeLoan(words)
  return { ...value, title: value.title || '还没有名称', id: 'preview', bankId, bank: bankName, mark: 'confirmed', source: `${bankName ?? ''}提供，核准公布的日期写在这里` }
}
export function previewInsurance(words: InsuranceDraft): Insurance {
  const { value } = judgeInsurance(words, [words.programmeId.trim()])
  return { ...value, title: value.title || '还没有名称', id: 'preview', mark: 'confirmed' }
}

function sayMoney(typed: string): string {
  const money = parseMoneyYuan(typed)
  return money.ok ? `${plainWan(money.fen)} 万元` : typed
}
/** null: nothing is there. */
export function sayPart(words: ProductWords, part: string): string | null {
  const value: unknown = Reflect.get(words, part)
  if (part === 'rights' && isLoan(words)) return typesWords(judgeLoan(words).value.rights) || null
  if (Array.isArray(value)) return value.filter((line) => String(line).trim() !== '').join('；') || null
  const text = String(value ?? '').trim()
  if (text === '') return null
  if (['from', 'to', 'subsidyCap'].includes(part)) return sayMoney(text)
  if (part === 'fromMonths' || part === 'toMonths') return `${text} 个月`
  return part === 'subsidyPercent' ? `${text}%` : text
}
export interface Difference { part: string; title: string; before: string | null; after: string | null }
export function differencesOf(before: ProductWords, after: ProductWords): Difference[] {
  return differingParts(before, after).map((part) => ({ part, title: titleOfField(after, part), before: sayPart(before, part), after: sayPart(after, part) }))
}
export function wordsIn(version: EditedProduct['open']): ProductWords | null {
  return version?.loan ?? version?.insurance ?? null
}
