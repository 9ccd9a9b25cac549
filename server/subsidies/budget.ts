// Money of a batch: a place in line at submission, a promise at approval, payment. One conditional UPDATE each, so nothing goes below zero however many approve at once;
// the CHECKs of both databases stand behind it.
import { sql } from 'kysely'
import type { CaseState } from '#contract/cases/states.ts'
import type { AmountRule, Batch, Programme } from '#contract/subsidies/programme.ts'
import type { Line } from '#contract/subsidies/standing.ts'
import type { Connection, Tx } from '../db/commands.ts'
import type { BudgetRow } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { AppError } from '../errors.ts'
import type { ApplicationCase } from './repository.ts'
import { findLive, lockLive, sourceOf } from './scheme-repository.ts'

type Money = Pick<Deps, 'content'>
/** Handed in and not decided. */
export const undecided: readonly CaseState[] = ['submitted', 'accepted', 'returned', 'reviewing']

/** The row of this batch, its total as published now: a lower total than what is promised already is not taken over (publishing refuses it). */
export async function syncBudget(tx: Tx, programmeId: string, batch: Pick<Batch, 'id' | 'budgetFen'>): Promise<void> {
  await tx.insertInto('budgets').values({ programme_id: programmeId, batch_id: batch.id, total_fen: batch.budgetFen, committed_fen: 0, paid_fen: 0, places: 0 }).onConflict((conflict) => conflict.doNothing()).execute()
  await tx.updateTable('budgets').set({ total_fen: batch.budgetFen }).where('programme_id', '=', programmeId).where('batch_id', '=', batch.id)
    .where((eb) => (batch.budgetFen === null ? eb('total_fen', 'is not', null) : eb.and([eb('committed_fen', '<=', batch.budgetFen), eb.or([eb('total_fen', 'is', null), eb('total_fen', '<>', batch.budgetFen)])]))).execute()
}

/**
 * The batch's total, of the version in force in the database: between a publication's COMMIT and the content in memory lies a moment, and money promised in it
 * would follow the total before. The lock makes a publication and an approval see each other. Throws `unavailable` where this batch was just taken away.
 */
async function syncPublished(tx: Tx, programmeId: string, batch: Pick<Batch, 'id' | 'budgetFen'>): Promise<void> {
  await lockLive(tx, programmeId)
  const live = await findLive(tx, programmeId)
  const published = live?.origin === 'desk' ? sourceOf(live).batches.find(({ id }) => id === batch.id) : batch
  if (!published) throw new AppError('unavailable', { detail: `batch ${batch.id} was just taken away`, retryAfterSeconds: 1 })
  await syncBudget(tx, programmeId, published)
}

/** The next place in line of the batch that is open. A case keeps its first one for good. */
export async function takePlace(tx: Tx, row: ApplicationCase, programme: Programme): Promise<void> {
  if (programme.batch === null || row.application.place !== null) return
  await syncPublished(tx, programme.id, programme.batch)
  const { places } = await tx.updateTable('budgets').set({ places: sql`places + 1` }).where('programme_id', '=', programme.id).where('batch_id', '=', programme.batch.id).returning('places').executeTakeFirstOrThrow()
  await tx.updateTable('applications').set({ batch_id: programme.batch.id, place: places }).where('case_id', '=', row.id).execute()
}

/** What those before it in line, whose review is done, are to get: it is theirs first. */
async function reservedBefore(tx: Connection, row: ApplicationCase): Promise<number> {
  const { sum } = await tx.selectFrom('applications').innerJoin('cases', 'cases.id', 'applications.case_id').select((eb) => eb.fn.sum<number | null>('applications.recommended_fen').as('sum'))
    .where('cases.programme_id', '=', row.programme_id).where('applications.batch_id', '=', row.application.batch_id).where('cases.state', '=', 'reviewing').where('applications.place', '<', row.application.place).executeTakeFirstOrThrow()
  return Number(sum ?? 0)
}

function findBudget(connection: Connection, row: ApplicationCase): Promise<BudgetRow | undefined> {
  return connection.selectFrom('budgets').selectAll().where('programme_id', '=', row.programme_id).where('batch_id', '=', row.application.batch_id ?? '').executeTakeFirst()
}

function leftOf(budget: BudgetRow): number | null {
  return budget.total_fen === null ? null : Math.max(0, budget.total_fen - budget.committed_fen)
}

/** What is left of a batch, in fen; null where no budget is published. */
export async function leftInBatch(connection: Connection, programmeId: string, batch: Pick<Batch, 'id' | 'budgetFen'>): Promise<number | null> {
  if (batch.budgetFen === null) return null
  const row = await connection.selectFrom('budgets').select('committed_fen').where('programme_id', '=', programmeId).where('batch_id', '=', batch.id).executeTakeFirst()
  return Math.max(0, batch.budgetFen - (row?.committed_fen ?? 0))
}

/**
 * Promises the sum out of its batch and out of what the firm may get in a year. Throws `subsidies.budget-short` (what is left does not reach),
 * `subsidies.earlier-first` (it reaches only if those before it in line went without), `subsidies.firm-cap`; the case keeps its place.
 */
export async function commitMoney(deps: Money, tx: Tx, row: ApplicationCase, programme: Programme, amountFen: number | null, at: number): Promise<void> {
  if (amountFen === null) return
  await commitFirm(deps, tx, row, programme.amount, amountFen)
  if (row.application.batch_id === null) return
  const published = deps.content.batches(row.programme_id, at).find(({ id }) => id === row.application.batch_id)
  if (published) await syncPublished(tx, row.programme_id, published)
  // Whoever was before it in line may have been approved while this one waited for the row: then less is reserved than it read, and it asks again.
  for (let before = await reservedBefore(tx, row), read = Infinity; before < read; [before, read] = [await reservedBefore(tx, row), before]) {
    if (await isTaken(tx, row, amountFen, before)) return
  }
  const budget = await findBudget(tx, row)
  const leftFen = (budget && leftOf(budget)) ?? 0
  throw new AppError(leftFen >= amountFen ? 'subsidies.earlier-first' : 'subsidies.budget-short', { details: { leftFen, place: row.application.place ?? 0 } })
}

