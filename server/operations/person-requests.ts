// What somebody asks of their own data: a copy (the machine answers at once), a correction, a deletion. One clock that both sides see.
import { randomUUID } from 'node:crypto'
import type { AskPersonRequest, PersonPart, PersonRequest, PersonVerdict } from '#contract/accounts/person-schema.ts'
import { addDays, chineseDate, shanghaiDate, shanghaiDayStart, yearOf } from '#contract/identifiers/date.ts'
import { cleanText } from '#contract/identifiers/text.ts'
import { officerIds } from '../accounts/access.ts'
import { recordAudit } from '../audit/record.ts'
import { dueOfCase, promise } from '../cases/due.ts'
import { nextCaseNumber } from '../cases/numbers.ts'
import type { Connection, Tx } from '../db/commands.ts'
import { readStoredJson } from '../db/json.ts'
import type { PersonRequestRow } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { AppError, invalid, notFound } from '../errors.ts'
import { once, type IdempotentRequest, type StoredReply } from '../http/idempotency.ts'
import type { SignedIn } from '../http/route.ts'
import { assertFreshCode } from '../http/session.ts'
import { enqueueMessages } from '../messages/outbox.ts'
import { renderMessage } from '../messages/texts.ts'

const mostListed = 100
export const myDataPage = '/me/data'
export const deskRequestPage = (id: string) => `/desk/person-requests/${id}`
const instant = (ms: number) => new Date(Number(ms)).toISOString()

export interface Outcome { verdict: PersonVerdict; parts: PersonPart[] }
export const partsOf = (row: Pick<PersonRequestRow, 'parts'>): PersonPart[] => readStoredJson<PersonPart[]>(row.parts)
const outcomeOf = (row: Pick<PersonRequestRow, 'outcome'>): Outcome | null => (row.outcome === null ? null : readStoredJson<Outcome>(row.outcome))

/** 查阅复制, 更正, 删除 or 注销账号. */
export function sayWhat({ content }: Pick<Deps, 'content'>, { kind, parts }: Pick<PersonRequestRow, 'kind' | 'parts'>): string {
  return content.persons.words[kind === 'delete' && partsOf({ parts }).includes('account') ? 'close' : kind]
}

export function presentRequest({ content, clock }: Pick<Deps, 'content' | 'clock'>, row: PersonRequestRow): PersonRequest {
  const today = shanghaiDate(clock.now())
  const outcome = outcomeOf(row)
  const due = row.state === 'open' ? dueOfCase({ due_from: row.due_from, due_on: row.due_on, due_workdays: row.due_workdays, due_promise: content.persons.promise, due_pauses: null, held_due: null, state: 'submitted' }, content.calendar, today) : null
  const copyUntil = row.copy_until === null ? null : Number(row.copy_until)
  return {
    id: row.id, number: row.number, kind: row.kind, parts: partsOf(row), words: row.words, state: row.state, due, dueOn: row.due_on, today, createdAt: instant(row.created_at),
    answeredAt: row.answered_at === null ? null : instant(row.answered_at), verdict: outcome?.verdict ?? null, answer: row.answer, doneParts: outcome?.parts ?? [],
    copyUntil: copyUntil === null ? null : instant(copyUntil), canBeFetched: copyUntil !== null && copyUntil > clock.now(), version: row.version,
  }
}

export async function listMyRequests(deps: Deps, account: SignedIn): Promise<{ items: PersonRequest[] }> {
  const rows = await deps.db.selectFrom('person_requests').selectAll().where('account_id', '=', account.id).orderBy('created_at', 'desc').orderBy('id').limit(mostListed).execute()
  return { items: rows.map((row) => presentRequest(deps, row)) }
}

/** The reader's own. Throws `not-found` for everybody else's. */
export async function findMyRequest(connection: Connection, account: SignedIn, id: string): Promise<PersonRequestRow> {
  const row = await connection.selectFrom('person_requests').selectAll().where('id', '=', id).where('account_id', '=', account.id).executeTakeFirst()
  if (!row) throw notFound(`person request ${id} is not of ${account.id}`)
  return row
}

/** What is asked, as it is kept. Throws `invalid-input`: a correction needs words, a deletion says what. */
function readAsked({ kind, words = '', parts = [] }: AskPersonRequest): { words: string; parts: PersonPart[] } {
  const text = cleanText(words)
  if (!text.ok) throw invalid({ field: 'words', reason: text.reason })
  if (kind === 'correct' && text.value === '') throw invalid({ field: 'words', reason: 'required' })
  if (kind === 'delete' && parts.length === 0) throw invalid({ field: 'parts', reason: 'required' })
  if (kind !== 'delete' && parts.length > 0) throw invalid({ field: 'parts', reason: 'unknown' })
  return { words: text.value, parts: parts.includes('account') ? ['account'] : parts }
}

/** An account is asked for by somebody who has just proven the phone: a copy and a deletion are what a thief would want. */
function assertMayAsk({ kind, parts = [] }: AskPersonRequest, account: SignedIn, now: number): void {
  if (kind === 'delete' && account.duty !== null && parts.includes('account')) throw new AppError('accounts.staff-account')
  if (kind !== 'correct') assertFreshCode(account, now)
}

