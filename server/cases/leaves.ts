// Leave of officers and who stands in. What is told to the absent is also told to the cover (server/messages/outbox.ts); four eyes hold for the cover as for everybody.
import { randomUUID } from 'node:crypto'
import { officerDuties } from '#contract/accounts/duties.ts'
import type { Leave, LeaveInput, Leaves } from '#contract/cases/desk-schema.ts'
import { isWorkday, workdaysBetween } from '#contract/cases/workdays.ts'
import { addDays, daysBetween, parseDate, shanghaiDate } from '#contract/identifiers/date.ts'
import { cleanText } from '#contract/identifiers/text.ts'
import { recordAudit } from '../audit/record.ts'
import type { Connection, Tx } from '../db/commands.ts'
import type { OfficerLeaveRow } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { AppError, invalid, notFound } from '../errors.ts'
import type { SignedIn } from '../http/route.ts'
import { listCovers } from '../messages/covers.ts'
import { tellLeave } from './leave-telling.ts'

/** Days a leave lasts at most; ahead it may be written; past ones are shown. */
const longest = 366
const shownBack = 90

export interface Covered { id: string; name: string; toOn: string }

/** Whom this officer stands in for today. */
export async function listCovered(connection: Connection, accountId: string, today: string): Promise<Covered[]> {
  return (await listCovers(connection, today, { coverId: accountId })).map(({ absentId, absentName, toOn }) => ({ id: absentId, name: absentName, toOn }))
}

/** Who stands in for this officer today. */
export async function coverOf(connection: Connection, accountId: string, today: string): Promise<Covered | null> {
  const [cover] = await listCovers(connection, today, { absentIds: [accountId] })
  return cover ? { id: cover.coverId, name: cover.coverName, toOn: cover.toOn } : null
}

type LeaveOfPeople = OfficerLeaveRow & { person: string; cover: string; writer: string }

function selectLeaves(connection: Connection) {
  return connection.selectFrom('officer_leaves').innerJoin('accounts as people', 'people.id', 'officer_leaves.account_id').innerJoin('accounts as covers', 'covers.id', 'officer_leaves.cover_id').innerJoin('accounts as writers', 'writers.id', 'officer_leaves.created_by')
    .selectAll('officer_leaves').select(['people.name as person', 'covers.name as cover', 'writers.name as writer'])
}

function stateOf(row: OfficerLeaveRow, today: string): Leave['state'] {
  if (row.ended_at !== null) return 'ended'
  if (today < row.from_on) return 'coming'
  return today <= row.to_on ? 'running' : 'over'
}

function present({ content }: Pick<Deps, 'content'>, account: SignedIn, row: LeaveOfPeople, today: string): Leave {
  const state = stateOf(row, today)
  return {
    id: row.id, person: { id: row.account_id, name: row.person }, cover: { id: row.cover_id, name: row.cover }, fromOn: row.from_on, toOn: row.to_on,
    workdays: workdaysBetween(content.calendar, row.from_on, row.to_on) + (isWorkday(content.calendar, row.from_on) ? 1 : 0),
    note: row.note, writtenBy: row.writer, state, mayEnd: mayWrite(account) && (state === 'coming' || state === 'running'),
  }
}

const mayWrite = ({ duty }: SignedIn) => officerDuties.some((one) => one === duty)

async function listInService(connection: Connection): Promise<{ id: string; name: string }[]> {
  return connection.selectFrom('accounts').select(['id', 'name']).where('staff_role', 'in', officerDuties).where('disabled_at', 'is', null).orderBy('name').orderBy('id').execute()
}

/** What runs, comes, and was over lately, the latest first. */
export async function listLeaves(deps: Deps, account: SignedIn): Promise<Leaves> {
  const today = shanghaiDate(deps.clock.now())
  const rows = await selectLeaves(deps.db).where('officer_leaves.to_on', '>=', addDays(today, -shownBack)).orderBy('officer_leaves.from_on', 'desc').orderBy('officer_leaves.id').limit(200).execute()
  return { items: rows.map((row) => present(deps, account, row, today)), people: await listInService(deps.db), today, mayWrite: mayWrite(account) }
}

