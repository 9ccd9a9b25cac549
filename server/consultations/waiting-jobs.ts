// What the calendar does for the waiting list: kept times that ran out go to the next, periods end, and time that came free by itself (new hours, an opened holiday, a lapsed hold) is offered.
import { recordAudit } from '../audit/record.ts'
import { atMostEvery } from '../at-most-every.ts'
import type { Deps } from '../deps.ts'
import { lockExpert } from './claiming.ts'
import { expertsInService } from './experts.ts'
import { listOver } from './waiting.ts'
import { offerFreed, planOffers, settleMissed, withdrawForbidden } from './waiting-offers.ts'
import type { EntryOfFirm } from './waiting-repository.ts'
import { tellWaiting } from './waiting-telling.ts'

const everyMs = 5_000

async function endOver(deps: Deps, entry: EntryOfFirm): Promise<void> {
  const at = deps.clock.now()
  await deps.commands.run(async (tx) => {
    const result = await tx.updateTable('waiting_entries').set({ state: 'ended', ended: 'over', changed_at: at }).where('id', '=', entry.id).where('state', '=', 'waiting').executeTakeFirst()
    if (Number(result.numUpdatedRows) === 0) return
    await recordAudit(tx, { at, accountId: null, role: 'system', action: 'consultations.end-waiting', subject: `waiting:${entry.id}`, firmId: entry.firm_id })
    await tellWaiting(tx, deps, entry, 'ended')
  })
}

/** Lapsed holds of these experts give their time back, which is offered in the same transaction. */
async function releaseLapsed(deps: Deps): Promise<void> {
  const lapsed = await deps.db.selectFrom('consultation_holds').select('expert_id').where('state', '=', 'held').where('expires_at', '<=', deps.clock.now()).distinct().orderBy('expert_id').execute()
  for (const { expert_id } of lapsed) await deps.commands.run((tx) => offerFreed(tx, deps, expert_id))
}

/** Offers of experts who left the service meanwhile are taken back. */
async function withdrawGone(deps: Deps, open: ReadonlySet<string>): Promise<void> {
  const offers = await deps.db.selectFrom('consultation_holds').select('expert_id').where('kind', '=', 'offer').where('state', '=', 'held').distinct().orderBy('expert_id').execute()
  for (const { expert_id } of offers.filter((offer) => !open.has(offer.expert_id))) {
    await deps.commands.run(async (tx) => {
      if (await lockExpert(tx, expert_id)) await withdrawForbidden(tx, deps, expert_id)
    })
  }
}

/** One round. Several at once, also of several processes, offer no time twice. */
export async function passOnWaiting(deps: Deps): Promise<void> {
  for (const entry of await listOver(deps.db, deps)) await endOver(deps, entry)
  await releaseLapsed(deps)
  const live = await deps.db.selectFrom('waiting_entries').select('state').where('state', 'in', ['waiting', 'offered']).distinct().execute()
  // One that somebody else's claim let lapse.
  if (live.some(({ state }) => state === 'offered')) await deps.commands.run((tx) => settleMissed(tx, deps))
  if (live.length === 0) return
  const experts = await expertsInService(deps.db).where('expert_profiles.is_open', '=', 1).orderBy('expert_profiles.account_id').execute()
  await withdrawGone(deps, new Set(experts.map(({ account_id }) => account_id)))
  for (const { account_id } of experts) if ((await planOffers(deps.db, deps, account_id)).length > 0) await deps.commands.run((tx) => offerFreed(tx, deps, account_id))
}

/** `passOnWaiting`, at most every few seconds however often the worker asks. */
export const offerWaiting = atMostEvery(everyMs, passOnWaiting)
