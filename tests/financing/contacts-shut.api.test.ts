// A contact's account: shut by a system administrator it stays shut; giving and taking the duty asks for a fresh code.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { getMe } from '#contract/accounts/endpoints.ts'
import { addContact, endContact } from '#contract/financing/desk-endpoints.ts'
import { setAccountDisabled } from '#server/accounts/staff.ts'
import { act, personBy } from '../accounts/staff-desk.ts'
import type { Client } from '../support/api-client.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { aPhone } from '../support/builders.ts'
import { phones } from '../support/demo-phones.ts'
import { done, freshCodes } from '../support/handling.ts'
import { testStart } from '../support/test-clock.ts'
import { leaders, type Leaders } from './leading.ts'
import { problems, refusal } from './requesting.ts'

let test: TestApp
let people: Leaders
let admin: Client
let restore: () => Promise<void>
beforeAll(async () => {
  test = await buildTestApp()
  people = await leaders(test)
  admin = await test.signIn(phones.system)
  restore = (await test.snapshot()).restore
})
beforeEach(async () => {
  await restore()
  test.clock.set(testStart)
})
afterAll(() => test.close())

const colleague = '13900000071'
const addTo = (bankId: string, phone: string) => people.officer.call(addContact, { params: { id: bankId }, body: { phone, name: '孙晓' } })
const end = (bankId: string, accountId: string) => people.officer.call(endContact, { params: { id: bankId, accountId } })
const shutAt = async (phone: string) => (await test.db.selectFrom('accounts').select('disabled_at').where('phone', '=', phone).executeTakeFirstOrThrow()).disabled_at
async function shut(): Promise<string> {
  const { id } = await personBy(admin, colleague)
  await done(act(admin, id, 'shut', { reason: '离职' }))
  test.clock.advance(1000)
  return id
}

describe('an account a system administrator has shut', () => {
  it('is not opened by adding the contact again, at this bank or another', async () => {
    await shut()
    expect(problems(await addTo(people.bankId, colleague))).toEqual(['phone account-shut'])
    expect(problems(await addTo(people.otherBankId, colleague))).toEqual(['phone other-bank'])
    expect(await shutAt(colleague)).not.toBeNull()
    expect((await personBy(admin, colleague)).actions).toEqual(['reopen'])
  })

  it('stays shut when its bank also lets it go; the administrator still opens it, and the bank then has it again', async () => {
    const id = await shut()
    await done(end(people.bankId, id))
    expect(problems(await addTo(people.bankId, colleague))).toEqual(['phone account-shut'])
    expect((await personBy(admin, colleague)).actions).toEqual(['reopen'])
    await done(act(admin, id, 'reopen', { reason: '回来了' }))
    expect((await addTo(people.bankId, colleague)).status).toBe(201)
  })

  it('is not opened for who once acted for a firm and was shut by the operator', async () => {
    const phone = aPhone(95)
    await test.signIn(phone)
    await test.deps.commands.run((tx) => setAccountDisabled(tx, { phone, disabled: true, at: test.clock.now() }))
    test.clock.advance(1000)
    expect(problems(await addTo(people.bankId, phone))).toEqual(['phone account-shut'])
    expect(await shutAt(phone)).not.toBeNull()
  })

  it('but who was let go by a bank alone comes back through one, and only there', async () => {
    const { id } = (await people.colleague.call(getMe)).body
    await done(end(people.bankId, id))
    test.clock.advance(1000)
    expect((await personBy(admin, colleague)).actions).toEqual([])
    expect((await addTo(people.otherBankId, colleague)).status).toBe(201)
    expect(await shutAt(colleague)).toBeNull()
  })
})

describe('a fresh code', () => {
  it('is asked for before somebody is given the duty, and before it is taken', async () => {
    const { id } = (await people.colleague.call(getMe)).body
    test.clock.advance(16 * 60_000)
    expect(refusal(await addTo(people.bankId, aPhone(91)))).toEqual([403, 'accounts.fresh-code-needed'])
    expect(refusal(await end(people.bankId, id))).toEqual([403, 'accounts.fresh-code-needed'])
    expect((await people.colleague.call(getMe)).status).toBe(200)
    await freshCodes(test)
    expect((await addTo(people.bankId, aPhone(91))).status).toBe(201)
    expect((await end(people.bankId, id)).status).toBe(200)
  })
})
