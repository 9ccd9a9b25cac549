// Assessments of demo.json, answered through the same services as everybody's: most of the answers in one go, as after a check without an account, what a colleague says later one by one.
import { randomUUID } from 'node:crypto'
import type { Edition } from '#contract/assessment/edition-schema.ts'
import { askedItems } from '#contract/assessment/scope.ts'
import type { AnswerInput, AssessmentAction, AssessmentActionInput } from '#contract/assessment/schema.ts'
import { addDays, shanghaiDate, shanghaiDayStart } from '#contract/identifiers/date.ts'
import { saveAnswer } from '../assessment/answers.ts'
import { addEvidence } from '../assessment/evidence.ts'
import { addPlanSteps, updatePlanStep } from '../assessment/plan.ts'
import { actOnAssessment } from '../assessment/review.ts'
import { getAssessment, updateAssessment } from '../assessment/service.ts'
import { startAssessment } from '../assessment/start.ts'
import { assignPart } from '../assessment/team.ts'
import type { Deps } from '../deps.ts'
import { hashRequest } from '../http/idempotency.ts'
import type { SignedIn } from '../http/route.ts'
import type { Demo } from './source.ts'

type Sample = Demo['assessments'][number]

export interface Cast {
  person(key: string): SignedIn
  /** A stored paper of the firm. */
  storePaper(owner: SignedIn, name: string, at: number): Promise<string>
  requestId: string
}

/** What was typed at once: every item asked in the chapters named is answered with `rest` unless it says otherwise. */
function typedAnswers(edition: Edition, { opening, rest, chapters, blank = [], answers }: Sample): Record<string, AnswerInput> {
  const asked = askedItems(edition, opening, []).filter(({ chapter, item }) => (chapters?.includes(chapter.no) ?? true) && !blank.includes(item.id))
  return { ...Object.fromEntries(asked.map(({ item }) => [item.id, { answer: rest }])), ...answers }
}

/** Returns its id; `before` is the firm's earlier one, which a carried sample comes from. */
export async function seedAssessment(deps: Deps, sample: Sample, firmId: string, before: string | undefined, { person, storePaper, requestId }: Cast): Promise<string> {
  const today = shanghaiDate(deps.clock.now())
  const clock = { at: 0 }
  const then: Deps = { ...deps, clock: { now: () => clock.at } }
  // Ten in the morning, so many days after it was begun.
  const go = (daysLater: number) => { clock.at = Math.min(shanghaiDayStart(addDays(today, daysLater - sample.daysAgo)) + 10 * 3_600_000, deps.clock.now()) }
  go(0)
  const owner = person(sample.by)
  const edition = deps.content.edition(sample.editionId)
  if (!edition) throw new Error(`demo.json names the edition ${sample.editionId}, which is not there`)
  const { assessment } = await startAssessment(then, owner, {
    firmId, editionId: edition.id, opening: sample.opening, answers: typedAnswers(edition, sample), ...(sample.carried && before !== undefined ? { fromId: before } : {}),
  }, requestId)
  const { id } = assessment
  for (const { scope, ref, to } of sample.team ?? []) await assignPart(then, owner, id, { scope, ref, accountId: person(to).id }, requestId)
  for (const { by, daysLater, answers } of sample.later ?? []) {
    go(daysLater)
    const { answers: there } = await getAssessment(then, person(by), id, requestId)
    for (const [itemId, input] of Object.entries(answers)) await saveAnswer(then, person(by), { id, itemId }, () => there.find((one) => one.itemId === itemId)?.version ?? 0, input, requestId)
  }
  for (const { by, itemId, name, datedDaysAgo, expiresInDays } of sample.evidence ?? []) {
    const fileId = await storePaper(person(by), name, clock.at)
    await addEvidence(then, person(by), { id, itemId }, { fileId, ...(datedDaysAgo === undefined ? {} : { datedOn: addDays(today, -datedDaysAgo) }), ...(expiresInDays === undefined ? {} : { expiresOn: addDays(today, expiresInDays) }) }, requestId)
  }
  for (const { itemIds, to, dueInDays, state } of sample.plan ?? []) {
    const { items } = await addPlanSteps(then, owner, id, { itemIds, ownerId: person(to).id, dueOn: addDays(today, dueInDays) }, requestId)
    if (state === undefined) continue
    for (const step of items) if (step.assessmentId === id && itemIds.includes(step.itemId)) await updatePlanStep(then, owner, { id, stepId: step.id }, () => step.version, { state }, requestId)
  }
  if (sample.isShared) await updateAssessment(then, owner, id, () => assessment.version, { isShared: true }, requestId)
  const act = (action: AssessmentAction, input: AssessmentActionInput) => actOnAssessment(then, owner, { id, action, input, key: randomUUID(), bodyHash: hashRequest({ id, action }, input), requestId })
  if (sample.closedDaysLater !== undefined) {
    go(sample.closedDaysLater)
    await act('close', {})
  } else if (sample.submittedDaysLater !== undefined) {
    go(sample.submittedDaysLater)
    await act('submit', { to: sample.to ?? 'officer' })
  }
  return id
}
