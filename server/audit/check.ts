// The whole chain walked by the worker, a few milliseconds at a time: asked for by an auditor, and every night by itself. How far it came stands in the database, so that a process that dies loses nothing of it.
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { ChainState } from '#contract/audit/schema.ts'
import { shanghaiDayStart, shanghaiDate } from '#contract/identifiers/date.ts'
import type { Connection, Tx } from '../db/commands.ts'
import { readStoredJson } from '../db/json.ts'
import type { Deps } from '../deps.ts'
import type { SignedIn } from '../http/route.ts'
import { chainStart, endFaults, faultText, lockHead, walkChain, type ChainFault, type ChainPlace } from './chain.ts'
import { recordAudit } from './record.ts'

export const lastCheckKey = 'audit-check'
const runningKey = 'audit-check-running'
const hour = 3_600_000
/** Of one round of the worker; between two batches of 500 everybody else has their turn. */
const sliceMs = 200
const mostFaults = 50
/** Between two and five in the night, once. */
const nightHours = [2, 5] as const
const restMs = 20 * hour

interface LastCheck { at: number; lines: number; faults: ChainFault[]; faultCount: number; ms: number; by: string | null }
interface RunningCheck { startedAt: number; by: string | null; place: ChainPlace; faults: ChainFault[]; faultCount: number; ms: number }

async function readMeta<T>(connection: Connection, key: string): Promise<{ text: string; value: T } | undefined> {
  const row = await connection.selectFrom('meta').select('value').where('key', '=', key).executeTakeFirst()
  return row && { text: row.value, value: readStoredJson<T>(row.value) }
}

/** The newest complete check; undefined before the first. */
export async function readLastCheck(connection: Connection): Promise<{ at: number; isWhole: boolean } | undefined> {
  const last = await readMeta<LastCheck>(connection, lastCheckKey)
  return last && { at: last.value.at, isWhole: last.value.faultCount === 0 }
}

export async function readChainState({ db }: Pick<Deps, 'db'>): Promise<ChainState> {
  const last = (await readMeta<LastCheck>(db, lastCheckKey))?.value
  const running = (await readMeta<RunningCheck>(db, runningKey))?.value
  const { sealed } = await db.selectFrom('audit_seals').select((eb) => eb.fn.max('seq').as('sealed')).executeTakeFirstOrThrow()
  const { waiting } = await db.selectFrom('audit_pending').select((eb) => eb.fn.countAll().as('waiting')).executeTakeFirstOrThrow()
  const by = last === undefined || last.by === null ? null : ((await db.selectFrom('accounts').select('name').where('id', '=', last.by).executeTakeFirst())?.name ?? null)
  return {
    lines: Number(sealed ?? 0) + Number(waiting), sealed: Number(sealed ?? 0), waiting: Number(waiting),
    last: last === undefined ? null : {
      at: new Date(last.at).toISOString(), isWhole: last.faultCount === 0, lines: last.lines, faultCount: last.faultCount, ms: Math.round(last.ms), by,
      faults: last.faults.map((fault) => ({ kind: fault.kind, seq: 'seq' in fault ? fault.seq : null, line: 'line' in fault ? fault.line : null })),
    },
    running: running === undefined ? null : { startedAt: new Date(running.startedAt).toISOString(), walked: running.place.seq },
  }
}

/** False when one is under way. */
async function begin(tx: Tx, at: number, by: string | null): Promise<boolean> {
  const running: RunningCheck = { startedAt: at, by, place: chainStart, faults: [], faultCount: 0, ms: 0 }
  const { numInsertedOrUpdatedRows } = await tx.insertInto('meta').values({ key: runningKey, value: JSON.stringify(running) }).onConflict((conflict) => conflict.column('key').doNothing()).executeTakeFirstOrThrow()
  return Number(numInsertedOrUpdatedRows) > 0
}

/** Asks the worker for a full check; one that is under way goes on. */
export async function requestCheck(deps: Deps, account: SignedIn, requestId: string): Promise<ChainState> {
  const at = deps.clock.now()
  await deps.commands.run(async (tx) => {
    await begin(tx, at, account.id)
    await recordAudit(tx, { at, accountId: account.id, role: account.duty, action: 'audit.check', requestId })
  })
  return readChainState(deps)
}

async function beginByNight(deps: Deps): Promise<void> {
  const now = deps.clock.now()
  const midnight = shanghaiDayStart(shanghaiDate(now))
  if (now < midnight + nightHours[0] * hour || now >= midnight + nightHours[1] * hour) return
  const last = await readLastCheck(deps.db)
  if (last && now - last.at < restMs) return
  await deps.commands.run((tx) => begin(tx, now, null))
}

const more = (faults: readonly ChainFault[], found: readonly ChainFault[]) => [...faults, ...found].slice(0, mostFaults)

/** What is left, with the end of the chain, out of one transaction: the sealer goes on meanwhile. False where more than a step was left. */
async function finish(deps: Deps, before: string, running: RunningCheck): Promise<boolean> {
  const at = deps.clock.now()
  const done = await deps.commands.run(async (tx) => {
    await lockHead(tx, deps.databaseKind)
    const rest = await walkChain(tx, running.place)
    if (!rest.isEnd) return undefined
    const { numDeletedRows } = await tx.deleteFrom('meta').where('key', '=', runningKey).where('value', '=', before).executeTakeFirst()
    if (Number(numDeletedRows) === 0) return undefined
    const end = await endFaults(tx, rest.place)
    const found = [...rest.faults, ...end.faults]
    const last: LastCheck = { at, lines: end.lines, faults: more(running.faults, found), faultCount: running.faultCount + found.length, ms: running.ms, by: running.by }
    const value = JSON.stringify(last)
    await tx.insertInto('meta').values({ key: lastCheckKey, value }).onConflict((conflict) => conflict.column('key').doUpdateSet({ value })).execute()
    await recordAudit(tx, { at, accountId: null, role: 'system', action: 'audit.check', details: { isWhole: last.faultCount === 0, lines: last.lines, faults: last.faultCount } })
    return last
  })
  if (done && done.faultCount > 0) deps.log.error({ faults: done.faultCount, first: done.faults.slice(0, 5).map(faultText) }, 'the audit chain is broken')
  return done !== undefined
}

/** One slice of the check that is under way; begins the one of the night. Two processes at once do no harm: only one of them moves the place on. */
export async function checkStep(deps: Deps): Promise<void> {
  const open = await readMeta<RunningCheck>(deps.db, runningKey)
  if (!open) return beginByNight(deps)
  let running = open.value
  const start = performance.now()
  let isEnd = false
  while (!isEnd && performance.now() - start < sliceMs) {
    const step = await walkChain(deps.db, running.place)
    running = { ...running, place: step.place, faults: more(running.faults, step.faults), faultCount: running.faultCount + step.faults.length }
    ;({ isEnd } = step)
    await nextTurn()
  }
  running = { ...running, ms: running.ms + performance.now() - start }
  const value = JSON.stringify(running)
  const { numUpdatedRows } = await deps.commands.run((tx) => tx.updateTable('meta').set({ value }).where('key', '=', runningKey).where('value', '=', open.text).executeTakeFirst())
  if (isEnd && Number(numUpdatedRows) > 0) await finish(deps, value, running)
}
