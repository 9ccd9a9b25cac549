// The draft as firms would see it if it were published now. Pure.
import type { MatchItem } from '#contract/subsidies/matching-schema.ts'
import { programmeOn, summaryOf } from '#contract/subsidies/availability.ts'
import { matchProgramme } from '#contract/subsidies/matching.ts'
import type { Programme, ProgrammeSource } from '#contract/subsidies/programme.ts'
import type { Answers } from '#contract/subsidies/schema.ts'

export interface PhoneScheme {
  programme: Programme
  /** null where the rule has no limit yet. */
  maxFen: number | null
  /** What stands on the one button at the foot. */
  action: string
}

export function phoneScheme(source: ProgrammeSource, today: string, demo: boolean): PhoneScheme {
  const programme = programmeOn({ source, version: '', isPublished: true }, today, demo)
  const { maxFen } = summaryOf(programme)
  return { programme, maxFen: maxFen !== null && Number.isFinite(maxFen) && maxFen > 0 ? maxFen : null, action: actionOf(source, programme) }
}

/** Nothing may be opened without a document that was checked, nor on an example sum. */
export function lacksBasis(source: ProgrammeSource): boolean {
  return source.amount.illustrative || !source.basis.some((basis) => basis.verified)
}

function actionOf(source: ProgrammeSource, { availability }: Programme): string {
  if (availability === 'closed') return '已停止受理'
  if (lacksBasis(source)) return '依据补齐后开放受理'
  const words = { taking: '开始申报', soon: '还没开始受理', over: '本期已截止', 'not-open': '还没有开放申报' }
  return words[availability]
}

/** Its line in 我能领什么, for a firm of which nothing is known but these answers. */
export function phoneMatch(source: ProgrammeSource, { programme, maxFen }: PhoneScheme, trial: Answers): MatchItem {
  const { verdict, reasons, amount, asks } = matchProgramme(source, trial, {})
  return {
    programmeId: source.id, title: source.title || '新项目', verdict, reasons, amount, ...(amount.amountFen === null ? {} : { amountFen: amount.amountFen }),
    maxFen, example: programme.example, availability: programme.availability, closesOn: programme.closesOn, leftFen: programme.batch?.budgetFen ?? null, asks, known: {}, application: null,
  }
}
