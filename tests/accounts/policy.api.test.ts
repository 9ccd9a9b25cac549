// Codes and sessions go by security.json: here by that of the other county, which is stricter.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { getMe, requestCode, signIn } from '#contract/accounts/endpoints.ts'
import { getCounty } from '#contract/county/endpoints.ts'
import { loadContent } from '#server/content.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { aPhone } from '../support/builders.ts'
import { phones } from '../support/demo-phones.ts'

const minute = 60_000
let test: TestApp
beforeAll(async () => {
  const [ours, { security }] = [loadContent('content/huantai', { demo: true }), loadContent('tests/fixtures/content/yunxi', { demo: true })]
  test = await buildTestApp({ deps: { content: { ...ours, version: ours.version, security } } })
})
afterAll(() => test.close())

const ask = (phone: string) => test.client().call(requestCode, { body: { phone } })
const enter = (phone: string, code: string) => test.client().call(signIn, { body: { phone, code } })

describe('the county’s policy', () => {
  it('says how long a code is, how long it lives and when the next may be asked for', async () => {
    const { body } = await ask(aPhone(81))
    expect(body).toEqual({ demoCode: expect.stringMatching(/^\d{8}$/), resendAfterSeconds: 90, expiresInSeconds: 300 })
    test.clock.advance(61_000)
    expect((await ask(aPhone(81))).status).toBe(429)
    test.clock.advance(30_000)
    const next = await ask(aPhone(81))
    expect(next.status).toBe(202)
    test.clock.advance(5 * minute)
    expect((await enter(aPhone(81), next.body.demoCode ?? '')).error.code).toBe('accounts.code-expired')
  })

  it('says how often it may be guessed', async () => {
    const { body } = await ask(aPhone(82))
    const guesses = []
    for (let n = 0; n < 3; n += 1) guesses.push((await enter(aPhone(82), 'x')).error)
    expect(guesses.map(({ code, details }) => [code, details?.left])).toEqual([['accounts.code-wrong', 2], ['accounts.code-wrong', 1], ['accounts.code-expired', undefined]])
    expect((await enter(aPhone(82), body.demoCode ?? '')).status).toBe(422)
  })

  it('ends an idle session of staff, and says how long a phone of one’s own lasts', async () => {
    const officer = await test.signIn(phones.officer)
    test.clock.advance(9 * minute)
    expect((await officer.call(getMe)).status).toBe(200)
    test.clock.advance(10 * minute)
    expect((await officer.call(getMe)).status).toBe(401)
    expect((await test.client().call(getCounty)).body.ownPhoneDays).toBe(5)
  })
})
