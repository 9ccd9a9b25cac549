// Which cases belong to which group of the desk's queue. The list and its counts are read from the same conditions.
import { expressionBuilder, sql, type Expression, type SqlBool } from 'kysely'
import type { QueueGroup } from '#contract/cases/schema.ts'
import { openStates, pathOf, type CaseState } from '#contract/cases/workflow.ts'
import type { Connection } from '../db/commands.ts'
import type { Database } from '../db/schema.ts'
import type { Deps } from '../deps.ts'

/** Who asks, and what the conditions are judged by. */
export interface Desk {
  accountId: string
  today: string
  /** Schemes that pay as soon as they have approved, without publicity. */
  paysAtOnce: string[]
}

const eb = expressionBuilder<Database, 'cases'>()
const countyStates: readonly CaseState[] = [...openStates, 'refused']
/** Everything else is decided. Said the other way round: most cases are, and the newest of them are found by the time they came in, not by their state. */
const undecidedStates: readonly CaseState[] = ['draft', 'submitted', 'accepted', 'returned', 'reviewing', 'approved', 'publicity']

export function deskOf(deps: Pick<Deps, 'content'>, accountId: string, today: string): Desk {
  const paysAtOnce = deps.content.programmes(today).filter(({ steps }) => {
    const path = pathOf(steps)
    return path[path.indexOf('approved') + 1] === 'paid'
  })
  return { accountId, today, paysAtOnce: paysAtOnce.map(({ id }) => id) }
}

/** The county owes an answer: a case under way, or a refused one whose firm has asked for a review (only then has it a date). */
export function isOwed(): Expression<SqlBool> {
  return eb.and([eb('cases.state', 'in', countyStates), eb.or([eb('cases.state', '<>', 'refused'), eb('cases.due_on', 'is not', null)])])
}

export function isNotRecused(accountId: string): Expression<SqlBool> {
  return eb.not(eb.exists(eb.selectFrom('recusals').select('recusals.case_id').whereRef('recusals.case_id', '=', 'cases.id').where('recusals.account_id', '=', accountId)))
}

/** Four eyes: who changed answers on the firm's behalf does not decide on them. */
export function hasCorrected(accountId: string): Expression<SqlBool> {
  return eb.exists(eb.selectFrom('case_events').select('case_events.id').whereRef('case_events.case_id', '=', 'cases.id').where('case_events.action', '=', 'correct').where('case_events.account_id', '=', accountId))
}

const openDisputes = () => eb.selectFrom('disputes').select('disputes.case_id').where('disputes.state', '=', sql.lit('open'))

/** Publicity has run out, or there is none on this scheme's way, and nothing said against the case waits for an answer. */
export function canBePaid({ paysAtOnce }: Desk): Expression<SqlBool> {
  const publicity = (state: 'over' | 'running') => eb.exists(eb.selectFrom('publicities').select('publicities.id').whereRef('publicities.case_id', '=', 'cases.id').where('publicities.state', '=', state))
  const isOver = eb.and([eb('cases.state', '=', 'publicity'), publicity('over'), eb.not(publicity('running'))])
  const isDirect = eb.and([eb('cases.state', '=', 'approved'), eb('cases.programme_id', 'in', paysAtOnce)])
  return eb.and([eb('cases.state', 'in', ['approved', 'publicity']), paysAtOnce.length > 0 ? eb.or([isOver, isDirect]) : isOver, eb('cases.id', 'not in', openDisputes())])
}

export function inGroup(group: QueueGroup, desk: Desk): Expression<SqlBool> {
  switch (group) {
    case 'todo': return eb.and([isOwed(), isNotRecused(desk.accountId)])
    case 'mine': return eb.and([eb('cases.assigned_to', '=', desk.accountId), isOwed(), isNotRecused(desk.accountId)])
    case 'approve': return eb.and([eb('cases.state', '=', 'reviewing'), eb.or([eb('cases.recommended_by', 'is', null), eb('cases.recommended_by', '<>', desk.accountId)]), isNotRecused(desk.accountId), eb.not(hasCorrected(desk.accountId))])
    case 'overdue': return eb.and([isOwed(), eb('cases.due_on', '<', desk.today)])
    case 'waiting': return eb('cases.state', '=', 'returned')
    case 'submitted':
    case 'accepted':
    case 'publicity': return eb('cases.state', '=', group)
    case 'pay': return canBePaid(desk)
    case 'disputes': return eb.and([eb('cases.state', '<>', 'draft'), eb('cases.id', 'in', openDisputes())])
    // Said by the time as well: that is the index the list is read from.
    case 'decided': return eb.and([eb('cases.submitted_at', 'is not', null), eb('cases.state', 'not in', undecidedStates)])
    case 'all': return eb.and([eb('cases.submitted_at', 'is not', null), eb('cases.state', '<>', 'draft')])
  }
}

/** How many there are in each group, whatever is filtered. What is a matter of the state alone is counted over one narrow index (cases_handed_in): those groups hold every case there ever was. */
export async function countGroups(connection: Connection, desk: Desk): Promise<Record<QueueGroup, number>> {
  const one = (group: QueueGroup) => eb.selectFrom('cases').select((cases) => cases.fn.countAll<number>().as('count')).where(inGroup(group, desk)).as(group)
  const judged = await connection.selectNoFrom([one('todo'), one('mine'), one('approve'), one('overdue'), one('pay'), one('disputes')]).executeTakeFirstOrThrow()
  const byState = await connection.selectFrom('cases').select(['state', (cases) => cases.fn.countAll<number>().as('count')]).where('submitted_at', 'is not', null).groupBy('state').execute()
  const of = (group: keyof typeof judged) => Number(judged[group] ?? 0)
  const sum = (isCounted: (state: CaseState) => boolean) => byState.reduce((total, { state, count }) => (isCounted(state) ? total + Number(count) : total), 0)
  return {
    todo: of('todo'), mine: of('mine'), approve: of('approve'), overdue: of('overdue'), pay: of('pay'), disputes: of('disputes'),
    waiting: sum((state) => state === 'returned'), submitted: sum((state) => state === 'submitted'), accepted: sum((state) => state === 'accepted'), publicity: sum((state) => state === 'publicity'),
    decided: sum((state) => !undecidedStates.includes(state)), all: sum((state) => state !== 'draft'),
  }
}

/** Of these cases: which can be paid now, and how many objections and appeals of each wait for an answer. */
export async function readStanding(connection: Connection, desk: Desk, ids: readonly string[]): Promise<{ payable: ReadonlySet<string>; disputes: ReadonlyMap<string, number> }> {
  if (ids.length === 0) return { payable: new Set(), disputes: new Map() }
  const payable = await connection.selectFrom('cases').select('cases.id').where('cases.id', 'in', ids).where(canBePaid(desk)).execute()
  const disputes = await connection.selectFrom('disputes').select(['case_id', (row) => row.fn.countAll<number>().as('count')])
    .where('case_id', 'in', ids).where('state', '=', 'open').groupBy('case_id').execute()
  return { payable: new Set(payable.map((row) => row.id)), disputes: new Map(disputes.map((row) => [row.case_id, Number(row.count)])) }
}
