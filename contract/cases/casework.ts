// casework.json: the county's own rules of handling, and the sentences officers pick from. Time limits without a document behind them are examples.
import Type, { type Static } from 'typebox'
import { closed, oneOf } from '../schema.ts'

const days = Type.Integer({ minimum: 1, maximum: 60 })

/** One ready sentence of a 一次告知. `text` may name {paper}, {page} and {field}. */
export const PhraseSchema = closed({
  id: Type.String(), label: Type.String({ minLength: 1, maxLength: 8 }), on: oneOf('paper', 'field'),
  text: Type.String({ minLength: 1, maxLength: 200 }),
  /** What the firm may change when this one is picked: that page, the whole paper (pages added and taken away), that field, or the field and its paper. */
  opens: oneOf('page', 'paper', 'field'),
})
export type Phrase = Static<typeof PhraseSchema>

export const CaseworkSchema = closed({
  source: Type.String(),
  /** Working days a firm has to correct. */
  correctionWorkdays: days,
  /** Working days within which an approved case is publicised. */
  publiciseWorkdays: days,
  /** Working days to answer an objection, and an appeal. */
  objectionWorkdays: days,
  appealWorkdays: days,
  /** Working days after a refusal in which the firm may ask for a review. */
  appealWithinWorkdays: days,
  /** The person in charge is told this many working days before a promise is due. */
  alertWorkdays: days,
  /** The office's own aims in working days, promised to nobody, for what has no date of its own on the desk home. */
  aims: closed({ verification: days, ownership: days, payment: days, assessment: days, record: days, revisit: days, product: days, scheme: days, notice: days, firm: days }),
  /** A publicity stays on the public page this many days after it ended. */
  publicityShownDays: Type.Integer({ minimum: 1, maximum: 400 }),
  /** Which of these limits have no document behind them. */
  illustrative: Type.Boolean(),
  /** What is owed, in the clock's words: the firm's corrections, and the answer to its appeal. */
  promises: closed({ correction: Type.String({ minLength: 1, maxLength: 20 }), appeal: Type.String({ minLength: 1, maxLength: 20 }) }),
  /** The item a failed payment opens: the sentence before the bank's reason. */
  paymentFailed: Type.String({ minLength: 1, maxLength: 60 }),
  phrases: Type.Array(PhraseSchema, { minItems: 1 }),
  /** Ready reasons for refusing, recommending and approving, as a start to write from. */
  reasons: closed({ recommend: Type.Array(Type.String()), approve: Type.Array(Type.String()), refuse: Type.Array(Type.String()) }),
})
export type Casework = Static<typeof CaseworkSchema>
