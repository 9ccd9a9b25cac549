import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { confirmSession, getMe, signOut } from '#contract/accounts/endpoints.ts'
import { confirmSecondFactor, getSecondFactor, proveSecondFactor, removeSecondFactor, renewRecoveryCodes, startSecondFactor } from '#contract/accounts/factor-endpoints.ts'
import { listMessages } from '#contract/messages/endpoints.ts'
import type { Client } from '../support/api-client.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { aPhone } from '../support/builders.ts'
import { testStart } from '../support/test-clock.ts'
import { addDuty, codeAt, setUpFactor, signInAgain } from './factor.ts'

const minute = 60_000
const phone = aPhone(61)
let test: TestApp
let undo: { restore(): Promise<void> }
beforeAll(async () => {
  test = await buildTestApp()
  undo = await test.snapshot()
})
beforeEach(async () => {
  await undo.restore()
  test.clock.set(testStart)
})
afterAll(() => test.close())

const prove = (client: Client, code: string) => client.call(proveSecondFactor, { body: { code } })
const lines = (action: string) => test.db.selectFrom('audit').select(['outcome', 'role', 'details']).where('action', '=', action).orderBy('id').execute()
/** An officer of the tests, not one of the wide demonstration ones. */
async function officer(): Promise<Client> {
  await addDuty(test, phone, 'officer')
  return (await signInAgain(test, phone)).client
}

describe('setting up a second factor', () => {
  it('shows a secret once, and counts when a code of it was given', async () => {
    const client = await officer()
    const started = await client.call(startSecondFactor)
    expect(started.status).toBe(201)
    expect(started.body.address).toContain(started.body.secret)
    expect((await client.call(getSecondFactor)).body).toEqual({ isSetUp: false, isDemanded: false, setUpAt: null, recoveryLeft: 0, graceUntil: null })
    const confirmed = await client.call(confirmSecondFactor, { body: { code: codeAt(test, started.body.secret) } })
    expect([confirmed.status, confirmed.body.recoveryCodes.length, confirmed.body.me.factorStep]).toEqual([201, 10, undefined])
    expect((await client.call(getSecondFactor)).body).toMatchObject({ isSetUp: true, recoveryLeft: 10 })
    expect((await lines('accounts.factor-set-up')).map(({ outcome, role }) => [outcome, role])).toEqual([['done', 'officer']])
  })

  it('keeps neither the secret nor a recovery code as it is', async () => {
    const { secret, recoveryCodes } = await setUpFactor(test, await officer())
    const rest = JSON.stringify([await test.db.selectFrom('second_factors').selectAll().execute(), await test.db.selectFrom('recovery_codes').selectAll().execute(), await test.db.selectFrom('audit').select('details').execute()])
    for (const told of [secret, ...recoveryCodes, ...recoveryCodes.map((code) => code.replace('-', ''))]) expect(rest).not.toContain(told)
  })

  it('is refused with a wrong code, after half an hour, and without having begun', async () => {
    const client = await officer()
    expect((await client.call(confirmSecondFactor, { body: { code: '000000' } })).error.code).toBe('accounts.factor-state')
    const { secret } = (await client.call(startSecondFactor)).body
    const wrong = codeAt(test, secret) === '000000' ? '111111' : '000000'
    const refused = await client.call(confirmSecondFactor, { body: { code: wrong } })
    expect([refused.status, refused.error.code]).toEqual([422, 'accounts.factor-wrong'])
    expect((await lines('accounts.factor-set-up')).map(({ outcome }) => outcome)).toEqual(['refused'])
    test.clock.advance(14 * minute)
    await client.call(getMe)
    test.clock.advance(14 * minute)
    expect((await client.call(confirmSecondFactor, { body: { code: codeAt(test, secret) } })).error.code).toBe('accounts.fresh-code-needed')
  })

  it('ends every other session, which had none', async () => {
    await addDuty(test, phone, 'officer')
    const [first, second] = [(await signInAgain(test, phone)).client, (await signInAgain(test, phone)).client]
    await setUpFactor(test, second)
    expect([(await first.call(getMe)).status, (await second.call(getMe)).status]).toEqual([401, 200])
  })

  it('of another phone needs the old one: an SMS alone does not give it', async () => {
    const client = await officer()
    const old = await setUpFactor(test, client)
    test.clock.advance(14 * minute)
    await client.call(getMe)
    test.clock.advance(2 * minute)
    const refused = await client.call(startSecondFactor)
    expect([refused.status, refused.error.code, refused.error.details]).toEqual([403, 'accounts.fresh-code-needed', { by: 'factor' }])
    expect((await client.call(confirmSession, { body: { code: codeAt(test, old.secret), by: 'factor' } })).status).toBe(204)
    const next = await setUpFactor(test, client)
    test.clock.advance(minute)
    expect((await prove(client, codeAt(test, old.secret))).error.code).toBe('accounts.factor-wrong')
    expect((await prove(client, codeAt(test, next.secret))).status).toBe(200)
    expect((await prove(client, old.recoveryCodes[0] ?? '')).error.code).toBe('accounts.factor-wrong')
  })
})

