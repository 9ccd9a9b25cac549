// Tells followers in small steps: how far an occasion came lies in `meta`, so that a restart goes on there and nobody is told twice.
import { sql, type SqlBool } from 'kysely'
import { shanghaiDate, addDays } from '#contract/identifiers/date.ts'
import type { Tx } from '../db/commands.ts'
import type { Deps } from '../deps.ts'
import { enqueueMany } from '../messages/outbox.ts'
import { listMembersOf } from './audience-facts.ts'
import { dueOccasions, type Occasion, type OccasionDeps } from './reminder-occasions.ts'

export type ReminderDeps = OccasionDeps & Pick<Deps, 'commands' | 'databaseKind'>

const prefix = 'told:'
/** Days for which it is remembered that something was told: longer than it could come up again. */
const rememberedDays = 120
const lookEveryMs = 5 * 60_000

/** members: of the firms a notice was for, then followers; then `done` and the day. after: the firm or account done last. */
interface Place { stage: 'members' | 'followers' | 'done'; after: string }

function readPlace(value: string): Place {
  const [stage, after = ''] = value.split(' ')
  return { stage: stage === 'members' || stage === 'followers' ? stage : 'done', after }
}

/** Where it stands; until the transaction ends nobody else works on it. */
async function takePlace(tx: Tx, { key, noticeId }: Occasion): Promise<Place> {
  await tx.insertInto('meta').values({ key: prefix + key, value: noticeId === null ? 'followers ' : 'members ' }).onConflict((conflict) => conflict.doNothing()).execute()
  const { value } = await tx.updateTable('meta').set((eb) => ({ value: eb.ref('value') })).where('key', '=', prefix + key).returning('value').executeTakeFirstOrThrow()
  return readPlace(value)
}

async function nextMembers(tx: Tx, noticeId: string, after: string, size: number) {
  const firms = await tx.selectFrom('notice_targets').select('firm_id').where('notice_id', '=', noticeId).where('firm_id', '>', after).orderBy('firm_id').limit(size).execute()
  const people = (await listMembersOf(tx, firms.map(({ firm_id }) => firm_id))).map(({ firm_id, account_id }) => ({ firmId: firm_id, accountId: account_id }))
  return { people, last: firms.length < size ? undefined : firms.at(-1)?.firm_id }
}

async function nextFollowers(tx: Tx, { refs, until }: Occasion, after: string, size: number) {
  const any = sql<SqlBool>`(${sql.join(refs.map(({ kind, ref }) => sql`(kind = ${kind} and ref = ${ref})`), sql` or `)})`
  const rows = await tx.selectFrom('follows').select('account_id').distinct().where(any).where('created_at', '<=', until).where('account_id', '>', after).orderBy('account_id').limit(size).execute()
  return { people: rows.map(({ account_id }) => ({ firmId: null, accountId: account_id })), last: rows.length < size ? undefined : rows.at(-1)?.account_id }
}

/** The next people of one occasion; returns how many firms or people were looked at, and whether all have been. */
async function tellNext(deps: ReminderDeps, occasion: Occasion, size: number): Promise<{ worked: number; isDone: boolean }> {
  const at = deps.clock.now()
  return deps.commands.run(async (tx) => {
    if (await occasion.isOver?.(tx)) return { worked: 0, isDone: true }
    const { stage, after } = await takePlace(tx, occasion)
    if (stage === 'done') return { worked: 0, isDone: true }
    const { people, last } = stage === 'members' ? await nextMembers(tx, occasion.noticeId ?? '', after, size) : await nextFollowers(tx, occasion, after, size)
    const left = await occasion.leaveOut(tx, people.map(({ accountId }) => accountId))
    const messages = people.filter(({ accountId }) => !left.has(accountId)).map((person) => ({ ...person, message: occasion.message, dedupeKey: occasion.key }))
    await enqueueMany(tx, deps.databaseKind, { at, about: null, messages })
    const isDone = last === undefined && stage === 'followers'
    const value = isDone ? `done ${shanghaiDate(at)}` : last === undefined ? 'followers ' : `${stage} ${last}`
    await tx.updateTable('meta').set({ value }).where('key', '=', prefix + occasion.key).execute()
    return { worked: people.length, isDone }
  })
}

/** Today's occasions that are not done yet; what was told long ago is forgotten. */
async function lookAround(deps: ReminderDeps): Promise<Occasion[]> {
  const forgotten = `done ${addDays(shanghaiDate(deps.clock.now()), -rememberedDays)}`
  await deps.commands.run((tx) => tx.deleteFrom('meta').where(sql<SqlBool>`substr(key, 1, ${prefix.length}) = ${prefix} and substr(value, 1, 5) = 'done ' and value < ${forgotten}`).execute())
  const due = await dueOccasions(deps)
  if (due.length === 0) return []
  const rows = await deps.db.selectFrom('meta').select('key').where('key', 'in', due.map(({ key }) => prefix + key)).where('value', 'like', 'done %').execute()
  const done = new Set(rows.map(({ key }) => key))
  return due.filter(({ key }) => !done.has(prefix + key))
}

/** One step, over at most `size` firms or people of what there is to tell; returns how many it was. */
export async function tellFollowers(deps: ReminderDeps, waiting: Occasion[], size: number): Promise<number> {
  for (let occasion = waiting[0]; occasion; occasion = waiting[0]) {
    const { worked, isDone } = await tellNext(deps, occasion, size)
    if (isDone) waiting.shift()
    if (worked > 0) return worked
  }
  return 0
}

/** Everything there is to tell now, in steps. For tests and for whoever does not want to wait. */
export async function remindFollowers(deps: ReminderDeps, size = 500): Promise<void> {
  const waiting = await lookAround(deps)
  while (waiting.length > 0) await tellFollowers(deps, waiting, size)
}

/** A paced step of the worker; looks for something to tell every five minutes of the process's own clock. */
export function followReminderStep(deps: ReminderDeps): (size: number) => Promise<number> {
  let waiting: Occasion[] = []
  let lookedAt = -Infinity
  return async (size) => {
    if (waiting.length === 0) {
      if (performance.now() - lookedAt < lookEveryMs) return 0
      lookedAt = performance.now()
      waiting = await lookAround(deps)
    }
    return tellFollowers(deps, waiting, size)
  }
}
