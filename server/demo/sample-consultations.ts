// Experts of demo.json with their hours, and what firms have talked over with them.
import { randomUUID } from 'node:crypto'
import { addDays, shanghaiDate, shanghaiDayStart } from '#contract/identifiers/date.ts'
import type { Deps } from '../deps.ts'
import type { SignedIn } from '../http/route.ts'
import type { Demo } from './source.ts'

/** Hours begin so long ago that also past visits lie in them. */
const hoursSince = 90

export async function seedExperts(deps: Deps, samples: Demo['consultations']['experts'], person: (key: string) => SignedIn): Promise<void> {
  const now = deps.clock.now()
  const today = shanghaiDate(now)
  const at = shanghaiDayStart(addDays(today, -hoursSince))
  for (const { expert: key, profile, hours, leaves } of samples) {
    const { id } = person(key)
    const rules = hours.rules.map((rule) => ({ ...rule, validFrom: addDays(today, -hoursSince), validTo: null }))
    await deps.commands.run(async (tx) => {
      const { organisation, qualification, fields, statement, introduction, placeId, isOpen } = profile
      await tx.insertInto('expert_profiles').values({
        account_id: id, organisation, qualification, fields, statement, introduction, place_id: placeId, is_open: isOpen ? 1 : 0, version: 1, hours_version: 1, turn: 0, saved_by: id, saved_at: at, per_day: hours.perDay,
        industries: JSON.stringify(profile.industries), topics: JSON.stringify(profile.topics), ways: JSON.stringify(profile.ways), rules: JSON.stringify(rules), additions: '[]', lunch: JSON.stringify(hours.lunch),
      }).execute()
      for (const { inDays, days, reason } of leaves) {
        const [starts, ends] = [shanghaiDayStart(addDays(today, inDays)), shanghaiDayStart(addDays(today, inDays + days))]
        await tx.insertInto('expert_leaves').values({ id: randomUUID(), expert_id: id, starts_at: starts, ends_at: ends, reason, created_by: id, created_at: at, removed_at: null }).execute()
      }
    })
  }
}
