// What names people and is no longer needed goes: counters, codes, ended sessions, replies to repeats. What still counts stays.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { getMe, requestCode } from '#contract/accounts/endpoints.ts'
import { removeOutdated } from '#server/retention.ts'
import { aDraft, aSubmitted, requesters } from '../financing/requesting.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { aPhone } from '../support/builders.ts'
import { phones } from '../support/demo-phones.ts'

const hour = 3_600_000
const day = 24 * hour

let test: TestApp
beforeAll(async () => {
  test = await buildTestApp()
})
afterAll(() => test.close())

const count = async (table: 'sign_in_codes' | 'sessions' | 'rate_counts' | 'idempotency') => {
  const { n } = await test.db.selectFrom(table).select((eb) => eb.fn.countAll().as('n')).executeTakeFirstOrThrow()
  return Number(n)
}

describe('what is no longer needed', () => {
  it('goes, and what still counts stays', async () => {
    const clerk = await test.signIn(phones.clerk)
    const phone = aPhone(61)
    expect((await test.client().call(requestCode, { body: { phone } })).status).toBe(202)
    await test.deps.commands.run(async (tx) => {
      await tx.insertInto('idempotency').values({ account_id: 'a', route: 'r', key: 'old', request_hash: '', status: 200, body: '{}', created_at: test.clock.now() }).execute()
    })
    const before = { counts: await count('rate_counts'), codes: await count('sign_in_codes'), sessions: await count('sessions') }
    expect(Math.min(before.counts, before.codes, before.sessions)).toBeGreaterThan(0)

    test.clock.advance(hour)
    await removeOutdated(test.deps)
    expect({ counts: await count('rate_counts'), codes: await count('sign_in_codes'), sessions: await count('sessions') }).toEqual(before)
    expect((await clerk.call(getMe)).status).toBe(200)

    test.clock.advance(3 * day)
    const own = await test.signIn(phones.administrator)
    const counted = await count('rate_counts')
    await removeOutdated(test.deps)
    expect(await count('rate_counts')).toBeLessThan(counted)
    const left = await test.db.selectFrom('rate_counts').select('key').execute()
    expect(left.length).toBeGreaterThan(0)
    expect(left.filter(({ key }) => key.includes(phone))).toEqual([])
    expect(await count('sign_in_codes')).toBe(1)
    expect(await count('sessions')).toBe(1)
    expect((await own.call(getMe)).status).toBe(200)
    const keys = async () => (await test.db.selectFrom('idempotency').select('key').where('account_id', '=', 'a').execute()).length
    expect(await keys()).toBe(1)
    test.clock.advance(30 * day)
    await removeOutdated(test.deps)
    expect(await keys()).toBe(0)
  })

  it('are times that were held while somebody filled in, a month later; what was offered to who waits stays', async () => {
    await test.db.deleteFrom('consultation_holds').execute()
    const { id: account } = await test.db.selectFrom('accounts').select('id').limit(1).executeTakeFirstOrThrow()
    const { id: firm } = await test.db.selectFrom('firms').select('id').limit(1).executeTakeFirstOrThrow()
    const at = test.clock.now()
    const hold = { firm_id: firm, account_id: account, waiting_id: null, expert_id: account, way: 'phone' as const, town: null, starts_at: at, ends_at: at, expires_at: at, created_at: at }
    for (const [id, kind, state] of [['used', 'hold', 'used'], ['expired', 'hold', 'expired'], ['held', 'hold', 'held'], ['offer', 'offer', 'expired']] as const) await test.db.insertInto('consultation_holds').values({ ...hold, id, kind, state }).execute()
    const ids = async () => (await test.db.selectFrom('consultation_holds').select('id').orderBy('id').execute()).map(({ id }) => id)
    test.clock.advance(30 * day)
    await removeOutdated(test.deps)
    expect(await ids()).toHaveLength(4)
    test.clock.advance(1)
    await removeOutdated(test.deps)
    expect(await ids()).toEqual(['held', 'offer'])
  })

  it('are drafts of financing nobody has gone on with for half a year, with a line in the audit; what was handed in stays', async () => {
    const people = await requesters(test)
    const sent = await aSubmitted(people)
    const draft = await aDraft(people)
    const states = async () => (await test.db.selectFrom('financing_requests').select('state').where('firm_id', '=', people.firmId).orderBy('created_at').execute()).map(({ state }) => state)
    test.clock.advance(180 * day)
    await removeOutdated(test.deps)
    expect(await states()).toEqual(['submitted', 'draft'])
    test.clock.advance(1)
    await removeOutdated(test.deps)
    expect([await states(), sent.state]).toEqual([['submitted'], 'submitted'])
    expect(await test.db.selectFrom('audit').select(['role', 'subject']).where('action', '=', 'financing.forget').execute()).toEqual([{ role: 'calendar', subject: `financing:${draft.id}` }])
  })
})
