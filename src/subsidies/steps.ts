// The steps of one application: its sections, its papers, the last look. What is done, what is missing, where to go on. Pure.
import { formatWan } from '#contract/identifiers/money.ts'
import type { KnownProblem } from '#contract/field-reasons.ts'
import { paperStates, sectionStates, type PaperState, type SectionState } from '#contract/subsidies/answers.ts'
import type { CheckContext } from '#contract/subsidies/check-field.ts'
import { answerOf, isAnswered, rowsOf, visibleSections } from '#contract/subsidies/fields.ts'
import type { Programme, Section } from '#contract/subsidies/programme.ts'
import type { Answers } from '#contract/subsidies/schema.ts'
import { answerText } from './answer-text.ts'
import { fieldOf } from './draft-flush.ts'

export interface Work {
  programme: Programme
  answers: Answers
  context: CheckContext
  pages: ReadonlyMap<string, number>
}

export type StepState = 'done' | 'part' | 'todo'
export interface SectionStep extends SectionState {
  section: Section
  state: StepState
  words: string
}
export interface Steps {
  sections: SectionStep[]
  papers: PaperState[]
  papersDone: number
  papersAsked: number
  papersState: StepState
  /** Of all steps, the last look among them; that one is done by submitting. */
  done: number
  total: number
  /** What stands between this draft and submitting. */
  problems: KnownProblem[]
}

export function stepsOf(work: Work): Steps {
  const states = new Map(sectionStates(work.programme, work.answers, work.context).map((state) => [state.id, state]))
  const sections = visibleSections(work.programme, work.answers).flatMap((section): SectionStep[] => {
    const state = states.get(section.id)
    return state
      ? [{ ...state, section, state: stateOf(state, section, work.answers), words: sectionWords(state, section, work.answers) }]
      : []
  })
  const papers = paperStates(work.programme, work.answers, work.pages)
  const asked = papers.filter((paper) => paper.isRequired)
  const missing = asked.filter((paper) => paper.isMissing)
  const papersDone = asked.length - missing.length
  const hasSome = papers.some((paper) => paper.pages > 0)
  return {
    sections,
    papers,
    papersDone,
    papersAsked: asked.length,
    papersState: missing.length === 0 ? 'done' : hasSome ? 'part' : 'todo',
    done: sections.filter((section) => section.isDone).length + (missing.length === 0 ? 1 : 0),
    total: sections.length + 2,
    problems: [
      ...sections.flatMap((section) => section.problems),
      ...missing.map(({ paper }): KnownProblem => ({ field: `papers.${paper.id}`, reason: 'paper-missing' })),
    ],
  }
}

function stateOf(state: SectionState, section: Section, answers: Answers): StepState {
  if (state.isDone) return 'done'
  return section.fields.some((field) => isAnswered(answerOf(answers, field.name))) ? 'part' : 'todo'
}

function sectionWords(state: SectionState, section: Section, answers: Answers): string {
  if (!state.isDone) return `还差 ${state.problems.length} 处`
  const rows = section.fields.find((field) => field.type === 'repeat')
  if (rows) return `${rowsOf(answerOf(answers, rows.name)).length} 件`
  const answered = section.fields.filter((field) => isAnswered(answerOf(answers, field.name)))
  const telling = answered.filter((field) => field.type !== 'boolean').slice(0, 2)
  if (telling.length === 0) return `${answered.length} 项都答了`
  return telling
    .map((field) => shortAnswer(field.type, answerOf(answers, field.name)) ?? answerText(field, answerOf(answers, field.name)))
    .join('，')
}

function shortAnswer(type: string, value: unknown): string | undefined {
  return type === 'money' && typeof value === 'number' ? `${formatWan(value)} 万元` : undefined
}

/** The next step in order after this section; undefined `after` starts at the beginning. */
export function stepAfter(steps: Steps, sectionId: string): SectionStep | 'papers' {
  const index = steps.sections.findIndex((section) => section.id === sectionId)
  return steps.sections[index + 1] ?? 'papers'
}

/** Where to go on: the first step that is not done. */
export function nextOpenStep(steps: Steps): SectionStep | 'papers' | 'check' {
  return steps.sections.find((section) => !section.isDone) ?? (steps.papersState === 'done' ? 'check' : 'papers')
}

/** The section that asks this field (`patents[1].patentNo` → the one with patents). */
export function sectionOf(steps: Pick<Steps, 'sections'>, path: string): SectionStep | undefined {
  return steps.sections.find(({ section }) => section.fields.some((field) => field.name === fieldOf(path)))
}

/** 专利号（第 2 件） for patents[1].patentNo. */
export function problemLabel(programme: Programme, path: string): string {
  if (path.startsWith('papers.')) return programme.papers.find((paper) => `papers.${paper.id}` === path)?.name ?? path
  const field = programme.sections.flatMap((section) => section.fields).find((candidate) => candidate.name === fieldOf(path))
  const match = /\[(\d+)\](?:\.(\w+))?$/.exec(path)
  if (!field || field.type !== 'repeat' || !match) return field?.label ?? path
  const item = field.item.find((candidate) => candidate.name === match[2])
  return `第 ${Number(match[1]) + 1} 件${item ? `的${item.label}` : field.itemLabel}`
}

export function pathTo(applicationId: string, step: SectionStep | 'papers' | 'check'): string {
  const base = `/subsidies/applications/${applicationId}`
  return typeof step === 'string' ? `${base}/${step}` : `${base}/sections/${step.id}`
}
