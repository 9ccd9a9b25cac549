// Builds the reply: the same application for every reader, less what is not theirs.
import { shanghaiDate, yearOf } from '#contract/identifiers/date.ts'
import { isProvisional, workdaysLeft } from '#contract/cases/workdays.ts'
import { computeAmount } from '#contract/subsidies/amount.ts'
import { redoAfterChange } from '#contract/subsidies/answers.ts'
import { evaluateConditions } from '#contract/subsidies/eligibility.ts'
import type { Application, ApplicationSummary } from '#contract/subsidies/schema.ts'
import type { Connection } from '../db/commands.ts'
import type { Deps } from '../deps.ts'
import { fileInfoOf } from '../files/view.ts'
import { dueOfCase } from '../cases/due.ts'
import { viewEvent } from '../cases/history.ts'
import { listEvents } from '../cases/repository.ts'
import { readStoredJson } from '../db/json.ts'
import { lineOf } from './budget.ts'
import { twinsOf } from './claim-guard.ts'
import { isRecused, type Reader } from './access.ts'
import { planPublicity, viewPublicity } from './publicity-view.ts'
import { listPapers, listSubmissions, listSubmittedPapers, type ApplicationCase } from './repository.ts'
import { formNewsOf } from './scheme-news.ts'
import { openAnswers, withoutAccounts } from './sealed.ts'
import { firmFacts, programmeOf, readSnapshot } from './snapshot.ts'
import { actionsOf, appealUntil, changesFor, correctionFor, disputesFor, nameOf, paymentFor, recommendationFor } from './view-handling.ts'

const iso = (ms: number) => new Date(ms).toISOString()
const isoOrNull = (ms: number | null) => (ms === null ? null : iso(ms))

/** Reads everything a reader of this application sees, through the given connection (inside a command: its transaction). */
export async function viewApplication(deps: Deps, connection: Connection, row: ApplicationCase, reader: Reader): Promise<Application> {
  const today = shanghaiDate(deps.clock.now())
  const snapshot = readSnapshot(row.application.snapshot)
  const programme = programmeOf(deps, row)
  const firm = await connection.selectFrom('firms').selectAll().where('id', '=', row.firm_id).executeTakeFirstOrThrow()
  const live = await listPapers(connection, row.id)
  const submissions = row.state === 'draft' ? [] : await listSubmissions(connection, row.id)
  const [newest] = submissions
  const submitted = newest ? await listSubmittedPapers(connection, row.id, newest.round) : live
  // While the firm corrects, it works on its own copy; officers look at what was handed in.
  const isCorrecting = reader.side === 'firm' && row.state === 'returned'
  const papers = isCorrecting ? live : submitted
  const answers = openAnswers(deps.config.secret, isCorrecting ? row.application.answers : (snapshot?.answers ?? row.application.answers))
  const formChanged = row.state === 'draft' && row.application.programme_version !== programme.version
  const isOutside = reader.side === 'officer' && (await isRecused(connection, reader.accountId, row))
  const disputes = await disputesFor(deps, connection, row, reader, today, isOutside)
  const publicity = await viewPublicity(deps, connection, row.id, today)
  const plan = reader.side === 'officer' ? planPublicity(deps, row.state, programme.steps, today) : undefined
  const stamped = programme.papers.find((paper) => paper.scan !== undefined)
  return {
    id: row.id, firmId: row.firm_id, programmeId: row.programme_id, programmeTitle: row.title, programmeVersion: programme.version, programme: snapshot?.programme ?? null,
    formChanged, redo: formChanged ? redoAfterChange(programme, answers) : [],
    formNews: formChanged ? await formNewsOf(deps, connection, row) : [], origins: row.application.origins === null ? {} : readStoredJson<Application['origins']>(row.application.origins),
    twins: isOutside || reader.isHelper ? [] : await twinsOf(connection, { row, programme, answers, year: row.year ?? yearOf(today) }, reader, row.state === 'draft'), line: await lineOf(deps, connection, row, deps.clock.now()),
    firmName: firm.name, firmVerification: firm.verification, usccCheck: firm.uscc_check, uscc: firm.uscc, town: firm.town,
    state: row.state, number: row.number, version: row.version,
    answers: row.state === 'draft' && !reader.isHelper ? answers : withoutAccounts(programme, answers),
    papers: papers.map((page) => ({ id: page.page_id, paperId: page.paper_id, position: page.position, file: fileInfoOf(page) })),
    amount: snapshot?.amount ?? computeAmount(programme, answers), conditions: snapshot?.conditions ?? evaluateConditions(programme, answers, await firmFacts(deps, connection, firm)),
    savedAt: iso(row.saved_at), savedBy: await nameOf(connection, row.saved_by), createdAt: iso(row.created_at), submittedAt: isoOrNull(row.submitted_at), submittedBy: row.submitted_by ? await nameOf(connection, row.submitted_by) : null,
    decidedAt: isoOrNull(row.decided_at), decisionReason: row.decision_reason,
    due: dueOfCase(row, deps.content.calendar, today), events: (await listEvents(connection, row.id)).map((event) => viewEvent(event, isOutside ? 'firm' : reader.side)),
    ...(reader.isHelper ? { actions: [], blocked: [] } : await actionsOf(deps, connection, { row, reader, isOutside, programme, publicity, disputes, today, firmVerification: firm.verification })),
    assignee: reader.side === 'officer' && row.assigned_to !== null ? { id: row.assigned_to, name: await nameOf(connection, row.assigned_to) } : null,
    rounds: row.rounds, correction: await correctionFor(deps, connection, row, reader, snapshot, live, submitted),
    // What an officer changed on the firm's behalf is the firm's to check.
    changes: reader.side === 'officer' || newest?.kind === 'officer' ? await changesFor(deps, connection, programme, submissions, submitted) : null,
    recommendation: await recommendationFor(connection, row, reader, isOutside), approvedFen: row.approved_fen, publicity, ...(plan && { publicityPlan: plan }), disputes, appealUntil: appealUntil(deps, row), payment: await paymentFor(connection, row.id),
    stampedForm: stamped?.scan ? { when: stamped.scan, paperId: stamped.id, pages: papers.filter((page) => page.paper_id === stamped.id).length } : null,
  }
}

export function summariseApplication(deps: Deps, row: ApplicationCase): ApplicationSummary {
  const today = shanghaiDate(deps.clock.now())
  const current = deps.content.programme(row.programme_id, deps.clock.now())
  const { calendar } = deps.content
  return {
    id: row.id, programmeId: row.programme_id, title: row.title, state: row.state, number: row.number, savedAt: iso(row.saved_at), submittedAt: isoOrNull(row.submitted_at),
    dueOn: row.due_on, workdaysLeft: row.due_on === null ? null : workdaysLeft(calendar, today, row.due_on),
    provisional: row.due_from !== null && row.due_on !== null && isProvisional(calendar, row.due_from, row.due_on),
    amountFen: row.approved_fen ?? row.amount_fen, illustrative: readSnapshot(row.application.snapshot)?.amount.illustrative ?? current?.example ?? false,
    closesOn: row.state === 'draft' ? (current?.closesOn ?? null) : null, done: row.application.done_sections, total: row.application.total_sections,
  }
}
