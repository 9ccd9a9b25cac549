// promises.md B2: a fresh code before members change, so that the thief of an unlocked phone gets no further.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { confirmSession, listMembers, removeMember, requestFreshCode, updateMember } from '#contract/accounts/endpoints.ts'
import { allActors, type Actors } from '../support/actors.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'

let test: TestApp
let people: Actors
let fresh: { restore(): Promise<void> }
beforeAll(async () => {
  test = await buildTestApp()
  people = await allActors(test)
  fresh = await test.snapshot()
})
beforeEach(async () => {
  await fresh.restore()
  test.clock.set('2026-11-23T02:08:00.000Z')
})
afterAll(() => test.close())

const minutes = 60_000

async function pendingMember(): Promise<{ id: string; memberId: string }> {
  const { items } = (await people.clients.administrator.call(listMembers, { params: { id: people.firmId } })).body
  return { id: people.firmId, memberId: items.find(({ state }) => state === 'pending')?.id ?? '' }
}

describe('changing who may act for a firm', () => {
  it('goes through within fifteen minutes of the code', async () => {
    test.clock.advance(15 * minutes)
    expect((await people.clients.administrator.call(updateMember, { params: await pendingMember(), body: { state: 'active' } })).status).toBe(200)
  })

  it('asks for a fresh code later, changes nothing without it, and goes on with it', async () => {
    const { administrator } = people.clients
    test.clock.advance(15 * minutes + 1)
    const params = await pendingMember()
    for (const attempt of [() => administrator.call(updateMember, { params, body: { state: 'active' as const } }), () => administrator.call(removeMember, { params })]) {
      const refused = await attempt()
      expect([refused.status, refused.error.code]).toEqual([403, 'accounts.fresh-code-needed'])
    }
    const { demoCode = '' } = (await administrator.call(requestFreshCode)).body
    expect((await administrator.call(confirmSession, { body: { code: demoCode } })).status).toBe(204)
    expect((await administrator.call(updateMember, { params, body: { state: 'active' } })).status).toBe(200)
  })

  it('takes each code once, and no wrong one', async () => {
    const { administrator } = people.clients
    const { demoCode = '' } = (await administrator.call(requestFreshCode)).body
    const wrong = demoCode === '111111' ? '222222' : '111111'
    expect((await administrator.call(confirmSession, { body: { code: wrong } })).error.code).toBe('accounts.code-wrong')
    expect((await administrator.call(confirmSession, { body: { code: demoCode } })).status).toBe(204)
    expect((await administrator.call(confirmSession, { body: { code: demoCode } })).error.code).toBe('accounts.code-expired')
  })
})
