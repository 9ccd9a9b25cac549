// The closed list of what can be wrong with one field. FieldProblem.reason is one of these; src/ui/field-reason-text.ts has the sentences.
import type { FieldProblem } from './errors.ts'

/** In brackets: what `limit` holds. */
export const fieldReasons = [
  'required',
  'unknown',
  'wrong-type',
  /** too-long, too-short [most, fewest characters]; format: of a header or cursor, no person's doing; outdated: an older version of a text was accepted */
  'too-long',
  'too-short',
  'text-invalid',
  'pattern',
  'format',
  'outdated',
  /** [label of the other field] */
  'not-equal',
  /** uscc-length [characters found]; uscc-character [`position:character`, from 1]; uscc-region [its six characters]; uscc-mismatch (in a firm's warnings: check-mismatch) is a warning */
  'uscc-length',
  'uscc-character',
  'uscc-region',
  'uscc-mismatch',
  /** of a new code of a firm: uscc-same: the one it has; uscc-known [name of the firm that has it, or had] */
  'uscc-same',
  'uscc-known',
  'check-mismatch',
  /** patent-character [it]; patent-length [digits found]; patent-year [current year]; patent-type [the digit]; patent-duplicate [row it is in first, from 1]; patent-mismatch [fitting digit] is a warning */
  'patent-publication',
  'patent-pct',
  'patent-character',
  'patent-length',
  'patent-check-missing',
  'patent-year',
  'patent-type',
  'patent-duplicate',
  'patent-mismatch',
  /** [filing year in the number] is a warning: a divisional application keeps the earlier date */
  'patent-year-differs',
  'trademark-format',
  'software-format',
  /** the firm has this number already */
  'number-known',
  /** of a table: number-twice [row it is in first]; number-scientific: a spreadsheet shortened it; paid-year: neither a patent year nor a day */
  'number-twice',
  'number-scientific',
  'paid-year',
  /** phone-length [digits found] */
  'phone-length',
  'phone-country',
  'phone-list',
  'phone-masked',
  'phone-landline',
  'phone-format',
  /** account-length [digits found] */
  'account-character',
  'account-length',
  /** money-decimals [decimals allowed]; money-min, money-max [fen]; money-over [label of the field it exceeds] */
  'money-format',
  'money-negative',
  'money-comma',
  'money-decimals',
  'money-unsafe',
  'money-min',
  'money-max',
  'money-over',
  /** number-decimals [decimals allowed]; number-min, number-max [the bound]; year-future [current year] */
  'number-decimals',
  'number-min',
  'number-max',
  'year-future',
  /** date-after, date-not-before [label of the field it must follow]; date-early [the first day possible] */
  'date-format',
  'date-calendar',
  'date-range',
  'date-future',
  'date-after',
  'date-early',
  'date-not-before',
  /** time-order: ends before it begins; days-max [most days at once] */
  'time-order',
  'days-max',
  'option',
  'town',
  /** [fewest, most rows] */
  'rows-min',
  'rows-max',
  'paper-missing',
  /** claimed-before [number of the firm's own case]; firm-cap [fen the firm may still get this year] */
  'claimed-before',
  'firm-cap',
  /** of an assessment: no such item in this edition; 不适用 is not possible for this item */
  'unknown-item',
  'not-applicable-here',
  /** locked: only the firm itself may change this one */
  'locked',
  /** of a notice: date-past is only pointed out; row-cells [cells of the head]; file-missing: a picture or attachment that is none of this notice */
  'date-past',
  'link',
  'repeated',
  'row-cells',
  'file-missing',
  'audience-empty',
  'unchanged',
  /** of a firm somebody is to help: [the assistant's own town] */
  'other-town',
  /** of a phone that is to have a duty: it has one already */
  'works-here',
  /** of a phone that is to have a duty: its account is shut */
  'account-shut',
  /** of a phone that is to answer for a bank: its person acts for a firm, works for the county or is an expert, answers for a bank [its name] */
  'acts-for-a-firm',
  'other-duty',
  'other-bank',
] as const

export type FieldReason = (typeof fieldReasons)[number]

/** A FieldProblem whose reason is on the list. */
export interface KnownProblem extends FieldProblem {
  reason: FieldReason
}

const known: ReadonlySet<string> = new Set(fieldReasons)
export function isFieldReason(reason: string): reason is FieldReason {
  return known.has(reason)
}
