import type { FastifyInstance } from 'fastify'
import { shanghaiDate } from '#contract/identifiers/date.ts'
import { compareText } from '#contract/identifiers/text.ts'
import { listQueue } from '#contract/cases/endpoints.ts'
import { QueueQuerySchema, QueueSchema, type Queue, type QueueGroup } from '#contract/cases/schema.ts'
import { isProvisional, isWorkday, workdaysLeft } from '#contract/cases/workdays.ts'
import type { Deps } from '../deps.ts'
import { readDateCursor, readInstantCursor, writeCursor } from '../http/cursor.ts'
import { route } from '../http/route.ts'
import { countQueue, isByDue, listQueueRows } from './repository.ts'

const pageSize = 50

async function readQueue(deps: Deps, query: { group?: QueueGroup; q?: string; cursor?: string; limit?: number }): Promise<Queue> {
  const group = query.group ?? 'todo'
  const limit = query.limit ?? pageSize
  const today = shanghaiDate(deps.clock.now())
  const { calendar } = deps.content
  const after = isByDue(group) ? readDateCursor(query.cursor) : readInstantCursor(query.cursor)
  const search = query.q === undefined ? undefined : compareText(query.q)
  const [rows, counts] = await Promise.all([
    listQueueRows(deps.db, { group, today, search: search || undefined, after, limit: limit + 1 }),
    countQueue(deps.db, today),
  ])
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  const next = rows.length > limit && last ? writeCursor([(isByDue(group) ? last.due_on : last.submitted_at) ?? '', last.id]) : undefined
  return {
    items: page.map((row) => ({
      id: row.id, number: row.number ?? '', title: row.title, programmeId: row.programme_id, firmId: row.firm_id, firmName: row.firm_name, town: row.firm_town,
      firmVerified: row.firm_verification === 'verified', state: row.state, submittedAt: new Date(row.submitted_at ?? row.created_at).toISOString(),
      dueOn: row.due_on, workdaysLeft: row.due_on === null ? null : workdaysLeft(calendar, today, row.due_on),
      provisional: row.due_from !== null && row.due_on !== null && isProvisional(calendar, row.due_from, row.due_on), amountFen: row.amount_fen,
    })),
    ...(next ? { next } : {}), counts, today, isWorkday: isWorkday(calendar, today),
  }
}

export function registerCases(app: FastifyInstance, deps: Deps): void {
  route(app, listQueue, { access: ['officer'], query: QueueQuerySchema, reply: { 200: QueueSchema } }, ({ query }) => readQueue(deps, query))
}
