// Promise A16, over all routes: whatever changes something leaves at least one line in the audit, which names the duty of whoever did it.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { actors } from '../support/actors.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { testStart } from '../support/test-clock.ts'
import { matrix } from './matrix.ts'
import { send } from './send.ts'
import { buildWorld, type World } from './world.ts'

let test: TestApp
let world: World
let restore: () => Promise<void>
beforeAll(async () => {
  test = await buildTestApp()
  world = await buildWorld(test)
  // An approver does what an officer does: what they do must be told apart in the audit.
  await test.db.updateTable('accounts').set({ staff_role: 'approver' }).where('staff_role', '=', 'officer').execute()
  restore = (await test.snapshot()).restore
})
afterAll(() => test.close())

/** Parts of an upload change nothing anybody sees; the line comes when the file is stored. In the matrix's world the drafts and the wish to join are there already, so asking again changes nothing. A notice and a table that is judged are only shown. Who looks at a case is kept for a day and changes nothing in it; a visitor's questions are kept nowhere. In the matrix's world a case nobody holds is laid back; hands that change have their lines in tests/cases/desk-hands. */
const changesNothing = new Set(['POST /api/cases/:id/presence', 'POST /api/files', 'PATCH /api/files/:id', 'POST /api/subsidies/applications', 'POST /api/financing/requests', 'POST /api/subsidies/quick-check', 'POST /api/accounts/firms/:id/members', 'POST /api/subsidies/batch/notice', 'POST /api/subsidies/payments/check', 'POST /api/portfolio/imports/preview', 'POST /api/notices/:id/opens', 'POST /api/notices/desk/audience-preview', 'POST /api/cases/desk/hands'])
const changing = matrix.filter(({ route, expected }) => /^(POST|PUT|PATCH|DELETE) /.test(route) && !changesNothing.has(route) && expected.some((status) => status < 300))

async function lastLine(): Promise<number> {
  const { id } = await test.db.selectFrom('audit').select((eb) => eb.fn.max('id').as('id')).executeTakeFirstOrThrow()
  return Number(id ?? 0)
}

describe('every change leaves a line', () => {
  it.each(changing.map((row) => [`${row.route} ${row.what}`, row] as const))('%s', async (_title, row) => {
    await restore()
    test.clock.set(testStart)
    await row.before?.(world)
    const actor = actors[row.expected.findIndex((status) => status < 300)] ?? 'anonymous'
    const before = await lastLine()
    expect((await send(world.clients[actor].copy(), row, row.request(world))).status).toBeLessThan(300)
    const lines = await test.db.selectFrom('audit').select(['action', 'outcome', 'account_id', 'role']).where('id', '>', before).where('outcome', '=', 'done').execute()
    expect(lines.length).toBeGreaterThan(0)
    const approvers = (await test.db.selectFrom('accounts').select('id').where('staff_role', '=', 'approver').execute()).map(({ id }) => id)
    expect(lines.filter(({ account_id: id, role }) => id !== null && approvers.includes(id) && role !== 'approver')).toEqual([])
  })
})
