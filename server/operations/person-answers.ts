// The county's side of requests of data subjects: who asks and what, what stands in the way, the answer. An account goes only with a second person's word where security.json says so.
import type { AnswerPersonRequest, DecidePersonRequest, DeskPersonRequest, PersonRequestLine, PersonRequestQuery, ProposedAnswer } from '#contract/accounts/person-schema.ts'
import { isProvisional, workdaysLeft } from '#contract/cases/workdays.ts'
import { shanghaiDate } from '#contract/identifiers/date.ts'
import { isGonePhone, maskPhone } from '#contract/identifiers/mask.ts'
import { cleanText } from '#contract/identifiers/text.ts'
import { approverIds, assertMayApprove, mayApprove } from '../accounts/approvals.ts'
import { decideProposal, propose, withdrawProposal } from '../accounts/proposals.ts'
import { recordAudit } from '../audit/record.ts'
import { needsFourEyes } from '../content/security.ts'
import type { Connection, Tx } from '../db/commands.ts'
import { readStoredJson } from '../db/json.ts'
import type { PersonRequestRow, ProposalRow } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { AppError, invalid, notFound } from '../errors.ts'
import { readDateCursor, writeCursor } from '../http/cursor.ts'
import type { SignedIn } from '../http/route.ts'
import { enqueueMessages } from '../messages/outbox.ts'
import { renderMessage } from '../messages/texts.ts'
import { forgetParts, forgetPerson } from './forget-person.ts'
import { describeDeletion } from './person-deletion.ts'
import { deskRequestPage, endRequest, myDataPage, partsOf, presentRequest, sayWhat, type Outcome } from './person-requests.ts'

const pageSize = 50
const kind = 'persons.delete'
const verdictWords = { whole: '同意', part: '部分同意', refuse: '没有同意' } as const
const subjectOf = (id: string) => `person-request:${id}`
type Answer = Outcome & { answer: string }

/** Open: the one due first; closed: the one answered last. Copies are answered by the machine and stand among the closed. */
export async function listPersonRequests(deps: Deps, query: PersonRequestQuery): Promise<{ items: PersonRequestLine[]; next?: string; open: number }> {
  const { cursor, limit = pageSize, state = 'open' } = query
  const today = shanghaiDate(deps.clock.now())
  const after = readDateCursor(cursor)
  const isOpen = state === 'open'
  let rows = deps.db.selectFrom('person_requests').selectAll().where('state', isOpen ? '=' : '<>', 'open')
  if (after) rows = rows.where((eb) => eb.or([eb('due_on', isOpen ? '>' : '<', after[0]), eb.and([eb('due_on', '=', after[0]), eb('id', '>', after[1])])]))
  const found = await rows.orderBy('due_on', isOpen ? 'asc' : 'desc').orderBy('id').limit(limit + 1).execute()
  const shown = found.slice(0, limit)
  const waiting = new Set((await deps.db.selectFrom('proposals').select('subject').where('kind', '=', kind).where('state', '=', 'open').execute()).map(({ subject }) => subject))
  const { n } = await deps.db.selectFrom('person_requests').select((eb) => eb.fn.countAll<number>().as('n')).where('state', '=', 'open').executeTakeFirstOrThrow()
  const last = found.length > limit ? shown.at(-1) : undefined
  const items = shown.map((row): PersonRequestLine => ({
    id: row.id, number: row.number, kind: row.kind, parts: partsOf(row), state: row.state, verdict: row.outcome === null ? null : readStoredJson<Outcome>(row.outcome).verdict, dueOn: row.due_on,
    workdaysLeft: row.state === 'open' ? workdaysLeft(deps.content.calendar, today, row.due_on) : null, provisional: isProvisional(deps.content.calendar, row.due_from, row.due_on), createdAt: new Date(Number(row.created_at)).toISOString(), isProposed: waiting.has(subjectOf(row.id)),
  }))
  return { items, open: Number(n), ...(last ? { next: writeCursor([last.due_on, last.id]) } : {}) }
}

async function findRequest(connection: Connection, id: string): Promise<PersonRequestRow> {
  const row = await connection.selectFrom('person_requests').selectAll().where('id', '=', id).executeTakeFirst()
  if (!row) throw notFound(`no person request ${id}`)
  return row
}

async function openProposal(connection: Connection, id: string): Promise<(ProposalRow & { proposer: string }) | undefined> {
  return connection.selectFrom('proposals').innerJoin('accounts', 'accounts.id', 'proposals.proposed_by').selectAll('proposals').select('accounts.name as proposer').where('kind', '=', kind).where('subject', '=', subjectOf(id)).where('proposals.state', '=', 'open').executeTakeFirst()
}