describe('signing in with a second factor', () => {
  it('asks for it before anything else, also of somebody who did not have to set it up', async () => {
    const firmPhone = aPhone(62)
    const { secret } = await setUpFactor(test, (await signInAgain(test, firmPhone)).client)
    const { client, me } = await signInAgain(test, firmPhone)
    expect(me.factorStep).toBe('prove')
    const refused = await client.call(listMessages)
    expect([refused.status, refused.error.code, refused.error.details]).toEqual([403, 'accounts.factor-needed', { step: 'prove' }])
    const proven = await prove(client, codeAt(test, secret))
    expect([proven.status, proven.body.me.factorStep, proven.body.recoveryLeft]).toEqual([200, undefined, undefined])
    expect((await client.call(listMessages)).status).toBe(200)
    expect((await signInAgain(test, firmPhone)).me.factorStep).toBe('prove')
  })

  it('takes a code once, in whichever session', async () => {
    const { secret } = await setUpFactor(test, await officer())
    const [one, other] = [(await signInAgain(test, phone)).client, (await signInAgain(test, phone)).client]
    const code = codeAt(test, secret)
    expect((await prove(one, code)).status).toBe(200)
    const again = await prove(other, code)
    expect([again.status, again.error.code, again.error.details]).toEqual([422, 'accounts.factor-wrong', { used: 1, now: Math.floor(test.clock.now() / 1000) }])
    expect((await prove(other, codeAt(test, secret, -1))).status).toBe(422)
    expect((await prove(other, codeAt(test, secret, 1))).status).toBe(200)
    expect((await lines('accounts.factor-prove')).map(({ outcome }) => outcome)).toEqual(['done', 'refused', 'refused', 'done'])
  })

  it('is done by exactly one of twenty at once', async () => {
    const { secret } = await setUpFactor(test, await officer())
    const { client } = await signInAgain(test, phone)
    const code = codeAt(test, secret)
    const statuses = await Promise.all(Array.from({ length: 20 }, async () => (await prove(client.copy(), code)).status))
    expect(statuses.filter((status) => status === 200)).toHaveLength(1)
    expect(statuses.filter((status) => status !== 200 && status !== 422 && status !== 429)).toEqual([])
  })

  it('says how far the clock of the app is behind', async () => {
    const { secret } = await setUpFactor(test, await officer())
    const { client } = await signInAgain(test, phone)
    test.clock.advance(10 * minute)
    const refused = await prove(client, codeAt(test, secret, -10))
    expect(refused.error.details?.behindSeconds).toBeGreaterThan(240)
  })

  it('goes on after the server’s clock jumped back an hour, and does not take what was taken before', async () => {
    const { secret } = await setUpFactor(test, await officer())
    const { client } = await signInAgain(test, phone)
    const code = codeAt(test, secret)
    expect((await prove(client, code)).status).toBe(200)
    test.clock.advance(-60 * minute)
    expect((await client.call(getMe)).status).toBe(200)
    expect((await prove(client, codeAt(test, secret))).error.details).toMatchObject({ used: 1 })
    test.clock.advance(61 * minute)
    expect((await prove(client, codeAt(test, secret))).status).toBe(200)
  })

  it('stops guessing, by person and not by session, and right codes cost no guess', async () => {
    const { secret } = await setUpFactor(test, await officer())
    const [one, other] = [(await signInAgain(test, phone)).client, (await signInAgain(test, phone)).client]
    for (let n = 0; n < 12; n += 1) {
      test.clock.advance(30_000)
      expect((await prove(one, codeAt(test, secret))).status).toBe(200)
    }
    const { client } = await signInAgain(test, phone)
    const statuses: number[] = []
    for (let n = 0; n < 12; n += 1) statuses.push((await prove(n % 2 ? client : other, 'AAAAA-AAAAA')).status)
    expect(statuses.filter((status) => status === 422).length).toBeLessThanOrEqual(10)
    const late = await prove(client, codeAt(test, secret))
    expect([late.status, late.headers['retry-after']]).toEqual([429, expect.stringMatching(/^\d+$/)])
    test.clock.advance(60 * minute)
    expect((await prove((await signInAgain(test, phone)).client, codeAt(test, secret))).status).toBe(200)
  })

  it('needs one that is set up', async () => {
    expect((await prove(await officer(), '123456')).error.code).toBe('accounts.factor-state')
  })
})

