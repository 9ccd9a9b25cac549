import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { getLocalKey, getMe, recordConsent, requestCode, signIn, signOut, updateMe } from '#contract/accounts/endpoints.ts'
import { setAccountDisabled } from '#server/accounts/staff.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { aPhone } from '../support/builders.ts'

const minute = 60_000
const hour = 60 * minute
let test: TestApp
let undo: { restore(): Promise<void> }
beforeAll(async () => {
  test = await buildTestApp()
  undo = await test.snapshot()
})
beforeEach(() => undo.restore())
afterAll(() => test.close())

async function codeFor(phone: string): Promise<string> {
  const { status, body } = await test.client().call(requestCode, { body: { phone } })
  expect(status).toBe(202)
  return body.demoCode ?? ''
}
const wrongFor = (code: string) => (code === '000000' ? '111111' : '000000')

describe('signing in', () => {
  it('makes the account of a new number, without a name, and says so in an audit line', async () => {
    const client = test.client()
    const me = await client.signIn(aPhone(1))
    expect(me).toMatchObject({ name: '', phoneMasked: '139****0001', roles: [], firms: [], consentVersion: 'test' })
    const lines = await test.db.selectFrom('audit').select(['action', 'account_id', 'details']).where('account_id', '=', me.id).execute()
    expect(lines.map((line) => line.action)).toEqual(['accounts.create', 'accounts.sign-in'])
  })

  it('takes a number as people write it: spaces, +86, full width', async () => {
    const phone = aPhone(2)
    const code = await codeFor('+86 139-0000 0002')
    const fullWidth = phone.replace(/\d/g, (digit) => String.fromCharCode(0xff10 + Number(digit)))
    expect((await test.client().call(signIn, { body: { phone: fullWidth, code: ` ${code} ` } })).status).toBe(201)
  })

  it.each(['+44 7911 123456', '+882 16 1234567', '12330', '0533-8210000', '4008123123', '1380000000', '138000000011', '١٣٨٠٠٠٠٠٠٠١', '138****0001', '13800000001,13800000002', '13800000001\r\n13800000002', ''])(
    'refuses %j with 422 at the phone', async (phone) => {
      const { status, error } = await test.client().call(requestCode, { body: { phone } })
      expect(status).toBe(422)
      expect(error.fields?.[0]?.field).toBe('phone')
    },
  )

  it('keeps the version of the privacy notice with its time', async () => {
    const client = test.client()
    const me = await client.signIn(aPhone(3))
    const row = await test.db.selectFrom('consents').selectAll().where('account_id', '=', me.id).executeTakeFirstOrThrow()
    expect(row).toMatchObject({ version: 'test', accepted_at: test.clock.now() })
    const { version } = test.deps.content.county.privacy
    test.clock.advance(1000)
    expect((await client.call(recordConsent, { body: { version: 'of last year' } })).status).toBe(422)
    expect((await client.call(recordConsent, { body: { version } })).body.consentVersion).toBe(version)
  })

  it('asks for the name afterwards and keeps it as typed', async () => {
    const client = test.client()
    await client.signIn(aPhone(4))
    expect((await client.call(updateMe, { body: { name: ' 𠮷野 㛃 ' } })).body.name).toBe('𠮷野 㛃')
    expect((await client.call(updateMe, { body: { name: '   ' } })).error.fields).toEqual([{ field: 'name', reason: 'required' }])
    expect((await client.call(updateMe, { body: { name: 'a\u0000b' } })).status).toBe(422)
  })

  it('gives each person a key of their own for what waits on the phone, the same every time', async () => {
    const [one, two] = [test.client(), test.client()]
    await one.signIn(aPhone(5))
    await two.signIn(aPhone(6))
    const key = (await one.call(getLocalKey)).body.key
    expect(Buffer.from(key, 'base64')).toHaveLength(32)
    expect((await one.call(getLocalKey)).body.key).toBe(key)
    expect((await two.call(getLocalKey)).body.key).not.toBe(key)
    expect((await test.client().call(getLocalKey)).status).toBe(401)
  })
})