async function addRequest(tx: Tx, deps: Deps, account: SignedIn, input: AskPersonRequest): Promise<PersonRequestRow> {
  const { content: { persons, calendar, county }, clock } = deps
  const at = clock.now()
  const today = shanghaiDate(at)
  const { words, parts } = readAsked(input)
  // Locked: two at once are one after the other, and the second finds the first.
  await tx.updateTable('accounts').set((eb) => ({ name: eb.ref('name') })).where('id', '=', account.id).execute()
  const waiting = await tx.selectFrom('person_requests').select('id').where('account_id', '=', account.id).where('kind', '=', input.kind).where('state', '=', 'open').executeTakeFirst()
  if (waiting) throw new AppError('accounts.request-open')
  const clockColumns = promise(calendar, today, persons.workdays, persons.promise)
  const isCopy = input.kind === 'copy'
  const row: PersonRequestRow = {
    id: randomUUID(), number: await nextCaseNumber(tx, county.numberPrefix, persons.numberKind, yearOf(today)), account_id: account.id, kind: input.kind, parts: JSON.stringify(parts), words, state: isCopy ? 'answered' : 'open',
    due_from: clockColumns.due_from, due_on: clockColumns.due_on, due_workdays: clockColumns.due_workdays, answer: null, outcome: isCopy ? JSON.stringify({ verdict: 'whole', parts: [] } satisfies Outcome) : null,
    answered_by: null, answered_at: isCopy ? at : null, confirmed_by: null, copy_until: isCopy ? shanghaiDayStart(addDays(today, persons.copyDays + 1)) : null, soon_told: null, late_told: null, created_at: at, version: 1,
  }
  await tx.insertInto('person_requests').values(row).execute()
  return row
}

/** Writes it down and tells both sides by when; a copy is ready at once. Throws `accounts.request-open`, `accounts.staff-account`, `accounts.fresh-code-needed`, `invalid-input`. */
export async function askPersonRequest(deps: Deps, account: SignedIn, input: AskPersonRequest, request: IdempotentRequest, requestId: string): Promise<StoredReply<PersonRequest>> {
  return deps.commands.run((tx) => once(tx, request, async () => {
    assertMayAsk(input, account, request.at)
    const row = await addRequest(tx, deps, account, input)
    const today = shanghaiDate(request.at)
    await recordAudit(tx, { at: request.at, accountId: account.id, role: account.duty, action: `persons.ask-${input.kind}`, subject: `person-request:${row.id}`, requestId, details: { number: row.number, parts: row.parts } })
    const values = { number: row.number, what: sayWhat(deps, row), dueOn: chineseDate(row.due_on), workdays: row.due_workdays }
    const toPerson = row.kind === 'copy' ? renderMessage(deps.content, 'person.copy-ready', { number: row.number, until: chineseDate(addDays(today, deps.content.persons.copyDays)) }, myDataPage) : renderMessage(deps.content, 'person.asked', values, myDataPage)
    await enqueueMessages(tx, { at: request.at, accountIds: [account.id], firmId: null, dedupeKey: `person.asked:${row.id}`, message: toPerson })
    const officers = row.kind === 'copy' ? [] : (await officerIds(tx)).filter((id) => id !== account.id)
    await enqueueMessages(tx, { at: request.at, accountIds: officers, firmId: null, dedupeKey: `person.desk-asked:${row.id}`, message: renderMessage(deps.content, 'person.desk-asked', values, deskRequestPage(row.id)) })
    return { status: 201, body: presentRequest(deps, row) }
  }))
}

/** Ends one that is open, once; undefined when somebody did something with it meanwhile. */
export async function endRequest(tx: Tx, row: PersonRequestRow, change: Partial<PersonRequestRow>): Promise<PersonRequestRow | undefined> {
  return tx.updateTable('person_requests').set({ ...change, version: row.version + 1 }).where('id', '=', row.id).where('state', '=', 'open').where('version', '=', row.version).returningAll().executeTakeFirst()
}

/** Nothing is owed any more; a second signature that waits for it is void. Throws `accounts.request-state`, `not-found`. */
export async function withdrawPersonRequest(deps: Deps, account: SignedIn, id: string, requestId: string): Promise<PersonRequest> {
  const at = deps.clock.now()
  return deps.commands.run(async (tx) => {
    const row = await findMyRequest(tx, account, id)
    const ended = row.state === 'open' ? await endRequest(tx, row, { state: 'withdrawn', answered_at: at }) : undefined
    if (!ended) throw new AppError('accounts.request-state')
    await tx.updateTable('proposals').set({ state: 'withdrawn', decided_at: at, decision_reason: '' }).where('subject', '=', `person-request:${id}`).where('state', '=', 'open').execute()
    await recordAudit(tx, { at, accountId: account.id, role: account.duty, action: 'persons.withdraw', subject: `person-request:${id}`, requestId, details: { number: row.number } })
    return presentRequest(deps, ended)
  })
}
