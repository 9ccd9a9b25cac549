// Builds the reply: the same application for every reader, less what is not theirs.
import { shanghaiDate } from '#contract/identifiers/date.ts'
import { maskAccount } from '#contract/identifiers/mask.ts'
import { actionsFor, type CaseActor } from '#contract/cases/workflow.ts'
import { isProvisional, workdaysLeft } from '#contract/cases/workdays.ts'
import { computeAmount } from '#contract/subsidies/amount.ts'
import { redoAfterChange } from '#contract/subsidies/answers.ts'
import { evaluateConditions } from '#contract/subsidies/eligibility.ts'
import type { Programme } from '#contract/subsidies/programme.ts'
import type { Answers, Application, ApplicationSummary } from '#contract/subsidies/schema.ts'
import type { Connection } from '../db/commands.ts'
import type { FirmRow, CaseEventRow } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { notFound } from '../errors.ts'
import { fileInfoOf } from '../files/view.ts'
import { dueOfCase } from '../cases/due.ts'
import { listEvents } from '../cases/repository.ts'
import { listPapers, type ApplicationCase } from './repository.ts'
import { openAnswers } from './sealed.ts'
import { readSnapshot } from './snapshot.ts'

const iso = (ms: number) => new Date(ms).toISOString()
const isoOrNull = (ms: number | null) => (ms === null ? null : iso(ms))

/** Outside the firm's own draft, account numbers are their last four digits. */
function withoutAccounts(programme: Programme, answers: Answers): Answers {
  const masked: Answers = { ...answers }
  for (const field of programme.sections.flatMap((section) => section.fields)) {
    const value = masked[field.name]
    if ('sensitive' in field && field.sensitive && typeof value === 'string') masked[field.name] = maskAccount(value)
  }
  return masked
}

/** The scheme this application is judged by: the snapshot's once submitted, today's while it is a draft. */
export function programmeOf(deps: Deps, row: ApplicationCase): Programme {
  const snapshot = readSnapshot(row.application.snapshot)
  const programme = snapshot?.programme ?? deps.content.programme(row.programme_id, shanghaiDate(deps.clock.now()))
  if (!programme) throw notFound(`scheme ${row.programme_id} is no longer in the content`)
  return programme
}

function eventView(event: CaseEventRow): Application['events'][number] {
  return { id: event.id, at: iso(event.at), action: event.action, state: event.state, actor: event.actor, actorName: event.actor_name, note: event.note }
}

/** Firm facts the conditions are judged by. */
export function firmFacts(firm: FirmRow) {
  return { name: firm.name, uscc: firm.uscc, town: firm.town, legalPerson: firm.legal_person, industry: firm.industry, scale: firm.scale, verification: firm.verification, usccCheck: firm.uscc_check }
}

/** Reads everything a reader of this application sees, through the given connection (inside a command: its transaction). */
export async function viewApplication(deps: Deps, connection: Connection, row: ApplicationCase, reader: CaseActor): Promise<Application> {
  const today = shanghaiDate(deps.clock.now())
  const snapshot = readSnapshot(row.application.snapshot)
  const programme = programmeOf(deps, row)
  const firm = await connection.selectFrom('firms').selectAll().where('id', '=', row.firm_id).executeTakeFirstOrThrow()
  const names = await connection.selectFrom('accounts').select(['id', 'name']).where('id', 'in', [row.saved_by, row.submitted_by ?? row.saved_by]).execute()
  const nameOf = (id: string | null) => names.find((account) => account.id === id)?.name ?? ''
  const papers = await listPapers(connection, row.id)
  const events = await listEvents(connection, row.id)
  const answers = openAnswers(deps.config.secret, snapshot?.answers ?? row.application.answers)
  const formChanged = row.state === 'draft' && row.application.programme_version !== programme.version
  return {
    id: row.id, firmId: row.firm_id, programmeId: row.programme_id, programmeTitle: row.title, programmeVersion: programme.version, programme: snapshot?.programme ?? null,
    formChanged, redo: formChanged ? redoAfterChange(programme, answers) : [],
    firmName: firm.name, firmVerification: firm.verification, usccCheck: firm.uscc_check, uscc: firm.uscc, town: firm.town,
    state: row.state, number: row.number, version: row.version,
    answers: row.state === 'draft' ? answers : withoutAccounts(programme, answers),
    papers: papers.map((page) => ({ id: page.page_id, paperId: page.paper_id, position: page.position, file: fileInfoOf(page) })),
    amount: snapshot?.amount ?? computeAmount(programme, answers), conditions: snapshot?.conditions ?? evaluateConditions(programme, answers, firmFacts(firm)),
    savedAt: iso(row.saved_at), savedBy: nameOf(row.saved_by), createdAt: iso(row.created_at), submittedAt: isoOrNull(row.submitted_at), submittedBy: row.submitted_by ? nameOf(row.submitted_by) : null,
    decidedAt: isoOrNull(row.decided_at), decisionReason: row.decision_reason,
    due: dueOfCase(row, deps.content.calendar, today), events: events.map(eventView), actions: actionsFor(row.state, reader),
  }
}

export function summariseApplication(deps: Deps, row: ApplicationCase): ApplicationSummary {
  const today = shanghaiDate(deps.clock.now())
  const current = deps.content.programme(row.programme_id, today)
  const { calendar } = deps.content
  return {
    id: row.id, programmeId: row.programme_id, title: row.title, state: row.state, number: row.number, savedAt: iso(row.saved_at), submittedAt: isoOrNull(row.submitted_at),
    dueOn: row.due_on, workdaysLeft: row.due_on === null ? null : workdaysLeft(calendar, today, row.due_on),
    provisional: row.due_from !== null && row.due_on !== null && isProvisional(calendar, row.due_from, row.due_on),
    amountFen: row.amount_fen, illustrative: readSnapshot(row.application.snapshot)?.amount.illustrative ?? current?.example ?? false,
    closesOn: row.state === 'draft' ? (current?.closesOn ?? null) : null, done: row.application.done_sections, total: row.application.total_sections,
  }
}
