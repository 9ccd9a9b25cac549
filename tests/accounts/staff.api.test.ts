import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { getMe } from '#contract/accounts/endpoints.ts'
import { addStaff, listStaff, setAccountDisabled, type NewStaff } from '#server/accounts/staff.ts'
import { runOperatorCommand } from '#server/operator.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { aPhone } from '../support/builders.ts'
import { phones } from '../support/demo-phones.ts'
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

  it('are of every duty on the command line, an assistant with a town of the county', async () => {
    const run = (name: string, args: Record<string, string>) => runOperatorCommand(test.deps, { name, args })
    const town = test.deps.content.county.towns[1] ?? ''
    for (const [n, role] of ['approver', 'auditor', 'administrator'].entries()) await run('staff add', { phone: aPhone(44 + n), name: `第${n}位`, role })
    await run('staff add', { phone: aPhone(47), name: '镇办', role: 'assistant', town })
    const listed = await run('staff list', {}) as { phone: string; staff_role: string; town: string | null; last_seen_at: string | null }[]
    expect(listed.filter((one) => [44, 45, 46, 47].some((n) => aPhone(n) === one.phone)).map((one) => [one.staff_role, one.town, one.last_seen_at])).toEqual([['administrator', null, null], ['approver', null, null], ['assistant', town, null], ['auditor', null, null]])
    await test.client().signIn(aPhone(45))
    expect((await run('staff list', {}) as typeof listed).find((one) => one.phone === aPhone(45))?.last_seen_at).toBe(new Date(test.clock.now()).toISOString())
    await expect(run('staff add', { phone: aPhone(48), name: '镇办', role: 'assistant', town: '别处镇' })).rejects.toThrow('--town is one of')
    await expect(run('staff add', { phone: aPhone(48), name: '受理', role: 'officer', town })).rejects.toThrow('--role assistant')
    await expect(run('staff add', { phone: aPhone(48), name: '受理', role: 'king' })).rejects.toThrow('--role is one of')
  })

  it('lose their second factor on the command line, with its audit line', async () => {
    const client = await test.signIn(phones.system)
    const { id } = (await client.call(getMe)).body
    await test.db.insertInto('second_factors').values({ account_id: id, secret: 'sealed', confirmed_at: 1, last_step: null, pending_secret: null, pending_at: null }).execute()
    await runOperatorCommand(test.deps, { name: 'staff reset-factor', args: { phone: phones.system } })
    expect(await test.db.selectFrom('second_factors').selectAll().where('account_id', '=', id).execute()).toEqual([])
    expect((await client.call(getMe)).status).toBe(401)
    expect(await test.db.selectFrom('audit').select(['action', 'role']).where('action', '=', 'staff.reset-factor').execute()).toEqual([{ action: 'staff.reset-factor', role: 'operator' }])
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
