// How the county reads a right that is to be pledged: thresholds, questions and advice, all content.
import Type, { type Static } from 'typebox'
import { closed, nullable, oneOf } from '../schema.ts'
import { CodeSchema, RightTypeSchema, ShortSchema, TextSchema } from './words-schema.ts'

/** owner 权利人就是借款企业 · coOwners 共有人同意 · fees 年费 · pledge 没有质押 · life 有效期 — of each right; revenue 收入 · dispute 纠纷 · years 经营年限 — of the firm. */
export const LightIdSchema = oneOf('owner', 'coOwners', 'fees', 'pledge', 'life', 'revenue', 'dispute', 'years')
export type LightId = Static<typeof LightIdSchema>
/** green: ready; amber: somebody looks first; red: stop. */
export const VerdictSchema = oneOf('green', 'amber', 'red')
export type Verdict = Static<typeof VerdictSchema>

export const LightInfoSchema = closed({
  id: LightIdSchema, title: ShortSchema,
  /** The paper that proves it, where there is one. */
  paper: nullable(ShortSchema),
  /** What to do when it is not green. */
  amber: TextSchema, red: TextSchema,
})
export type LightInfo = Static<typeof LightInfoSchema>

export const OptionSchema = closed({
  id: CodeSchema, word: ShortSchema, verdict: VerdictSchema,
  /** Why it is not green; what stands on the card. */
  reason: nullable(TextSchema),
  /** How long the loan is to run, where the question asks that. */
  months: nullable(Type.Integer({ minimum: 1, maximum: 360 })),
})
export type Option = Static<typeof OptionSchema>

/** Unanswered it makes its light amber. The question about co-owners is asked only where there are some. */
export const QuestionSchema = closed({ id: CodeSchema, light: LightIdSchema, text: ShortSchema, help: nullable(TextSchema), options: Type.Array(OptionSchema, { minItems: 2, maxItems: 6 }) })
export type Question = Static<typeof QuestionSchema>

const months = Type.Integer({ minimum: 0, maximum: 360 })
/** The term must last `stopMonths` from today, and at least as long as the loan, else red (amber where it can be renewed); `marginMonths` beyond that, else amber. */
export const LifeRuleSchema = closed({ type: RightTypeSchema, stopMonths: months, marginMonths: months, isRenewable: Type.Boolean() })
export type LifeRule = Static<typeof LifeRuleSchema>

const rules = {
  /** Shown as 示例: no bank has said these. */
  illustrative: Type.Boolean(),
  /** A yearly fee due within so many days is to be paid first. */
  feeSoonDays: Type.Integer({ minimum: 0, maximum: 365 }),
  life: Type.Array(LifeRuleSchema, { minItems: 6, maxItems: 6 }),
  lights: Type.Array(LightInfoSchema, { minItems: 8, maxItems: 8 }),
  questions: Type.Array(QuestionSchema, { minItems: 1, maxItems: 12 }),
  papers: closed({ base: Type.Array(ShortSchema, { minItems: 1, maxItems: 20 }), byType: Type.Array(closed({ types: Type.Array(RightTypeSchema, { minItems: 1 }), papers: Type.Array(ShortSchema, { minItems: 1, maxItems: 10 }) }), { maxItems: 6 }) }),
  /** What the firm hears at the head of the card. */
  words: closed({ green: TextSchema, amber: TextSchema, red: TextSchema }),
  /** A topic of consultations.json to book an expert with; null where no expert advises on it. */
  topic: nullable(CodeSchema),
}
/** With where it all comes from, in our own papers: not shown. */
export const ReadinessContentSchema = closed({ ...rules, source: TextSchema })
export type ReadinessContent = Static<typeof ReadinessContentSchema>
export const ReadinessRulesSchema = closed(rules)
export type ReadinessRules = Static<typeof ReadinessRulesSchema>

/** What everybody may read: the rules, and what is said beside them. */
export const ReadinessSchema = closed({ ...rules, notes: closed({ free: TextSchema, brokers: TextSchema, promise: TextSchema, privacy: TextSchema }) })
export type Readiness = Static<typeof ReadinessSchema>
