import type { CaseState } from '#contract/cases/workflow.ts'

const decided: readonly CaseState[] = ['approved', 'publicity', 'paid', 'archived']

/** What the sum beside a case is: an estimate until it is decided, and nothing to expect once it has ended otherwise. */
export function sumWord(state: CaseState): string {
  if (decided.includes(state)) return '核准'
  return state === 'refused' || state === 'withdrawn' ? '申报时算得' : '预计'
}
