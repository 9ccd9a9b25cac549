// The absent and their cover are told when a leave begins and when it is over, each once, whatever restarts: what was told is written down in the same transaction.
import { chineseDate, shanghaiDate, shanghaiDayStart } from '#contract/identifiers/date.ts'
import { atMostEvery } from '../at-most-every.ts'
import type { Connection, Tx } from '../db/commands.ts'
import type { OfficerLeaveRow } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { enqueueMessages } from '../messages/outbox.ts'
import { renderMessage } from '../messages/texts.ts'

const everyMs = 10 * 60_000
const firstHourMs = 8 * 3_600_000
type Turn = 'start' | 'end'
const marks = { start: 'start_told', end: 'end_told' } as const

/** False for whoever comes later. */
export async function tellLeave(tx: Tx, deps: Pick<Deps, 'content'>, { id, account_id, cover_id, to_on }: OfficerLeaveRow, turn: Turn, at: number): Promise<boolean> {
  const taken = await tx.updateTable('officer_leaves').set({ [marks[turn]]: at }).where('id', '=', id).where(marks[turn], 'is', null).executeTakeFirst()
  if (Number(taken.numUpdatedRows) === 0) return false
  const names = new Map((await tx.selectFrom('accounts').select(['id', 'name']).where('id', 'in', [account_id, cover_id]).execute()).map((row) => [row.id, row.name]))
  const values = { person: names.get(account_id) ?? '', cover: names.get(cover_id) ?? '', until: chineseDate(to_on) }
  const kind = turn === 'start' ? 'leave.started' : 'leave.ended'
  // No link: it is about these two, and nobody stands in for it.
  await enqueueMessages(tx, { at, accountIds: [account_id, cover_id], firmId: null, dedupeKey: `${kind}:${id}`, message: renderMessage(deps.content, kind, values) })
  return true
}

function listUntold(connection: Connection, turn: Turn, today: string) {
  const rows = connection.selectFrom('officer_leaves').selectAll().where('ended_at', 'is', null).where(marks[turn], 'is', null)
  // One nobody was told of before it was over has begun for nobody.
  return (turn === 'start' ? rows.where('from_on', '<=', today).where('to_on', '>=', today) : rows.where('to_on', '<', today).where('start_told', 'is not', null)).orderBy('from_on').orderBy('id').execute()
}

/** One round, from eight in the morning, also on days of rest: a leave begins on them. Returns how many were told of. */
export async function tellOfLeaves(deps: Deps): Promise<number> {
  const now = deps.clock.now()
  const today = shanghaiDate(now)
  if (now < shanghaiDayStart(today) + firstHourMs) return 0
  let told = 0
  for (const turn of ['start', 'end'] as const) {
    for (const row of await listUntold(deps.db, turn, today)) if (await deps.commands.run((tx) => tellLeave(tx, deps, row, turn, now))) told += 1
  }
  return told
}

/** `tellOfLeaves`, at most every ten minutes however often the worker asks. */
export const sendLeaves = atMostEvery(everyMs, tellOfLeaves)
