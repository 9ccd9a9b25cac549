// Moves of an application: the workflow table decides whether, this file what follows from it. Each is one transaction.
import { sayDate, shanghaiDate, yearOf } from '#contract/identifiers/date.ts'
import { cleanText } from '#contract/identifiers/text.ts'
import { findMove, type CaseAction, type Move } from '#contract/cases/workflow.ts'
import { missingForSubmit, normaliseAnswers } from '#contract/subsidies/answers.ts'
import { computeAmount } from '#contract/subsidies/amount.ts'
import { evaluateConditions } from '#contract/subsidies/eligibility.ts'
import type { Step } from '#contract/subsidies/programme.ts'
import type { ActionInput, Application } from '#contract/subsidies/schema.ts'
import { firmMemberIds, officerIds } from '../accounts/access.ts'
import { recordAudit } from '../audit/record.ts'
import { nothingOwed, promiseFor } from '../cases/due.ts'
import { nextCaseNumber } from '../cases/numbers.ts'
import { addEvent, changeCase, lockCase } from '../cases/repository.ts'
import type { Tx } from '../db/commands.ts'
import type { CaseRow } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { AppError, invalid, notFound } from '../errors.ts'
import { once, type StoredReply } from '../http/idempotency.ts'
import type { SignedIn } from '../http/route.ts'
import { enqueueMessages } from '../messages/outbox.ts'
import { renderMessage } from '../messages/texts.ts'
import { getVisibleApplication } from './access.ts'
import { progressOf } from './drafts.ts'
import { findApplication, listPapers, writeAnswers, type ApplicationCase } from './repository.ts'
import { openAnswers, sealAnswers } from './sealed.ts'
import type { Snapshot } from './snapshot.ts'
import { firmFacts, programmeOf, viewApplication } from './view.ts'

export interface ActionRequest { id: string; action: CaseAction; input: ActionInput; key: string; bodyHash: string; requestId: string }

interface Doing { deps: Deps; tx: Tx; account: SignedIn; row: ApplicationCase; move: Move; reason: string | null; input: ActionInput; at: number }

/** Steps the county takes between two states, in order: what it now owes. */
function stepsFrom(steps: Step[], action: 'submit' | 'accept'): Step[] {
  if (action === 'submit') return steps.filter((step) => step.state === 'accepted').slice(0, 1)
  const accepted = steps.findIndex((step) => step.state === 'accepted')
  const rest = steps.slice(accepted + 1)
  const end = rest.findIndex((step) => step.state === 'publicity' || step.state === 'paid' || step.state === 'archived')
  return end === -1 ? rest : rest.slice(0, end)
}

async function submit({ deps, tx, account, row, input, at }: Doing): Promise<Partial<CaseRow>> {
  const today = shanghaiDate(at)
  const programme = deps.content.programme(row.programme_id, today)
  if (!programme) throw notFound(`scheme ${row.programme_id} is no longer in the content`)
  if (programme.availability !== 'taking') throw new AppError(programme.availability === 'closed' || programme.availability === 'not-open' ? 'subsidies.programme-closed' : 'subsidies.window-closed')
  if (input.statement !== true) throw invalid({ field: 'statement', reason: 'required' })
  const answers = normaliseAnswers(programme, openAnswers(deps.config.secret, row.application.answers))
  const papers = await listPapers(tx, row.id)
  const counts = new Map<string, number>()
  for (const page of papers) counts.set(page.paper_id, (counts.get(page.paper_id) ?? 0) + 1)
  const problems = missingForSubmit(programme, answers, counts, { today, towns: deps.content.county.towns })
  if (problems.length > 0) throw new AppError('subsidies.incomplete', { fields: problems })
  const firm = await tx.selectFrom('firms').selectAll().where('id', '=', row.firm_id).executeTakeFirstOrThrow()
  const year = yearOf(today)
  const amount = computeAmount(programme, answers)
  const sealed = sealAnswers(deps.config.secret, programme, answers)
  const snapshot: Snapshot = {
    programme, answers: sealed, amount, conditions: evaluateConditions(programme, answers, firmFacts(firm)),
    papers: papers.map((page) => ({ paperId: page.paper_id, position: page.position, fileId: page.id, sha256: page.sha256 })),
    firm: { name: firm.name, uscc: firm.uscc, town: firm.town, verification: firm.verification, scale: firm.scale },
    statement: programme.statement, submittedAt: new Date(at).toISOString(),
  }
  await writeAnswers(tx, row.id, { answers: sealed, programmeVersion: programme.version, snapshot: JSON.stringify(snapshot), ...progressOf(deps, programme, answers) })
  const number = await nextCaseNumber(tx, deps.content.county.numberPrefix, programme.numberKind, year)
  return { number, year, submitted_by: account.id, submitted_at: at, amount_fen: amount.amountFen, title: programme.title, ...(promiseFor(stepsFrom(programme.steps, 'submit'), deps.content.calendar, today) ?? nothingOwed) }
}

