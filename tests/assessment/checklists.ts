// Small checklists for the rules: `aChecklist({ '4': ['a', 'b*'] })` is a chapter 4 of a plain item a and a key item b.
import { byItem, type AnswersById } from '#contract/assessment/answers.ts'
import type { Carry, EditionItem, RedLine, Scoring } from '#contract/assessment/edition-schema.ts'
import type { Answer, AnswerWord } from '#contract/assessment/schema.ts'
import type { Checklist } from '#contract/assessment/scope.ts'

export const scoring: Scoring = {
  points: { conform: 1000, observation: 1000, minor: 500, major: 0 }, keyWeight: 2,
  grades: [
    { id: 'coach', from: 0, title: '先做贯标辅导', advice: '…' },
    { id: 'ready', from: 85, title: '可着手认证', advice: '…' },
    { id: 'fill', from: 70, title: '补齐后申请', advice: '…' },
  ],
  rectify: { title: '需整改', advice: '…' }, redLine: { title: '暂不宜申请认证', advice: '…' }, method: ['…'],
}

export function anItem(id: string, overrides: Partial<EditionItem> = {}): EditionItem {
  return { id, question: `${id}？`, why: '…', evidence: ['…'], advice: '…', key: false, departments: ['研发部门'], mayNotApply: true, ...overrides }
}
export function aRedLine(id: string): RedLine {
  return { id, kind: 'patent', question: `${id}？`, why: '…', now: ['…'] }
}

type Spec = Record<string, readonly (string | EditionItem)[]>
const itemOf = (spec: string | EditionItem) => (typeof spec === 'string' ? anItem(spec.replace('*', ''), { key: spec.endsWith('*') }) : spec)

export function aChecklist(spec: Spec, overrides: Partial<Checklist> = {}): Checklist {
  const chapters = Object.entries(spec).map(([no, items]) => ({ no, title: `第 ${no} 章`, clauses: [{ no: `${no}.1`, title: '…', showNo: true, items: items.map(itemOf) }] }))
  return { chapters, redLines: [aRedLine('red')], scoring, opening: [], quick: [], ...overrides }
}

export function anAnswer(itemId: string, answer: AnswerWord | null, overrides: Partial<Answer> = {}): Answer {
  return { itemId, answer, note: '', origin: 'answered', version: 1, by: null, at: '2026-11-23T00:00:00.000Z', ...overrides }
}
export function answers(words: Record<string, AnswerWord | null>): AnswersById & ReadonlyMap<string, Answer> {
  return byItem(Object.entries(words).map(([id, word]) => anAnswer(id, word)))
}
/** The same answer to n items, `prefix1` to `prefixN`. */
export function many(prefix: string, n: number, word: AnswerWord): Record<string, AnswerWord> {
  return Object.fromEntries(Array.from({ length: n }, (_, index) => [`${prefix}${index + 1}`, word]))
}

/** `aCarry({ a: 'A', b: 'A B' }, ['c'])`: a goes to A, b to A and B (all changed unless in `same`), c is dropped. */
export function aCarry(lines: Record<string, string>, same: readonly string[] = [], dropped: readonly string[] = []): Carry {
  return {
    from: 'older',
    items: Object.entries(lines).map(([from, to]) => ({ from, to: to.split(' '), change: same.includes(from) ? 'same' : 'changed' })),
    dropped: dropped.map((from) => ({ from, reason: '…' })),
  }
}
