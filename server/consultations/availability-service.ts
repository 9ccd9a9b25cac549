// An expert's hours as they and officers see and keep them: weekly rules, additions, lunch, leave and what lies over it.
import type { Availability, HoursInput } from '#contract/consultations/schema.ts'
import type { Addition, WeeklyRule } from '#contract/consultations/slots.ts'
import type { Way } from '#contract/consultations/ways.ts'
import { addDays, shanghaiDate } from '#contract/identifiers/date.ts'
import { recordAudit } from '../audit/record.ts'
import type { Connection } from '../db/commands.ts'
import { readStoredJson } from '../db/json.ts'
import type { Deps } from '../deps.ts'
import type { SignedIn } from '../http/route.ts'
import { readHours } from './availability-input.ts'
import { assertVersion, emptyProfile, lockOwnExpert, openOwnExpert } from './expert-access.ts'
import { listComingOpenDays } from './open-days.ts'
import { listOverLeave } from './over-leave.ts'
import { presentSummaries } from './view.ts'
import { offerFreed, withdrawForbidden } from './waiting-offers.ts'

async function listLeaves(connection: Connection, expertId: string, now: number): Promise<Availability['leaves']> {
  const rows = await connection.selectFrom('expert_leaves').innerJoin('accounts', 'accounts.id', 'expert_leaves.created_by').selectAll('expert_leaves').select('accounts.name as by')
    .where('expert_id', '=', expertId).where('removed_at', 'is', null).where('ends_at', '>', now).orderBy('starts_at').orderBy('expert_leaves.id').execute()
  return rows.map(({ id, starts_at, ends_at, reason, by }) => ({ id, startsAt: new Date(starts_at).toISOString(), endsAt: new Date(ends_at).toISOString(), reason, by }))
}

/** For whoever was let in (openOwnExpert). */
export async function viewAvailability(connection: Connection, deps: Pick<Deps, 'content' | 'clock'>, expertId: string): Promise<Availability> {
  const now = deps.clock.now()
  const today = shanghaiDate(now)
  const { calendar, consultations } = deps.content
  const row = (await connection.selectFrom('expert_profiles').selectAll().where('account_id', '=', expertId).executeTakeFirst()) ?? emptyProfile(consultations, expertId)
  const last = addDays(today, consultations.limits.horizonDays)
  const near = (dates: ReadonlySet<string>) => [...dates].filter((date) => date >= today && date <= last).sort()
  return {
    expertId, version: row.hours_version, rules: readStoredJson<(WeeklyRule & { weekdays: number[]; ways: Way[] })[]>(row.rules),
    additions: readStoredJson<(Addition & { ways: Way[] })[]>(row.additions).filter(({ date }) => date >= today),
    lunch: row.lunch === null ? null : readStoredJson<{ from: string; to: string }>(row.lunch), perDay: row.per_day,
    leaves: await listLeaves(connection, expertId, now), overLeave: await presentSummaries(connection, deps, await listOverLeave(connection, now, expertId)), openDays: await listComingOpenDays(connection, today),
    calendar: { today, restDays: near(calendar.restDays), workdays: near(calendar.workdays) },
  }
}

export async function getAvailability(deps: Deps, account: SignedIn, id: string): Promise<Availability> {
  await openOwnExpert(deps.db, account, id)
  return viewAvailability(deps.db, deps, id)
}

/** What was booked stays. Throws `stale` with the version there is, `invalid-input` by field, `not-found`. */
export async function saveAvailability(deps: Deps, account: SignedIn, id: string, readVersion: () => number, input: HoursInput, requestId: string): Promise<Availability> {
  const at = deps.clock.now()
  return deps.commands.run(async (tx) => {
    const { row } = await lockOwnExpert(tx, deps, account, id)
    assertVersion(row.hours_version, readVersion())
    const hours = readHours(input, { today: shanghaiDate(at), ways: readStoredJson<Way[]>(row.ways), additions: readStoredJson<Addition[]>(row.additions) })
    await tx.updateTable('expert_profiles').set({
      rules: JSON.stringify(hours.rules), additions: JSON.stringify(hours.additions), lunch: hours.lunch === null ? null : JSON.stringify(hours.lunch), per_day: hours.perDay, hours_version: row.hours_version + 1, saved_by: account.id, saved_at: at,
    }).where('account_id', '=', id).execute()
    await recordAudit(tx, { at, accountId: account.id, role: account.duty, action: 'consultations.save-hours', subject: `expert:${id}`, requestId, details: { rules: hours.rules.length, additions: hours.additions.length, perDay: hours.perDay } })
    await withdrawForbidden(tx, deps, id)
    await offerFreed(tx, deps, id)
    return viewAvailability(tx, deps, id)
  })
}