async function accept({ deps, tx, row, at }: Doing): Promise<Partial<CaseRow>> {
  const firm = await tx.selectFrom('firms').select('verification').where('id', '=', row.firm_id).executeTakeFirstOrThrow()
  if (firm.verification !== 'verified') throw new AppError('cases.firm-unverified')
  return promiseFor(stepsFrom(programmeOf(deps, row).steps, 'accept'), deps.content.calendar, shanghaiDate(at)) ?? nothingOwed
}

function changeFor(doing: Doing): Promise<Partial<CaseRow>> {
  const { account, at, reason } = doing
  switch (doing.move.action) {
    case 'submit': return submit(doing)
    case 'accept': return accept(doing)
    case 'withdraw': return Promise.resolve({ ...nothingOwed })
    case 'approve':
    case 'refuse': return Promise.resolve({ decided_by: account.id, decided_at: at, decision_reason: reason, ...nothingOwed })
  }
}

async function tell({ deps, tx, row, move, reason, at }: Doing, moved: ApplicationCase): Promise<void> {
  const firm = await tx.selectFrom('firms').select('name').where('id', '=', row.firm_id).executeTakeFirstOrThrow()
  const values = { number: moved.number ?? '', title: moved.title, firm: firm.name, reason: reason ?? '', dueOn: moved.due_on === null ? '' : sayDate(moved.due_on, shanghaiDate(at)), workdays: String(moved.due_workdays ?? ''), office: deps.content.county.office }
  const toFirm = { submit: 'case.received', accept: 'case.accepted', approve: 'case.approved', refuse: 'case.refused', withdraw: 'case.withdrawn' } as const
  const dedupeKey = `case:${row.id}:${row.version}:${move.action}`
  await enqueueMessages(tx, { at, accountIds: await firmMemberIds(tx, row.firm_id), firmId: row.firm_id, dedupeKey, message: renderMessage(deps.content, toFirm[move.action], values, `/cases/${row.id}`) })
  if (move.actor !== 'firm') return
  const toOfficers = move.action === 'submit' ? 'case.submitted' : 'case.withdrawn'
  await enqueueMessages(tx, { at, accountIds: await officerIds(tx), firmId: null, dedupeKey: `${dedupeKey}:officer`, message: renderMessage(deps.content, toOfficers, values, `/desk/cases/${row.id}`) })
}

function reasonOf(move: Move, input: ActionInput): string | null {
  const text = input.reason === undefined ? undefined : cleanText(input.reason)
  if (text && !text.ok) throw invalid({ field: 'reason', reason: text.reason })
  if (move.needsReason && !text?.value) throw new AppError('cases.reason-missing', { fields: [{ field: 'reason', reason: 'required' }] })
  return text?.value || null
}

async function act(doing: Doing): Promise<ApplicationCase> {
  const { tx, account, row, move, reason, at } = doing
  const change = await changeFor(doing)
  const isChanged = await changeCase(tx, row, { ...change, state: move.to })
  if (!isChanged) throw new AppError('cases.wrong-state', { detail: 'somebody was faster' })
  await addEvent(tx, { caseId: row.id, at, action: move.action, state: move.to, actor: move.actor, accountId: account.id, actorName: account.name, note: reason })
  await recordAudit(tx, { at, accountId: account.id, role: move.actor, action: `subsidies.${move.action}`, subject: `case:${row.id}`, firmId: row.firm_id, details: { from: row.state, to: move.to } })
  const moved = await findApplication(tx, row.id)
  if (!moved) throw notFound(`application ${row.id} vanished`)
  await tell(doing, moved)
  return moved
}

/**
 * Takes one action of the workflow table, once per Idempotency-Key. Throws `not-found` (not yours), `not-allowed` (no such action for this role),
 * `stale` (412, another version seen), `cases.wrong-state` (409 with the state), `cases.reason-missing`, `cases.firm-unverified`,
 * `subsidies.incomplete` (422 by field), `subsidies.window-closed`.
 */
export async function actOnApplication(deps: Deps, account: SignedIn, request: ActionRequest): Promise<StoredReply<Application>> {
  const at = deps.clock.now()
  return deps.commands.run(async (tx) => {
    await lockCase(tx, request.id)
    const { reader } = await getVisibleApplication(tx, account, request.id)
    const move = findMove(request.action, reader)
    if (!move) throw new AppError('not-allowed', { detail: `${reader} has no action ${request.action}` })
    return once(tx, { accountId: account.id, route: `subsidies.${request.action}`, key: request.key, bodyHash: request.bodyHash, at }, async () => {
      const { row } = await getVisibleApplication(tx, account, request.id)
      if (request.input.version !== undefined && request.input.version !== row.version) throw new AppError('stale', { details: { version: row.version, state: row.state } })
      if (!move.from.includes(row.state)) throw new AppError('cases.wrong-state', { details: { state: row.state } })
      const moved = await act({ deps, tx, account, row, move, reason: reasonOf(move, request.input), input: request.input, at })
      return { status: 200, body: await viewApplication(deps, tx, moved, reader) }
    })
  })
}