function readDays({ fromOn, toOn }: LeaveInput, today: string): void {
  const [from, to] = [parseDate(fromOn), parseDate(toOn)]
  if (!from.ok) throw invalid({ field: 'fromOn', reason: from.reason })
  if (!to.ok) throw invalid({ field: 'toOn', reason: to.reason })
  if (fromOn < today) throw invalid({ field: 'fromOn', reason: 'date-range' })
  if (toOn < fromOn || daysBetween(fromOn, toOn) > longest) throw invalid({ field: 'toOn', reason: 'date-range' })
}

/** Of leaves not ended that touch these days. */
function touching(tx: Tx, { fromOn, toOn }: Pick<LeaveInput, 'fromOn' | 'toOn'>) {
  return tx.selectFrom('officer_leaves').select('id').where('ended_at', 'is', null).where('from_on', '<=', toOn).where('to_on', '>=', fromOn).limit(1)
}

/**
 * By the officer or by a colleague for them. Throws `invalid-input`, `not-found` for somebody not in service, `cases.leave-overlaps` where they are away or stand in for somebody on one of these days,
 * `cases.cover-missing` where the cover is themselves, not in service, or away on one of them.
 */
export async function addLeave(deps: Deps, account: SignedIn, input: LeaveInput, requestId: string): Promise<Leave> {
  const at = deps.clock.now()
  const today = shanghaiDate(at)
  readDays(input, today)
  const note = cleanText(input.note, { singleLine: true })
  if (!note.ok) throw invalid({ field: 'note', reason: note.reason })
  return deps.commands.run(async (tx) => {
    // Both stand still, in one order: two who go on leave and stand in for each other at the same moment are not let through.
    for (const id of [...new Set([input.personId, input.coverId])].sort()) await tx.updateTable('accounts').set((eb) => ({ name: eb.ref('name') })).where('id', '=', id).execute()
    const inService = (await listInService(tx)).map(({ id }) => id)
    if (!inService.includes(input.personId)) throw notFound(`no officer ${input.personId} in service`)
    if (await touching(tx, input).where((eb) => eb.or([eb('account_id', '=', input.personId), eb('cover_id', '=', input.personId)])).executeTakeFirst()) throw new AppError('cases.leave-overlaps')
    const isAway = await touching(tx, input).where('account_id', '=', input.coverId).executeTakeFirst()
    if (input.coverId === input.personId || !inService.includes(input.coverId) || isAway) throw new AppError('cases.cover-missing')
    const id = randomUUID()
    await tx.insertInto('officer_leaves').values({
      id, account_id: input.personId, cover_id: input.coverId, from_on: input.fromOn, to_on: input.toOn, note: note.value, created_by: account.id, created_at: at, ended_at: null, ended_by: null, start_told: null, end_told: null,
    }).execute()
    await recordAudit(tx, { at, accountId: account.id, role: account.duty, action: 'cases.leave', subject: `account:${input.personId}`, requestId, details: { leave: id, cover: input.coverId, from: input.fromOn, to: input.toOn } })
    return present(deps, account, await selectLeaves(tx).where('officer_leaves.id', '=', id).executeTakeFirstOrThrow(), today)
  })
}

/** Ends it today, or takes it back before it began; a second time changes nothing. Both are told where they were told of its beginning. Throws `not-found`. */
export async function endLeave(deps: Deps, account: SignedIn, id: string, requestId: string): Promise<Leave> {
  const at = deps.clock.now()
  const today = shanghaiDate(at)
  return deps.commands.run(async (tx) => {
    const ended = await tx.updateTable('officer_leaves').set({ ended_at: at, ended_by: account.id }).where('id', '=', id).where('ended_at', 'is', null).where('to_on', '>=', today).returningAll().executeTakeFirst()
    if (ended) {
      await recordAudit(tx, { at, accountId: account.id, role: account.duty, action: 'cases.end-leave', subject: `account:${ended.account_id}`, requestId, details: { leave: id } })
      if (ended.start_told !== null) await tellLeave(tx, deps, ended, 'end', at)
    }
    const row = await selectLeaves(tx).where('officer_leaves.id', '=', id).executeTakeFirst()
    if (!row) throw notFound(`no leave ${id}`)
    return present(deps, account, row, today)
  })
}
