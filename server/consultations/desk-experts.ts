// Every expert in service, for officers: who they are, what is to come, what lies over leave.
import type { DeskExperts } from '#contract/consultations/schema.ts'
import { comingStates } from '#contract/consultations/workflow.ts'
import type { Deps } from '../deps.ts'
import { byName } from './experts.ts'
import { listOverLeave } from './over-leave.ts'
import { presentProfile } from './profile-service.ts'

export async function listDeskExperts(deps: Deps): Promise<DeskExperts> {
  const now = deps.clock.now()
  const accounts = await deps.db.selectFrom('accounts').select(['id', 'name']).where('staff_role', '=', 'expert').where('disabled_at', 'is', null).execute()
  const profiles = new Map((await deps.db.selectFrom('expert_profiles').selectAll().execute()).map((row) => [row.account_id, row]))
  const coming = await deps.db.selectFrom('bookings').select(['expert_id', (eb) => eb.fn.countAll().as('count')]).where('state', 'in', comingStates).where('starts_at', '>', now).groupBy('expert_id').execute()
  const counts = new Map(coming.map(({ expert_id, count }) => [expert_id, Number(count)]))
  const over = Map.groupBy(await listOverLeave(deps.db, now), ({ expert_id }) => expert_id)
  const items = accounts.sort((one, other) => byName.compare(one.name, other.name) || (one.id < other.id ? -1 : 1)).map((account) => {
    const row = profiles.get(account.id)
    // An empty one was only written to hold a leave.
    return { id: account.id, name: account.name, profile: row && row.version > 0 ? presentProfile(account, row) : null, coming: counts.get(account.id) ?? 0, overLeave: over.get(account.id)?.length ?? 0 }
  })
  return { items }
}
