// Beginning an assessment: on a phone that may have begun it long ago without a network, by two people at once, or out of an earlier one.
import { randomUUID } from 'node:crypto'
import { answerProblems } from '#contract/assessment/answers.ts'
import { carryAcross, carryAgain } from '#contract/assessment/carry.ts'
import type { Edition } from '#contract/assessment/edition-schema.ts'
import { mostAssessments } from '#contract/assessment/limits.ts'
import type { AnswerInput, Assessment, AssessmentInput } from '#contract/assessment/schema.ts'
import { assertGoesOn, requireMember } from '../accounts/access.ts'
import { lockFirm } from '../accounts/firms-repository.ts'
import { recordAudit } from '../audit/record.ts'
import type { Tx } from '../db/commands.ts'
import type { AssessmentAnswerRow, AssessmentRow } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { AppError, invalid, notFound } from '../errors.ts'
import type { SignedIn } from '../http/route.ts'
import { readNote } from './answers.ts'
import { readOpening } from './opening.ts'
import { countFirmAssessments, findAssessment, findLive, insertAnswers, insertAssessment, listAnswers, type AssessmentOfFirm } from './repository.ts'
import { givenAnswers, viewAssessment } from './view.ts'

/** The earlier one, if it can be carried to this edition. Throws `not-found` for another firm's, `invalid-input` for one of an edition nothing is carried from. */
async function findSource(tx: Tx, firmId: string, edition: Edition, fromId: string | undefined): Promise<AssessmentOfFirm | null> {
  if (fromId === undefined) return null
  const row = await findAssessment(tx, fromId)
  if (row?.firm_id !== firmId) throw notFound(`no assessment ${fromId} of firm ${firmId}`)
  if (row.edition_id !== edition.id && row.edition_id !== edition.carry?.from) throw invalid({ field: 'fromId', reason: 'option' })
  return row
}

type FirstAnswer = Pick<AssessmentAnswerRow, 'item_id' | 'answer' | 'note' | 'origin' | 'saved_by'>

/** What the earlier one says; nobody has said it in this one, so it stands under no name. */
async function carriedAnswers(tx: Tx, edition: Edition, source: AssessmentOfFirm | null): Promise<FirstAnswer[]> {
  if (!source) return []
  const old = givenAnswers(await listAnswers(tx, [source.id]))
  const carried = source.edition_id === edition.id || !edition.carry ? carryAgain(edition, old) : carryAcross(edition, edition.carry, old)
  return carried.map(({ itemId, ...rest }) => ({ item_id: itemId, ...rest, saved_by: null }))
}

/** Of the quick check, as far as the edition takes them. */
function takenAlong(edition: Edition, answers: Record<string, AnswerInput>, accountId: string): FirstAnswer[] {
  return Object.entries(answers).flatMap(([itemId, input]): FirstAnswer[] => {
    const note = readNote(input.note)
    if (!note.ok || input.answer === null || answerProblems(edition, itemId, { answer: input.answer, note: note.value }).length > 0) return []
    return [{ item_id: itemId, answer: input.answer, note: note.value, origin: 'answered', saved_by: accountId }]
  })
}

/** The one there is already: asked for again by its id, or the live one of this firm and edition. */
async function findStarted(tx: Tx, input: AssessmentInput): Promise<AssessmentOfFirm | undefined> {
  const again = input.id === undefined ? undefined : await findAssessment(tx, input.id)
  if (again?.firm_id === input.firmId && again.edition_id === input.editionId) return again
  return findLive(tx, input.firmId, input.editionId)
}

/** Inserts it under the id the phone made, or a fresh one when that is somebody else's; the unique index decides between two that begin at once. */
async function insertOnce(tx: Tx, row: AssessmentRow, input: AssessmentInput): Promise<{ id: string; isNew: boolean }> {
  if (await insertAssessment(tx, row)) return { id: row.id, isNew: true }
  const started = await findStarted(tx, input)
  if (started) return { id: started.id, isNew: false }
  const fresh = { ...row, id: randomUUID() }
  if (await insertAssessment(tx, fresh)) return { id: fresh.id, isNew: true }
  const live = await findLive(tx, input.firmId, input.editionId)
  if (!live) throw new Error('an assessment can neither be begun nor found')
  return { id: live.id, isNew: false }
}

/**
 * Begins an assessment, or answers with the one there is (`isNew` false). Opening answers and answers of the quick check that this edition does not take are left out.
 * Throws `invalid-input` (`editionId`, `fromId`), `not-found` for a firm or an earlier assessment that is not the asker's, `assessment.full`.
 */
export async function startAssessment(deps: Deps, account: SignedIn, input: AssessmentInput, requestId: string): Promise<{ assessment: Assessment; isNew: boolean }> {
  const at = deps.clock.now()
  return deps.commands.run(async (tx) => {
    const { role } = await requireMember(tx, account, input.firmId)
    await lockFirm(tx, input.firmId)
    const edition = deps.content.edition(input.editionId)
    if (!edition) throw invalid({ field: 'editionId', reason: 'option' })
    const read = async (id: string) => {
      const row = await findAssessment(tx, id)
      if (!row) throw notFound(`assessment ${id} vanished`)
      return viewAssessment(deps, tx, { row, side: 'firm', account })
    }
    const started = await findStarted(tx, input)
    if (started) return { assessment: await read(started.id), isNew: false }
    await assertGoesOn(tx, input.firmId)
    const source = await findSource(tx, input.firmId, edition, input.fromId)
    if ((await countFirmAssessments(tx, input.firmId)) >= mostAssessments) throw new AppError('assessment.full', { details: { most: mostAssessments } })
    const row: AssessmentRow = {
      id: input.id ?? randomUUID(), firm_id: input.firmId, edition_id: edition.id, edition_version: edition.version, state: 'open', is_live: 1,
      opening: JSON.stringify(readOpening(edition, input.opening ?? {}).opening), taken_back: '[]', from_id: source?.id ?? null, is_shared: 0,
      review_to: null, submitted_by: null, submitted_at: null, reviewer_id: null, review_note: '', closed_at: null, score_tenths: null, grade: null,
      created_by: account.id, created_at: at, saved_by: account.id, saved_at: at, version: 1,
    }
    const { id, isNew } = await insertOnce(tx, row, input)
    if (!isNew) return { assessment: await read(id), isNew }
    const answers = new Map([...(await carriedAnswers(tx, edition, source)), ...takenAlong(edition, input.answers ?? {}, account.id)].map((answer) => [answer.item_id, answer]))
    await insertAnswers(tx, [...answers.values()].map((answer) => ({ assessment_id: id, ...answer, version: 1, saved_at: at })))
    await recordAudit(tx, { at, accountId: account.id, role, action: 'assessment.start', subject: `assessment:${id}`, firmId: input.firmId, requestId, details: { editionId: edition.id, fromId: row.from_id, answers: answers.size } })
    return { assessment: await read(id), isNew }
  })
}