describe('recovery codes', () => {
  it('let in once each, say how many are left, and are typed as one likes', async () => {
    const { recoveryCodes } = await setUpFactor(test, await officer())
    const [first = '', second = ''] = recoveryCodes
    const { client } = await signInAgain(test, phone)
    const proven = await prove(client, first.toLowerCase().replace('-', ' '))
    expect([proven.status, proven.body.recoveryLeft, proven.body.me.factorStep]).toEqual([200, 9, undefined])
    const again = (await signInAgain(test, phone)).client
    expect((await prove(again, first)).error.code).toBe('accounts.factor-wrong')
    const statuses = await Promise.all(Array.from({ length: 6 }, async () => (await prove(again.copy(), second)).status))
    expect(statuses.filter((status) => status === 200)).toHaveLength(1)
  })

  it('are nobody else’s', async () => {
    const { recoveryCodes } = await setUpFactor(test, await officer())
    const other = aPhone(63)
    await setUpFactor(test, (await signInAgain(test, other)).client)
    expect((await prove((await signInAgain(test, other)).client, recoveryCodes[0] ?? '')).status).toBe(422)
  })

  it('are made anew by whoever has just proven the factor; the old ones are dead', async () => {
    const client = await officer()
    const { recoveryCodes, secret } = await setUpFactor(test, client)
    const renewed = await client.call(renewRecoveryCodes)
    expect([renewed.status, renewed.body.recoveryCodes.length]).toEqual([201, 10])
    const next = (await signInAgain(test, phone)).client
    expect((await prove(next, recoveryCodes[0] ?? '')).status).toBe(422)
    expect((await next.call(renewRecoveryCodes)).error.code).toBe('accounts.factor-needed')
    expect((await prove(next, renewed.body.recoveryCodes[0] ?? '')).status).toBe(200)
    test.clock.advance(14 * minute)
    await next.call(getMe)
    test.clock.advance(2 * minute)
    expect((await next.call(renewRecoveryCodes)).error.code).toBe('accounts.fresh-code-needed')
    expect((await next.call(confirmSession, { body: { by: 'factor', code: codeAt(test, secret) } })).status).toBe(204)
    expect((await next.call(renewRecoveryCodes)).status).toBe(201)
  })
})

describe('giving it up', () => {
  it('is possible where it is not demanded, and needs the factor', async () => {
    const client = await officer()
    const { secret } = await setUpFactor(test, client)
    expect((await client.call(removeSecondFactor)).status).toBe(204)
    expect((await client.call(getSecondFactor)).body.isSetUp).toBe(false)
    expect((await client.call(listMessages)).status).toBe(200)
    expect((await prove(client, codeAt(test, secret))).error.code).toBe('accounts.factor-state')
    expect((await signInAgain(test, phone)).me.factorStep).toBeUndefined()
    expect((await lines('accounts.factor-remove')).length).toBe(1)
  })

  it('is not possible from a session that has not proven it, which may sign out', async () => {
    await setUpFactor(test, await officer())
    const { client } = await signInAgain(test, phone)
    expect((await client.call(removeSecondFactor)).error.code).toBe('accounts.factor-needed')
    expect((await client.call(startSecondFactor)).error.code).toBe('accounts.fresh-code-needed')
    expect((await client.call(signOut)).status).toBe(204)
  })
})
