// What is handed in, each time: checked whole, frozen with the scheme, kept beside the submissions before it (pitfall C18).
import { parsePatentNumber } from '#contract/identifiers/patent.ts'
import { parsePhone } from '#contract/identifiers/phone.ts'
import { computeAmount } from '#contract/subsidies/amount.ts'
import { missingForSubmit, normaliseAnswers } from '#contract/subsidies/answers.ts'
import { evaluateConditions } from '#contract/subsidies/eligibility.ts'
import { answerOf, rowsOf, visibleFields } from '#contract/subsidies/fields.ts'
import type { PlainField, Programme } from '#contract/subsidies/programme.ts'
import type { Answers } from '#contract/subsidies/schema.ts'
import { shanghaiDate, yearOf } from '#contract/identifiers/date.ts'
import type { Tx } from '../db/commands.ts'
import type { SubmissionRow } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { AppError } from '../errors.ts'
import { takeClaims } from './claim-guard.ts'
import { keepPapers } from './keep-papers.ts'
import { progressOf } from './progress.ts'
import { listPapers, newestRound, writeAnswers, type ApplicationCase, type PaperRow } from './repository.ts'
import { sealAnswers } from './sealed.ts'
import { firmFacts, type Snapshot } from './snapshot.ts'

export interface Submission { row: ApplicationCase; programme: Programme; answers: Answers; kind: SubmissionRow['kind']; accountId: string; at: number }

async function assertComplete(deps: Deps, tx: Tx, { row, programme, at }: Submission, answers: Answers): Promise<PaperRow[]> {
  const papers = await listPapers(tx, row.id)
  const counts = new Map<string, number>()
  for (const page of papers) counts.set(page.paper_id, (counts.get(page.paper_id) ?? 0) + 1)
  const problems = missingForSubmit(programme, answers, counts, { today: shanghaiDate(at), towns: deps.content.county.towns })
  if (problems.length > 0) throw new AppError('subsidies.incomplete', { fields: problems })
  return papers
}

/** Freezes answers (opened, as the person gave them) and papers as the newest submission. Throws `subsidies.incomplete` and `subsidies.claimed-before` by field. Returns the snapshot. */
export async function writeSubmission(deps: Deps, tx: Tx, submission: Submission): Promise<Snapshot> {
  const { row, programme, kind, accountId, at } = submission
  const answers = normaliseAnswers(programme, submission.answers)
  const papers = await assertComplete(deps, tx, submission, answers)
  const firm = await tx.selectFrom('firms').selectAll().where('id', '=', row.firm_id).executeTakeFirstOrThrow()
  const sealed = sealAnswers(deps.config.secret, programme, answers)
  const snapshot: Snapshot = {
    programme, answers: sealed, amount: computeAmount(programme, answers), conditions: evaluateConditions(programme, answers, await firmFacts(deps, tx, firm)),
    papers: papers.map((page) => ({ paperId: page.paper_id, position: page.position, fileId: page.id, sha256: page.sha256 })),
    firm: { name: firm.name, uscc: firm.uscc, town: firm.town, verification: firm.verification, scale: firm.scale },
    statement: programme.statement, submittedAt: new Date(at).toISOString(),
  }
  const text = JSON.stringify(snapshot)
  await writeAnswers(tx, row.id, { answers: sealed, programmeVersion: programme.version, snapshot: text, ...progressOf(deps, programme, answers) })
  const round = ((await newestRound(tx, row.id)) ?? -1) + 1
  await tx.insertInto('submissions').values({ case_id: row.id, round, kind, snapshot: text, at, account_id: accountId }).execute()
  if (papers.length > 0) {
    await tx.insertInto('submitted_papers').values(papers.map((page) => ({ case_id: row.id, round, page_id: page.page_id, paper_id: page.paper_id, position: page.position, file_id: page.id }))).execute()
  }
  await writeTerms(tx, row.id, programme, answers)
  if (kind !== 'officer') await keepPapers(deps, tx, row, programme, accountId, at)
  await takeClaims(tx, { row, programme, answers, year: row.year ?? yearOf(shanghaiDate(at)) })
  return snapshot
}

/** What a case is found by at the desk: its patents and its contact's phone. */
async function writeTerms(tx: Tx, caseId: string, programme: Programme, answers: Answers): Promise<void> {
  const terms = new Map<string, { kind: 'patent' | 'phone'; value: string }>()
  const note = (field: PlainField, value: unknown) => {
    const term = termOf(field, value)
    if (term) terms.set(`${term.kind} ${term.value}`, term)
  }
  for (const field of visibleFields(programme, answers)) {
    const value = answerOf(answers, field.name)
    if (field.type !== 'repeat') note(field, value)
    else for (const rowOf of rowsOf(value)) for (const item of field.item) note(item, answerOf(rowOf, item.name))
  }
  await tx.deleteFrom('case_terms').where('case_id', '=', caseId).execute()
  if (terms.size > 0) await tx.insertInto('case_terms').values([...terms.values()].map((term) => ({ case_id: caseId, ...term }))).execute()
}

function termOf(field: PlainField, value: unknown): { kind: 'patent' | 'phone'; value: string } | undefined {
  if (typeof value !== 'string') return undefined
  if (field.type === 'tel') {
    const phone = parsePhone(value)
    return phone.ok ? { kind: 'phone', value: phone.value } : undefined
  }
  if (field.type !== 'text' || field.check !== 'patent') return undefined
  const patent = parsePatentNumber(value, 9999)
  return patent.ok ? { kind: 'patent', value: patent.value } : undefined
}