async function isTaken(tx: Tx, row: ApplicationCase, amountFen: number, reservedFen: number): Promise<boolean> {
  const { numUpdatedRows } = await tx.updateTable('budgets').set({ committed_fen: sql`committed_fen + ${amountFen}` }).where('programme_id', '=', row.programme_id).where('batch_id', '=', row.application.batch_id)
    .where((eb) => eb.or([eb('total_fen', 'is', null), eb(sql<number>`committed_fen + ${reservedFen} + ${amountFen}`, '<=', eb.ref('total_fen'))])).executeTakeFirst()
  return Number(numUpdatedRows) === 1
}

/** The first scheme of a line of yearly copies. */
export function schemeOf({ content }: Money, programmeId: string): string {
  let id = programmeId
  for (let steps = 0; steps < 20; steps += 1) {
    const before = content.source(id)?.source.copyOf
    if (before === undefined) return id
    id = before
  }
  return id
}

function yearlyCap(rule: AmountRule): number | null {
  return rule.type === 'percent' || rule.type === 'interest' ? rule.capFenPerFirmPerYear : null
}

async function commitFirm(deps: Money, tx: Tx, row: ApplicationCase, rule: AmountRule, amountFen: number): Promise<void> {
  const of = { firm_id: row.firm_id, scheme: schemeOf(deps, row.programme_id), year: row.year ?? 0 }
  const cap = yearlyCap(rule)
  await tx.insertInto('firm_awards').values({ ...of, committed_fen: 0 }).onConflict((conflict) => conflict.doNothing()).execute()
  let update = tx.updateTable('firm_awards').set({ committed_fen: sql`committed_fen + ${amountFen}` }).where('firm_id', '=', of.firm_id).where('scheme', '=', of.scheme).where('year', '=', of.year)
  if (cap !== null) update = update.where(sql<boolean>`committed_fen + ${amountFen} <= ${cap}`)
  if (Number((await update.executeTakeFirst()).numUpdatedRows) === 1) return
  throw new AppError('subsidies.firm-cap', { details: { leftFen: await firmLeft(deps, tx, row.firm_id, row.programme_id, of.year, rule) ?? 0 } })
}

/** What the firm may still get of this scheme in this year, in fen; null where the rule has no yearly cap. */
export async function firmLeft(deps: Money, connection: Connection, firmId: string, programmeId: string, year: number, rule: AmountRule): Promise<number | null> {
  const cap = yearlyCap(rule)
  if (cap === null) return null
  const award = await connection.selectFrom('firm_awards').select('committed_fen').where('firm_id', '=', firmId).where('scheme', '=', schemeOf(deps, programmeId)).where('year', '=', year).executeTakeFirst()
  return Math.max(0, cap - (award?.committed_fen ?? 0))
}

/** An award undone: its money is there again. */
export async function releaseMoney(deps: Money, tx: Tx, row: ApplicationCase): Promise<void> {
  const amountFen = row.approved_fen
  if (amountFen === null) return
  await tx.updateTable('firm_awards').set({ committed_fen: sql`committed_fen - ${amountFen}` }).where('firm_id', '=', row.firm_id).where('scheme', '=', schemeOf(deps, row.programme_id)).where('year', '=', row.year ?? 0).where('committed_fen', '>=', amountFen).execute()
  if (row.application.batch_id === null) return
  await tx.updateTable('budgets').set({ committed_fen: sql`committed_fen - ${amountFen}` }).where('programme_id', '=', row.programme_id).where('batch_id', '=', row.application.batch_id).execute()
}

/** Paid (+1), or come back from the bank (−1). */
export async function noteMoneyPaid(tx: Tx, row: ApplicationCase, sign: 1 | -1): Promise<void> {
  if (row.approved_fen === null || row.application.batch_id === null) return
  await tx.updateTable('budgets').set({ paid_fen: sql`paid_fen + ${sign * row.approved_fen}` }).where('programme_id', '=', row.programme_id).where('batch_id', '=', row.application.batch_id).execute()
}

/** Where an undecided case stands in its batch. */
export async function lineOf({ content }: Money, connection: Connection, row: ApplicationCase, at: number): Promise<Line | null> {
  const { batch_id: batchId, place } = row.application
  if (batchId === null || place === null || row.decided_at !== null || !undecided.includes(row.state)) return null
  const before = await connection.selectFrom('applications').innerJoin('cases', 'cases.id', 'applications.case_id')
    .select((eb) => [eb.fn.countAll<number>().as('count'), eb.fn.sum<number | null>(eb.fn.coalesce('applications.recommended_fen', 'cases.amount_fen')).as('sum')])
    .where('cases.programme_id', '=', row.programme_id).where('applications.batch_id', '=', batchId).where('applications.place', '<', place).where('cases.state', 'in', undecided).where('cases.decided_at', 'is', null).executeTakeFirstOrThrow()
  const budget = await findBudget(connection, row)
  const leftFen = budget ? leftOf(budget) : null
  const own = row.application.recommended_fen ?? row.amount_fen ?? 0
  return {
    batchId, batchName: content.batches(row.programme_id, at).find(({ id }) => id === batchId)?.name ?? batchId, place, ahead: Number(before.count), leftFen,
    isShort: leftFen !== null && leftFen < Number(before.sum ?? 0) + own,
  }
}