describe('a code', () => {
  it('is dead after five wrong guesses, also for the right one', async () => {
    const phone = aPhone(11)
    const code = await codeFor(phone)
    const client = test.client()
    for (const left of [4, 3, 2, 1]) {
      const guess = await client.call(signIn, { body: { phone, code: wrongFor(code) } })
      expect([guess.status, guess.error.code, guess.error.details?.left]).toEqual([422, 'accounts.code-wrong', left])
    }
    expect((await client.call(signIn, { body: { phone, code: wrongFor(code) } })).error.code).toBe('accounts.code-expired')
    expect((await client.call(signIn, { body: { phone, code } })).error.code).toBe('accounts.code-expired')
  })

  it('is not made fresher by asking again: guesses are counted over all codes of the number', async () => {
    const phone = aPhone(12)
    const statuses: number[] = []
    for (let round = 0; round < 5; round += 1) {
      const code = await codeFor(phone)
      for (let guess = 0; guess < 5; guess += 1) statuses.push((await test.client().call(signIn, { body: { phone, code: wrongFor(code) } })).status)
      test.clock.advance(minute)
    }
    expect(statuses.filter((status) => status === 422)).toHaveLength(15)
    expect(statuses.filter((status) => status === 429)).toHaveLength(10)
  })

  it('cannot be found by many guessing at once', async () => {
    const phone = aPhone(13)
    const code = await codeFor(phone)
    const guesses = await Promise.all(Array.from({ length: 40 }, () => test.client().call(signIn, { body: { phone, code: wrongFor(code) } })))
    expect(guesses.filter((guess) => guess.error.code === 'accounts.code-wrong').length).toBeLessThanOrEqual(4)
    expect((await test.client().call(signIn, { body: { phone, code } })).status).not.toBe(201)
  })

  it('works once', async () => {
    const phone = aPhone(14)
    const code = await codeFor(phone)
    const both = await Promise.all([1, 2].map(() => test.client().call(signIn, { body: { phone, code } })))
    expect(both.map((reply) => reply.status).sort()).toEqual([201, 422])
  })

  it('lives ten minutes', async () => {
    const phone = aPhone(15)
    const code = await codeFor(phone)
    test.clock.advance(10 * minute)
    expect((await test.client().call(signIn, { body: { phone, code } })).error.code).toBe('accounts.code-expired')
  })

  it('is replaced by the next one', async () => {
    const phone = aPhone(16)
    const first = await codeFor(phone)
    test.clock.advance(minute)
    const second = await codeFor(phone)
    if (first !== second) expect((await test.client().call(signIn, { body: { phone, code: first } })).status).toBe(422)
    expect((await test.client().call(signIn, { body: { phone, code: second } })).status).toBe(201)
  })

  it('is not stored and stands in no audit line', async () => {
    const code = await codeFor(aPhone(17))
    const stored = await test.db.selectFrom('sign_in_codes').select('code_hash').where('phone', '=', aPhone(17)).executeTakeFirstOrThrow()
    expect(stored.code_hash).toMatch(/^[0-9a-f]{64}$/)
    const lines = JSON.stringify(await test.db.selectFrom('audit').selectAll().execute())
    expect(lines).not.toContain(code)
    expect(lines).not.toContain(aPhone(17))
  })
})

describe('a session', () => {
  it('is a new one at every sign-in, and the cookie from before is worth nothing', async () => {
    const client = test.client()
    await client.signIn('13800000001')
    const before = client.cookie()
    await client.signIn('13800000001')
    expect(client.cookie()).not.toBe(before)
    expect((await test.client().request('GET', getMe.path, { headers: { cookie: before } })).status).toBe(401)
    expect((await test.client().request('GET', getMe.path, { headers: { cookie: '__Host-session=chosen-by-somebody-else' } })).status).toBe(401)
  })

  it('ends at sign-out, and the browser is told to drop what it cached', async () => {
    const client = test.client()
    await client.signIn('13800000001')
    const cookie = client.cookie()
    const out = await client.call(signOut)
    expect([out.status, out.headers['clear-site-data']]).toEqual([204, '"cache"'])
    expect(client.cookie()).toBe('')
    expect((await test.client().request('GET', getMe.path, { headers: { cookie } })).status).toBe(401)
  })

  it('travels in a cookie scripts cannot read', async () => {
    const code = await codeFor('13800000001')
    const reply = await test.client().call(signIn, { body: { phone: '13800000001', code } })
    const cookie = reply.headers['set-cookie'] ?? ''
    expect(cookie).toMatch(/^__Host-session=[\w-]{43};/)
    expect(cookie).toMatch(/HttpOnly/)
    expect(cookie).toMatch(/Secure/)
    expect(cookie).toMatch(/SameSite=Lax/)
    expect(cookie).not.toMatch(/Max-Age/)
  })

  it.each([
    ['a firm', aPhone(21), false, 12 * hour],
    ['a firm on its own phone', aPhone(22), true, 7 * 24 * hour],
    ['an officer, own phone or not', '13800000010', true, 15 * minute],
    ['an expert', '13800000020', false, 15 * minute],
    ['an expert on their own phone, for a visit without a network', '13800000020', true, 12 * hour],
  ])('of %s ends when nothing is done for its time', async (_who, phone, ownPhone, idle) => {
    const client = test.client()
    const code = await codeFor(phone)
    const signed = await client.call(signIn, { body: { phone, code, ownPhone } })
    expect(Date.parse(signed.body.sessionExpiresAt)).toBe(test.clock.now() + idle)
    test.clock.advance(idle - minute)
    expect((await client.call(getMe)).status).toBe(200)
    test.clock.advance(idle - 1)
    expect((await client.call(getMe)).status).toBe(200)
    test.clock.advance(idle)
    expect((await client.call(getMe)).status).toBe(401)
  })

  it('of a disabled account ends at once, everywhere', async () => {
    const [phone, computer] = [test.client(), test.client()]
    await phone.signIn('13800000020')
    await computer.signIn('13800000020')
    await test.deps.commands.run((tx) => setAccountDisabled(tx, { phone: '13800000020', disabled: true, at: test.clock.now() }))
    expect([(await phone.call(getMe)).status, (await computer.call(getMe)).status]).toEqual([401, 401])
    const code = await codeFor('13800000020')
    expect((await test.client().call(signIn, { body: { phone: '13800000020', code } })).error.code).toBe('accounts.disabled')
  })
})
