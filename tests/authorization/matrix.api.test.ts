import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { actors, derivedActors, type Actor, type DerivedActor } from '../support/actors.ts'
import type { Reply } from '../support/api-client.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { testStart } from '../support/test-clock.ts'
import { matrix } from './matrix.ts'
import { expectedOf, type MatrixRow, type Request } from './rows.ts'
import { send } from './send.ts'
import { buildWorld, type World } from './world.ts'

let test: TestApp
let world: World
let restore: () => Promise<void>

beforeAll(async () => {
  test = await buildTestApp()
  world = await buildWorld(test)
  restore = (await test.snapshot()).restore
})
afterAll(() => test.close())

/** The row whose `before` holds now; only what was let through may have changed something since. */
let prepared: MatrixRow | undefined
let isChanged = false

async function prepare(row: MatrixRow): Promise<void> {
  if (prepared === row && !isChanged) return
  if (isChanged || prepared?.before !== undefined) {
    await restore()
    test.clock.set(testStart)
  }
  await row.before?.(world)
  prepared = row
  isChanged = false
}

async function ask(row: MatrixRow, actor: Actor | DerivedActor, change: (request: Request) => Request = (request) => request): Promise<Reply<unknown>> {
  await prepare(row)
  const reply = await send(world.clients[actor].copy(), row, change(row.request(world)))
  isChanged ||= reply.status < 300 && !row.route.startsWith('GET ')
  return reply
}

const title = ({ route, what }: MatrixRow) => (what === '' ? route : `${route} (${what})`)

describe('the authorization matrix', () => {
  it('has a row for every route, and no row for a route that is gone', () => {
    const registered = [...new Set(test.app.apiRoutes)].sort()
    const inTable = [...new Set(matrix.map(({ route }) => route))].sort()
    expect(inTable).toEqual(registered)
  })

  it('has one answer for each of the ten', () => {
    for (const row of matrix) expect(row.expected, title(row)).toHaveLength(actors.length)
  })

  it.each(matrix.map((row) => [title(row), row] as const))('%s', async (_title, row) => {
    const answers: Partial<Record<Actor | DerivedActor, number>> = {}
    for (const actor of [...actors, ...derivedActors]) answers[actor] = (await ask(row, actor)).status
    const guard = test.app.apiGuards.get(row.route) ?? {}
    expect(answers).toEqual(Object.fromEntries([...actors.map((actor, index) => [actor, row.expected[index]]), ...derivedActors.map((actor) => [actor, expectedOf(row, actor, guard)])]))
  })
})

/** The reply but for what differs in every reply. */
function plain({ status, body }: Reply<unknown>): unknown {
  return { status, body: { ...(body as object), requestId: '' } }
}

describe('what is not yours', () => {
  const foreign = matrix.filter((row) => row.expected.includes(404))

  it.each(foreign.map((row) => [title(row), row] as const))('answers like what is not there: %s', async (_title, row) => {
    const actor = actors[row.expected.indexOf(404, 4)] ?? 'otherFirm'
    const nowhere = (request: Request): Request => ({
      ...request,
      ...(request.params ? { params: Object.fromEntries(Object.entries(request.params).map(([name, value]) => [name, name === 'action' ? value : randomUUID()])) } : {}),
      ...(request.query ? { query: { ...request.query, firmId: randomUUID() } } : {}),
    })
    const notMine = await ask(row, actor)
    expect(notMine.status).toBe(404)
    expect(plain(await ask(row, actor, nowhere))).toEqual(plain(notMine))
  })

  it('leaves a line in the audit', async () => {
    await world.clients.otherFirm.request('GET', `/api/subsidies/applications/${world.draftId}`)
    const lines = await test.db.selectFrom('audit').select(['account_id', 'action', 'outcome', 'details']).orderBy('id', 'desc').limit(1).execute()
    expect(lines[0]).toMatchObject({ action: 'http.refused', outcome: 'refused' })
    expect(JSON.parse(lines[0]?.details ?? '{}')).toMatchObject({ status: 404, params: { id: world.draftId } })
  })
})