async function nameOf(connection: Connection, id: string | null): Promise<string | null> {
  if (id === null) return null
  return (await connection.selectFrom('accounts').select('name').where('id', '=', id).executeTakeFirst())?.name ?? null
}

function presentProposed(proposal: ProposalRow & { proposer: string }, account: SignedIn): ProposedAnswer {
  const { verdict, parts, answer } = readStoredJson<Answer>(proposal.payload)
  return { verdict, parts, answer, by: proposal.proposer, at: new Date(Number(proposal.proposed_at)).toISOString(), isMine: proposal.proposed_by === account.id }
}

async function describe(connection: Connection, deps: Deps, account: SignedIn, row: PersonRequestRow): Promise<DeskPersonRequest> {
  const person = await connection.selectFrom('accounts').selectAll().where('id', '=', row.account_id).executeTakeFirstOrThrow()
  const firms = await connection.selectFrom('memberships').innerJoin('firms', 'firms.id', 'memberships.firm_id').select(['firms.name', 'memberships.role']).where('account_id', '=', person.id).where('state', '=', 'active').orderBy('firms.name').execute()
  const proposal = row.state === 'open' ? await openProposal(connection, row.id) : undefined
  const proposed = proposal ? presentProposed(proposal, account) : null
  const acts = row.state === 'open' && account.duty !== 'auditor' && row.account_id !== account.id
  return {
    request: presentRequest(deps, row), person: { name: person.name, phoneMasked: maskPhone(person.phone), since: new Date(Number(person.created_at)).toISOString(), isGone: isGonePhone(person.phone), firms },
    deletion: row.state === 'open' && row.kind === 'delete' && partsOf(row).includes('account') ? await describeDeletion(connection, deps, person) : null, proposed,
    mayAnswer: acts && proposed === null, mayDecide: acts && proposed !== null && !proposed.isMine && mayApprove(deps, account.duty),
    needsSecond: needsFourEyes(deps.content.security, kind), answeredBy: await nameOf(connection, row.answered_by), confirmedBy: await nameOf(connection, row.confirmed_by),
  }
}

export async function getPersonRequest(deps: Deps, account: SignedIn, id: string): Promise<DeskPersonRequest> {
  return describe(deps.db, deps, account, await findRequest(deps.db, id))
}

/** Words, unless all is agreed to; of a deletion agreed to in part, what goes. Throws `invalid-input`. */
function readAnswer(row: PersonRequestRow, { verdict, answer = '', parts = [] }: AnswerPersonRequest): Answer {
  const text = cleanText(answer)
  if (!text.ok) throw invalid({ field: 'answer', reason: text.reason })
  if (verdict !== 'whole' && text.value === '') throw invalid({ field: 'answer', reason: 'required' })
  if (row.kind !== 'delete' || verdict === 'refuse') return { verdict, parts: [], answer: text.value }
  if (verdict === 'whole') return { verdict, parts: partsOf(row), answer: text.value }
  if (parts.length === 0) throw invalid({ field: 'parts', reason: 'required' })
  // In part: less than what was asked, never more, and not the account.
  const asked = partsOf(row)
  if (parts.includes('account') || (!asked.includes('account') && parts.some((part) => !asked.includes(part)))) throw invalid({ field: 'parts', reason: 'option' })
  return { verdict, parts, answer: text.value }
}

/** Ends the request and does what it says. A person whose account goes hears nothing more: there is nobody to tell. */
async function carryOut(tx: Tx, deps: Deps, row: PersonRequestRow, { verdict, parts, answer, answeredBy, confirmedBy }: Answer & { answeredBy: string; confirmedBy: string | null }): Promise<PersonRequestRow> {
  const at = deps.clock.now()
  const ended = await endRequest(tx, row, { state: 'answered', answer: answer === '' ? null : answer, outcome: JSON.stringify({ verdict, parts } satisfies Outcome), answered_by: answeredBy, confirmed_by: confirmedBy, answered_at: at })
  if (!ended) throw new AppError('accounts.request-state')
  if (parts.includes('account')) {
    await forgetPerson(tx, deps, row.account_id, at)
    return findRequest(tx, row.id)
  }
  await forgetParts(tx, row.account_id, parts, at)
  await enqueueMessages(tx, { at, accountIds: [row.account_id], firmId: null, dedupeKey: `person.answered:${row.id}`, message: renderMessage(deps.content, 'person.answered', { number: row.number, what: sayWhat(deps, row), verdict: verdictWords[verdict], reason: answer }, myDataPage) })
  return ended
}

