// The second person of a scheme: proposed by one, published by another who had no hand in it. Every move is one conditional UPDATE.
import { isDeepStrictEqual } from 'node:util'
import type { SchemeAction, SchemeActionInput } from '#contract/subsidies/scheme-schema.ts'
import { assertMayApprove } from '../accounts/approvals.ts'
import { recordAudit } from '../audit/record.ts'
import type { Tx } from '../db/commands.ts'
import type { SchemeVersionRow } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { AppError, invalid } from '../errors.ts'
import { syncBudget } from './budget.ts'
import { asOffered, offeredIn } from './scheme-copies.ts'
import { draftOf, type Asker } from './scheme-drafts.ts'
import { publishSchemes } from './scheme-history.ts'
import { isBlocked, problemsOf } from './scheme-problems.ts'
import { addHand, changeVersion, findLive, handsOf, sourceOf } from './scheme-repository.ts'
import { tellFirms, tellOfficers, type Telling } from './scheme-telling.ts'

type Move = Telling & { input: SchemeActionInput }

/** Throws `subsidies.scheme-incomplete`, `subsidies.scheme-unchanged`. */
async function propose(move: Move): Promise<void> {
  const { deps, tx, row, asker, at } = move
  const source = sourceOf(row)
  assertComplete(deps, row)
  const live = await findLive(tx, row.programme_id)
  if (live && isDeepStrictEqual(offeredIn(live, at, deps.config.demo), source)) throw new AppError('subsidies.scheme-unchanged')
  await change(tx, row, { state: 'proposed', proposed_by: asker.account.id, proposed_at: at })
  await addHand(tx, row.id, asker.account.id)
  await tellOfficers(move, 'scheme.proposed')
}

/** Throws `subsidies.scheme-proposer`. */
async function takeBack({ tx, row, asker }: Move): Promise<void> {
  if (row.proposed_by !== asker.account.id) throw new AppError('subsidies.scheme-proposer')
  await change(tx, row, { state: 'draft' })
}

/** By anybody but who proposed it (they take it back). Throws `invalid-input` without a reason. */
async function sendBack(move: Move): Promise<void> {
  const { tx, row, asker, input } = move
  const reason = input.reason?.trim() ?? ''
  if (reason === '') throw invalid({ field: 'reason', reason: 'required' })
  if (row.proposed_by === asker.account.id) throw new AppError('subsidies.scheme-hand')
  await change(tx, row, { state: 'draft' })
  await tellOfficers(move, 'scheme.sent-back', reason)
}

/** Four eyes: never by who wrote or proposed it. Throws `subsidies.scheme-hand`, `accounts.approver-needed`, `subsidies.scheme-incomplete`, `subsidies.budget-committed`. */
async function publish(move: Move): Promise<void> {
  const { deps, tx, row, asker, at } = move
  if ((await handsOf(tx, row.id)).includes(asker.account.id)) throw new AppError('subsidies.scheme-hand')
  assertMayApprove(deps, asker.account)
  // The others may have changed since it was proposed.
  assertComplete(deps, row)
  const source = sourceOf(row)
  const live = deps.content.source(row.programme_id)
  // Cases before versions, as everybody who hands in: a submission under way is waited for.
  await tx.updateTable('cases').set({ title: source.title }).where('programme_id', '=', row.programme_id).where('state', '=', 'draft').execute()
  // First out, then in: no moment has two in force (unique index scheme_versions_one_live).
  await tx.updateTable('scheme_versions').set({ state: 'past' }).where('programme_id', '=', row.programme_id).where('state', '=', 'live').execute()
  await change(tx, row, { state: 'live', published_by: asker.account.id, published_at: at })
  await settleBatches(tx, row)
  await tellFirms(move, live && asOffered(live, at, deps.config.demo), source)
  await tellOfficers(move, 'scheme.published')
}

function assertComplete(deps: Deps, row: SchemeVersionRow): void {
  const blocking = problemsOf(deps, sourceOf(row)).filter(({ blocks }) => blocks)
  if (isBlocked(blocking)) throw new AppError('subsidies.scheme-incomplete', { details: { count: blocking.length, path: blocking[0]?.path ?? '' } })
}

async function change(tx: Tx, row: SchemeVersionRow, to: Partial<SchemeVersionRow>): Promise<void> {
  if (!(await changeVersion(tx, row, to))) throw new AppError('subsidies.scheme-state')
}

/**
 * The money of every batch as published from now on, in the same transaction. Throws `subsidies.budget-committed` with the batch where less is
 * published than was promised already, or a batch with cases is gone.
 */
async function settleBatches(tx: Tx, row: SchemeVersionRow): Promise<void> {
  const { id, batches } = sourceOf(row)
  const used = await tx.selectFrom('applications').innerJoin('cases', 'cases.id', 'applications.case_id').select('applications.batch_id').distinct().where('cases.programme_id', '=', id).where('applications.batch_id', 'is not', null).execute()
  const gone = used.map((one) => one.batch_id ?? '').find((batchId) => !batches.some((batch) => batch.id === batchId))
  if (gone !== undefined) throw new AppError('subsidies.budget-committed', { details: { batchId: gone, cases: 1 } })
  for (const batch of batches) {
    await syncBudget(tx, id, batch)
    const budget = await tx.selectFrom('budgets').select(['total_fen', 'committed_fen']).where('programme_id', '=', id).where('batch_id', '=', batch.id).executeTakeFirstOrThrow()
    if (budget.total_fen !== batch.budgetFen) throw new AppError('subsidies.budget-committed', { details: { batchId: batch.id, committedFen: budget.committed_fen } })
  }
}

const moves: Record<SchemeAction, { from: 'draft' | 'proposed'; take: (move: Move) => Promise<void> }> = {
  propose: { from: 'draft', take: propose }, 'take-back': { from: 'proposed', take: takeBack }, 'send-back': { from: 'proposed', take: sendBack }, publish: { from: 'proposed', take: publish },
}

/** Throws `not-found` without a draft, `subsidies.scheme-state` in the wrong state, `stale` when another was saved since, and what each move says. */
export async function actOnScheme(deps: Deps, asker: Asker, id: string, action: SchemeAction, input: SchemeActionInput): Promise<void> {
  const at = deps.clock.now()
  await deps.commands.run(async (tx) => {
    const row = await draftOf(tx, id)
    const { from, take } = moves[action]
    if (row.state !== from) throw new AppError('subsidies.scheme-state')
    if (row.revision !== input.revision) throw new AppError('stale', { details: { version: row.revision } })
    await take({ deps, tx, asker, row, at, input })
    const { account, requestId } = asker
    await recordAudit(tx, { at, accountId: account.id, role: account.duty, action: `subsidies.scheme-${action}`, subject: `scheme:${id}`, requestId, details: { number: row.number, ...(input.reason ? { reason: input.reason } : {}) } })
  })
  // After COMMIT: what everybody is shown from now on.
  if (action === 'publish') {
    await publishSchemes(deps)
    deps.signals.say('schemes', id)
  }
}
