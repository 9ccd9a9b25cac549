// Answers to items and red lines, one at a time: two phones on the same item never overwrite each other unseen.
import { answerProblems } from '#contract/assessment/answers.ts'
import { noteLength } from '#contract/assessment/limits.ts'
import type { Answer, AnswerHistory, AnswerInput } from '#contract/assessment/schema.ts'
import { cleanText, textLength } from '#contract/identifiers/text.ts'
import { recordAudit } from '../audit/record.ts'
import type { AssessmentAnswerRow } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { AppError, invalid, notFound } from '../errors.ts'
import type { SignedIn } from '../http/route.ts'
import { assertAnswerable, lockOwn, openForReading } from './access.ts'
import { findAnswer, insertAnswers, listAnswerEvents, readNames, replaceAnswer, touchAssessment } from './repository.ts'
import { editionOf, viewAnswer, viewAnswerEvent } from './view.ts'

/** A note as it is kept: trimmed NFC, or why not. */
export function readNote(typed = ''): { ok: true; value: string } | { ok: false; reason: 'text-invalid' | 'too-long' } {
  const note = cleanText(typed)
  return note.ok && textLength(note.value) > noteLength ? { ok: false, reason: 'too-long' } : note
}

/** As readNote; throws `invalid-input` naming the field. */
export function requireNote(typed: string | undefined, field = 'note'): string {
  const note = readNote(typed)
  if (!note.ok) throw invalid({ field, reason: note.reason, ...(note.reason === 'too-long' ? { limit: noteLength } : {}) })
  return note.value
}

/** Letter for letter the same, said by a person: a suggestion still waits for somebody to confirm it. */
function isSame(row: AssessmentAnswerRow, answer: AssessmentAnswerRow['answer'], note: string): boolean {
  return row.answer === answer && row.note === note && row.origin !== 'suggested'
}

/**
 * Saves one answer. What is there already, letter for letter, is answered as it is, whatever version was seen, so a repeat does nothing. Throws `assessment.locked`, `invalid-input` by field
 * (answerProblems), `stale` with the version there is (0: none) when somebody else has answered otherwise. The assessment is locked, so of many at once one wins.
 */
export async function saveAnswer(deps: Deps, account: SignedIn, { id, itemId }: { id: string; itemId: string }, readSeen: () => number, input: AnswerInput, requestId: string): Promise<Answer> {
  const at = deps.clock.now()
  return deps.commands.run(async (tx) => {
    const row = await lockOwn(tx, account, id)
    // Read only now: a stranger is told nothing about what the request lacks.
    const seen = readSeen()
    const note = requireNote(input.note)
    const before = await findAnswer(tx, id, itemId)
    if (before && isSame(before, input.answer, note)) return viewAnswer(before, await readNames(tx, [before.saved_by]))
    assertAnswerable(row)
    const problems = answerProblems(editionOf(deps, row), itemId, { answer: input.answer, note })
    if (problems.length > 0) throw invalid(...problems)
    const version = before?.version ?? 0
    if (seen !== version) throw new AppError('stale', { details: { version } })
    const next: AssessmentAnswerRow = { assessment_id: id, item_id: itemId, answer: input.answer, note, origin: 'answered', version: version + 1, saved_by: account.id, saved_at: at }
    const nameless = viewAnswer(next, new Map([[account.id, account.name]]))
    // Nothing taken back where nothing was said.
    if (!before && input.answer === null && note === '') return { ...nameless, version: 0, by: null }
    await (before ? replaceAnswer(tx, next) : insertAnswers(tx, [next]))
    await touchAssessment(tx, id, account.id, at)
    await recordAudit(tx, { at, accountId: account.id, role: 'firm', action: 'assessment.answer', subject: `assessment:${id}`, firmId: row.firm_id, requestId, details: { itemId, answer: input.answer, version: next.version } })
    return nameless
  })
}

/** Every version of one answer, newest first; for everybody who may read the assessment. Throws `not-found` for what is no item and was never answered. */
export async function getAnswerHistory(deps: Deps, account: SignedIn, { id, itemId }: { id: string; itemId: string }, requestId: string): Promise<AnswerHistory> {
  const { row } = await openForReading(deps, account, id, requestId)
  const events = await listAnswerEvents(deps.db, id, itemId)
  if (events.length === 0 && answerProblems(editionOf(deps, row), itemId, { answer: null }).length > 0) throw notFound(`assessment ${id} asks no ${itemId}`)
  const names = await readNames(deps.db, events.map((event) => event.saved_by))
  return { items: events.map((event) => viewAnswerEvent(event, names)) }
}