/** Throws `stale`, `accounts.request-state`, `accounts.other-person` (their own), `accounts.proposal-open`, `accounts.deletion-blocked`, `invalid-input`. */
export async function answerPersonRequest(deps: Deps, account: SignedIn, id: string, request: { version: number; input: AnswerPersonRequest; requestId: string }): Promise<DeskPersonRequest> {
  const { version, input, requestId } = request
  const at = deps.clock.now()
  return deps.commands.run(async (tx) => {
    const row = await findRequest(tx, id)
    if (row.account_id === account.id) throw new AppError('accounts.other-person')
    if (row.state !== 'open') throw new AppError('accounts.request-state')
    if (row.version !== version) throw new AppError('stale', { details: { version: row.version } })
    const answer = readAnswer(row, input)
    if (await openProposal(tx, id)) throw new AppError('accounts.proposal-open')
    if (answer.parts.includes('account') && needsFourEyes(deps.content.security, kind)) {
      const { blockers } = await describeDeletion(tx, deps, await tx.selectFrom('accounts').selectAll().where('id', '=', row.account_id).executeTakeFirstOrThrow())
      if (blockers.length > 0) throw new AppError('accounts.deletion-blocked', { details: { count: blockers.length } })
      await propose(tx, account, { kind, subject: subjectOf(id), payload: answer, reason: answer.answer, at, requestId })
      const others = (await approverIds(tx, deps)).filter((one) => one !== account.id && one !== row.account_id)
      await enqueueMessages(tx, { at, accountIds: others, firmId: null, message: renderMessage(deps.content, 'person.desk-second', { number: row.number, what: sayWhat(deps, row), by: account.name }, deskRequestPage(id)) })
      return describe(tx, deps, account, row)
    }
    await recordAudit(tx, { at, accountId: account.id, role: account.duty, action: `persons.answer-${answer.verdict}`, subject: subjectOf(id), requestId, details: { number: row.number, kind: row.kind, parts: answer.parts, account: row.account_id } })
    return describe(tx, deps, account, await carryOut(tx, deps, row, { ...answer, answeredBy: account.id, confirmedBy: null }))
  })
}

/** The second person: agreed, it is carried out now; refused, the request waits for another answer. Throws `accounts.approver-needed`, `accounts.other-person`, `accounts.proposal-state`, `accounts.deletion-blocked`. */
export async function decidePersonRequest(deps: Deps, account: SignedIn, id: string, { input, requestId }: { input: DecidePersonRequest; requestId: string }): Promise<DeskPersonRequest> {
  const at = deps.clock.now()
  assertMayApprove(deps, account)
  const reason = cleanText(input.reason ?? '')
  if (!reason.ok) throw invalid({ field: 'reason', reason: reason.reason })
  if (input.verdict === 'refuse' && reason.value === '') throw invalid({ field: 'reason', reason: 'required' })
  return deps.commands.run(async (tx) => {
    const row = await findRequest(tx, id)
    if (row.account_id === account.id) throw new AppError('accounts.other-person')
    const waiting = await openProposal(tx, id)
    if (!waiting) throw new AppError('accounts.proposal-state')
    const proposal = await decideProposal(tx, account, { id: waiting.id, kinds: [kind], verdict: input.verdict, reason: reason.value, at, requestId })
    if (input.verdict === 'agree') {
      const answer = readStoredJson<Answer>(proposal.payload)
      await recordAudit(tx, { at, accountId: account.id, role: account.duty, action: `persons.answer-${answer.verdict}`, subject: subjectOf(id), requestId, details: { number: row.number, kind: row.kind, parts: answer.parts, account: row.account_id } })
      return describe(tx, deps, account, await carryOut(tx, deps, row, { ...answer, answeredBy: proposal.proposed_by, confirmedBy: account.id }))
    }
    await enqueueMessages(tx, { at, accountIds: [proposal.proposed_by], firmId: null, message: renderMessage(deps.content, 'person.desk-sent-back', { number: row.number, what: sayWhat(deps, row), by: account.name, reason: reason.value }, deskRequestPage(id)) })
    return describe(tx, deps, account, row)
  })
}

/** Whoever proposed takes it back. Throws `accounts.proposal-state`, `not-found` for others. */
export async function takeBackAnswer(deps: Deps, account: SignedIn, id: string, requestId: string): Promise<DeskPersonRequest> {
  return deps.commands.run(async (tx) => {
    const row = await findRequest(tx, id)
    const waiting = await openProposal(tx, id)
    if (!waiting) throw new AppError('accounts.proposal-state')
    await withdrawProposal(tx, account, { id: waiting.id, kinds: [kind], at: deps.clock.now(), requestId })
    return describe(tx, deps, account, row)
  })
}
