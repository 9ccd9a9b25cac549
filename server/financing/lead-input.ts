// What a bank types at a stage, read by field; every problem is collected before anything is refused.
import type { FieldProblem } from '#contract/errors.ts'
import type { LeadActionInput } from '#contract/financing/lead-schema.ts'
import { parseDate } from '#contract/identifiers/date.ts'
import { parseMoneyYuan } from '#contract/identifiers/money.ts'
import { cleanText, compareText, plainCode, textLength } from '#contract/identifiers/text.ts'
import { invalid } from '../errors.ts'

type TextField = { [K in keyof LeadActionInput]-?: NonNullable<LeadActionInput[K]> extends string ? K : never }[keyof LeadActionInput]
/** Less than one yuan is a slip of the finger. */
const leastFen = 100

export class Reading {
  readonly #input: LeadActionInput
  readonly #today: string
  readonly #problems: FieldProblem[] = []

  /** today: YYYY-MM-DD in Shanghai, by the server's clock. */
  constructor(input: LeadActionInput, today: string) {
    this.#input = input
    this.#today = today
  }

  problem(field: string, reason: string, limit?: string | number): void {
    this.#problems.push({ field, reason, ...(limit === undefined ? {} : { limit }) })
  }

  /** Throws `invalid-input` with everything found; what was returned before it holds only after it. */
  done(): void {
    if (this.#problems.length > 0) throw invalid(...this.#problems)
  }

  /** One line of words, required; at most `most` characters. */
  line(field: TextField, most: number): string {
    const text = cleanText(this.#input[field] ?? '', { singleLine: true })
    if (!text.ok) this.problem(field, text.reason)
    else if (compareText(text.value) === '') this.problem(field, 'required')
    else if (textLength(text.value) > most) this.problem(field, 'too-long', most)
    else return text.value
    return ''
  }

  /** 元 as typed → fen. `within`: another sum it may not exceed, by its name. */
  money(field: 'amount', { mostFen, within }: { mostFen: number; within?: { fen: number | null; label: string } }): number {
    const typed = plainCode(this.#input[field] ?? '')
    if (typed === '') this.problem(field, 'required')
    else {
      const money = parseMoneyYuan(typed)
      if (!money.ok) this.problem(field, money.reason, money.limit)
      else if (money.fen < leastFen) this.problem(field, 'money-min', leastFen)
      else if (money.fen > mostFen) this.problem(field, 'money-max', mostFen)
      else if (within && within.fen !== null && money.fen > within.fen) this.problem(field, 'money-over', within.label)
      else return money.fen
    }
    return 0
  }

  months(field: 'months', most: number): number {
    const months = this.#input[field]
    if (months === undefined) this.problem(field, 'required')
    else if (months > most) this.problem(field, 'number-max', most)
    else return months
    return 0
  }

  /** A day that has come, not before `first`. */
  day(field: 'on' | 'releasedOn', first?: string): string {
    const day = this.#date(field)
    if (day === null) return ''
    if (day > this.#today) this.problem(field, 'date-future')
    else if (first !== undefined && day < first) this.problem(field, 'date-early', first)
    return day
  }

  /** A day after another one; that one may still have to be typed. */
  later(field: 'maturesOn', than: string): string {
    const day = this.#date(field)
    if (day !== null && than !== '' && day <= than) this.problem(field, 'date-after', '放款日')
    return day ?? ''
  }

  #date(field: 'on' | 'releasedOn' | 'maturesOn'): string | null {
    const typed = plainCode(this.#input[field] ?? '')
    const date = typed === '' ? null : parseDate(typed)
    if (date === null) this.problem(field, 'required')
    else if (!date.ok) this.problem(field, date.reason)
    else return date.value
    return null
  }
}
