import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { getMe } from '#contract/accounts/endpoints.ts'
import { addStaff, listStaff, setAccountDisabled, type NewStaff } from '#server/accounts/staff.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { aPhone } from '../support/builders.ts'
import { anOwner, aPerson } from './people.ts'

let test: TestApp
let undo: { restore(): Promise<void> }
beforeAll(async () => {
  test = await buildTestApp()
  undo = await test.snapshot()
})
beforeEach(() => undo.restore())
afterAll(() => test.close())

const add = (staff: Omit<NewStaff, 'at'>) => test.deps.commands.run((tx) => addStaff(tx, { ...staff, at: test.clock.now() }))

describe('staff accounts, made by the operator', () => {
  it('give the number its duty from the next sign-in on, and are listed', async () => {
    await add({ phone: '139 0000 0040', name: '赵科', role: 'officer' })
    const client = test.client()
    expect(await client.signIn(aPhone(40))).toMatchObject({ name: '赵科', roles: ['officer'] })
    expect((await listStaff(test.db)).some((person) => person.phone === aPhone(40) && person.staff_role === 'officer')).toBe(true)
  })

  it('end the sessions the number had before: no session changes its duty', async () => {
    const { client } = await aPerson(test, 41)
    await add({ phone: aPhone(41), name: '钱科', role: 'assistant' })
    expect((await client.call(getMe)).status).toBe(401)
  })

  it('are refused to whoever acts for a firm', async () => {
    await anOwner(test, 42)
    await expect(add({ phone: aPhone(42), name: '孙科', role: 'officer' })).rejects.toMatchObject({ code: 'invalid-input' })
    expect((await listStaff(test.db)).some((person) => person.phone === aPhone(42))).toBe(false)
  })

  it('are refused without a mainland number or a name', async () => {
    await expect(add({ phone: '+44 7911 123456', name: '李科', role: 'officer' })).rejects.toMatchObject({ code: 'invalid-input' })
    await expect(add({ phone: aPhone(43), name: ' ', role: 'officer' })).rejects.toMatchObject({ code: 'invalid-input' })
  })

  it('can be shut and opened again, each with its audit line', async () => {
    const set = (disabled: boolean) => test.deps.commands.run((tx) => setAccountDisabled(tx, { phone: '13800000021', disabled, at: test.clock.now() }))
    const expert = await test.signIn('13800000021')
    await set(true)
    expect((await expert.call(getMe)).status).toBe(401)
    await set(false)
    expect((await test.client().signIn('13800000021')).roles).toEqual(['expert'])
    const lines = await test.db.selectFrom('audit').select('action').where('role', '=', 'operator').orderBy('id').execute()
    expect(lines.map((line) => line.action)).toEqual(['accounts.disable', 'accounts.enable'])
  })
})
