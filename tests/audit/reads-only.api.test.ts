// An auditor gets what the second officer gets on every reading route, and nothing in it offers to act.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { matrix } from '../authorization/matrix.ts'
import { send } from '../authorization/send.ts'
import { buildWorld, type World } from '../authorization/world.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { testStart } from '../support/test-clock.ts'

let test: TestApp
let world: World
let restore: () => Promise<void>
beforeAll(async () => {
  test = await buildTestApp()
  world = await buildWorld(test)
  restore = (await test.snapshot()).restore
})
afterAll(() => test.close())

const own = /^GET \/api\/(accounts\/(me|local-key|sessions)|messages|audit)/
/** Where an officer's reply says what may be done now. */
function offers(value: unknown, where: string): string[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, inner]) => {
    const here = `${where}.${name}`
    if (name === 'actions' && Array.isArray(inner) && inner.length > 0) return [here]
    if (/^may[A-Z]/.test(name) && inner === true && name !== 'mayNotApply') return [here]
    return offers(inner, here)
  })
}
const readings = matrix.filter(({ route, expected }) => route.startsWith('GET /api/') && !own.test(route) && expected[6] === 200)

describe('an auditor', () => {
  it.each(readings.map((row) => [`${row.route} ${row.what}`, row] as const))('is offered nothing by %s', async (_title, row) => {
    if (row.before) {
      await restore()
      test.clock.set(testStart)
      await row.before(world)
    }
    const reply = await send(world.clients.auditor.copy(), row, row.request(world))
    expect(reply.status).toBe(200)
    if (reply.headers['content-type']?.startsWith('application/json')) expect(offers(reply.body, '')).toEqual([])
  })
})
