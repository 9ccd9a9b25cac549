// Assessments as their readers see them: score and grade are worked out from the answers by the contract's rules; a closed one keeps those of its last day.
import { byItem } from '#contract/assessment/answers.ts'
import type { Edition } from '#contract/assessment/edition-schema.ts'
import { askedItems } from '#contract/assessment/scope.ts'
import { scoreAnswers, type Score } from '#contract/assessment/scoring.ts'
import type { Answer, AnswerEvent, Assessment, AssessmentSummary, Evidence, OpeningAnswers, Person } from '#contract/assessment/schema.ts'
import type { Connection } from '../db/commands.ts'
import { readStoredJson } from '../db/json.ts'
import type { AssessmentAnswerRow, AssessmentRow } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { notFound } from '../errors.ts'
import { fileInfoOf } from '../files/view.ts'
import { holderOf, isAnswerable, mayReview, type Opened } from './access.ts'
import { listEvidence, type EvidenceWithFile } from './evidence-repository.ts'
import { findAssessment, listAnswers, listAssignments, listRemarks, readNames, type AssessmentOfFirm } from './repository.ts'

type Names = ReadonlyMap<string, string>
const instant = (at: number) => new Date(at).toISOString()

/** The edition an assessment is judged by, as it is online. Throws `not-found` for one that was taken out of the content. */
export function editionOf(deps: Pick<Deps, 'content'>, row: Pick<AssessmentRow, 'id' | 'edition_id'>): Edition {
  const edition = deps.content.edition(row.edition_id)
  if (!edition) throw notFound(`edition ${row.edition_id} of assessment ${row.id} is no longer in the content`)
  return edition
}

export function openingOf(row: Pick<AssessmentRow, 'opening'>): OpeningAnswers {
  return readStoredJson<OpeningAnswers>(row.opening)
}

export function takenBackOf(row: Pick<AssessmentRow, 'taken_back'>): string[] {
  return readStoredJson<string[]>(row.taken_back)
}

/** What the rules read of a row. */
export function givenAnswers(rows: readonly AssessmentAnswerRow[]): Map<string, Pick<Answer, 'itemId' | 'answer' | 'note' | 'origin'>> {
  return byItem(rows.map(({ item_id, answer, note, origin }) => ({ itemId: item_id, answer, note, origin })))
}

/** The score of what is answered, by the edition as it is online. */
export function scoreOf(edition: Edition, row: Pick<AssessmentRow, 'opening' | 'taken_back'>, answers: readonly AssessmentAnswerRow[]): Score {
  return scoreAnswers(edition, askedItems(edition, openingOf(row), takenBackOf(row)), givenAnswers(answers))
}

export function personOf(names: Names, id: string): Person {
  return { id, name: names.get(id) ?? '' }
}

export function viewAnswer(row: AssessmentAnswerRow, names: Names): Answer {
  return { itemId: row.item_id, answer: row.answer, note: row.note, origin: row.origin, version: row.version, by: row.saved_by === null ? null : personOf(names, row.saved_by), at: instant(row.saved_at) }
}

export function viewAnswerEvent(row: AssessmentAnswerRow, names: Names): AnswerEvent {
  const { answer, note, origin, by, at } = viewAnswer(row, names)
  return { answer, note, origin, by, at }
}

export function viewEvidence(row: EvidenceWithFile, names: Names): Evidence {
  return { id: row.evidence_id, itemId: row.item_id, file: fileInfoOf(row), datedOn: row.dated_on, expiresOn: row.expires_on, by: personOf(names, row.added_by), at: instant(row.added_at) }
}

function summaryWith(deps: Pick<Deps, 'content'>, row: AssessmentOfFirm, answers: readonly AssessmentAnswerRow[], names: Names): AssessmentSummary {
  const edition = deps.content.edition(row.edition_id)
  const score = edition ? scoreOf(edition, row, answers) : null
  const tenths = score && score.answered > 0 ? score.tenths : null
  const isClosed = row.state === 'closed'
  return {
    id: row.id, firmId: row.firm_id, firmName: row.firm_name, editionId: row.edition_id, state: row.state, version: row.version,
    createdBy: personOf(names, row.created_by), createdAt: instant(row.created_at), savedAt: instant(row.saved_at), closedAt: row.closed_at === null ? null : instant(row.closed_at),
    answered: score?.answered ?? 0, total: score?.total ?? 0,
    scoreTenths: isClosed ? row.score_tenths : tenths, grade: isClosed ? row.grade : (score?.grade?.title ?? null), redLinesCrossed: score?.redLines.crossed.length ?? 0,
  }
}

/** Several at once, in their order. */
export async function summarise(deps: Pick<Deps, 'content'>, connection: Connection, rows: readonly AssessmentOfFirm[]): Promise<AssessmentSummary[]> {
  const answers = await listAnswers(connection, rows.map(({ id }) => id))
  const names = await readNames(connection, rows.map((row) => row.created_by))
  return rows.map((row) => summaryWith(deps, row, answers.filter((answer) => answer.assessment_id === row.id), names))
}

async function fromEdition(connection: Connection, fromId: string | null): Promise<string | null> {
  return fromId === null ? null : ((await findAssessment(connection, fromId))?.edition_id ?? null)
}

/** All of it, for this reader. Throws `not-found` when its edition was taken out of the content. */
export async function viewAssessment(deps: Pick<Deps, 'content'>, connection: Connection, opened: Opened): Promise<Assessment> {
  const { row, side } = opened
  const edition = editionOf(deps, row)
  const [answers, evidence, assignments, remarks] = [await listAnswers(connection, [row.id]), await listEvidence(connection, row.id), await listAssignments(connection, row), await listRemarks(connection, row.id)]
  // What is done keeps the name of who did it.
  const reviewerId = row.state === 'in-review' ? await holderOf(connection, row) : row.reviewer_id
  const names = await readNames(connection, [
    row.created_by, reviewerId, ...answers.map((one) => one.saved_by), ...evidence.map((one) => one.added_by), ...assignments.map((one) => one.account_id), ...remarks.map((one) => one.saved_by),
  ])
  return {
    ...summaryWith(deps, row, answers, names),
    // Live ones are judged by what is online, a closed one was judged by the version it keeps.
    editionVersion: row.state === 'closed' ? row.edition_version : edition.version,
    opening: openingOf(row), takenBack: takenBackOf(row), fromId: row.from_id, fromEditionId: await fromEdition(connection, row.from_id), isShared: row.is_shared === 1,
    answers: answers.map((one) => viewAnswer(one, names)), evidence: evidence.map((one) => viewEvidence(one, names)),
    assignments: assignments.map(({ scope, ref, account_id }) => ({ scope, ref, account: personOf(names, account_id) })),
    remarks: remarks.map((one) => ({ itemId: one.item_id, text: one.note, by: personOf(names, one.saved_by), at: instant(one.saved_at) })),
    review: row.review_to === null || row.submitted_at === null ? null
      : { to: row.review_to, submittedAt: instant(row.submitted_at), reviewer: reviewerId === null ? null : personOf(names, reviewerId), note: row.review_note },
    mayAnswer: side === 'firm' && isAnswerable(row), mayReview: await mayReview(connection, opened),
  }
}
