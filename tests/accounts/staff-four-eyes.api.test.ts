// Duties that decide, see everything or give accounts take two administrators; and neither of them is ever without an administrator.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { getMe } from '#contract/accounts/endpoints.ts'
import { addStaff } from '#server/accounts/staff.ts'
import { invariantProblems } from '#server/invariants.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import type { Client } from '../support/api-client.ts'
import { aPhone } from '../support/builders.ts'
import { phones } from '../support/demo-phones.ts'
import { done, refusal } from '../support/handling.ts'
import { toldBy } from '../support/told.ts'
import { anOwner, auditActions } from './people.ts'
import { act, decide, invite, people, personBy, proposals } from './staff-desk.ts'

let test: TestApp
let first: Client
let second: Client
let undo: { restore(): Promise<void> }
beforeAll(async () => {
  test = await buildTestApp()
  first = await test.signIn(phones.system)
  second = await test.signIn(phones.secondSystem)
  undo = await test.snapshot()
})
beforeEach(() => undo.restore())
afterEach(async () => expect(await invariantProblems(test.db)).toEqual([]))
afterAll(() => test.close())

const reason = '局里分工'
const roleOf = async (phone: string) => (await test.db.selectFrom('accounts').select('staff_role').where('phone', '=', phone).executeTakeFirst())?.staff_role ?? null
const give = async (n: number, duty: 'administrator' | 'approver' | 'auditor') => (await done(invite(first, n, { duty, reason }), 202)).proposal?.id ?? ''

describe('a guarded duty', () => {
  it.each(['administrator', 'approver', 'auditor'] as const)('%s is only proposed by one, and given when another agrees', async (duty) => {
    const told = await toldBy(test, () => give(70, duty))
    const other = await personBy(first, phones.secondSystem)
    expect(told.map((one) => [one.accountId, one.kind, one.link])).toEqual([[other.id, 'staff.proposed', '/desk/staff']])
    expect(await roleOf(aPhone(70))).toBe(null)
    const [waiting] = await proposals(second)
    expect(waiting).toMatchObject({ kind: `staff.${duty}`, deed: 'invite', name: '新人70', duty, before: null, reason, by: '罗成', isMine: false })
    expect(JSON.stringify(waiting)).not.toContain(aPhone(70))
    const decided = await toldBy(test, async () => expect((await done(decide(second, waiting?.id ?? '', 'agree'))).person).toMatchObject({ duty }))
    expect(decided.map((one) => one.kind).toSorted()).toEqual(['staff.agreed', 'staff.invited'])
    expect(await roleOf(aPhone(70))).toBe(duty)
    expect(await proposals(first)).toEqual([])
    expect((await auditActions(test)).filter((action) => action.startsWith('staff.'))).toEqual([`staff.${duty}.propose`, `staff.${duty}.agree`])
    // The number rests with the account now, not in the proposal.
    expect(JSON.stringify(await test.db.selectFrom('proposals').selectAll().execute())).not.toContain(aPhone(70))
  })

  it('is not agreed to by who proposed it, nor twice, nor by anybody about themselves', async () => {
    const id = await give(71, 'auditor')
    expect(await refusal(decide(first, id, 'agree'))).toEqual([403, 'accounts.other-person'])
    await done(decide(second, id, 'agree'))
    expect(await refusal(decide(second, id, 'agree'))).toEqual([409, 'accounts.proposal-state'])
    const me = await personBy(first, phones.secondSystem)
    await done(act(first, me.id, 'change', { duty: 'auditor', reason }), 202)
    const [about] = await proposals(second)
    expect(about).toMatchObject({ isAboutMe: true, before: 'administrator', duty: 'auditor' })
    expect(await refusal(decide(second, about?.id ?? '', 'agree'))).toEqual([409, 'accounts.own-account'])
    expect(await refusal(decide(second, 'nothing', 'agree'))).toEqual([404, 'not-found'])
  })

  it('is refused with a reason, or taken back by who proposed it alone; nothing comes of it', async () => {
    const id = await give(72, 'approver')
    expect(await refusal(decide(second, id, 'refuse'))).toEqual([422, 'invalid-input', 'reason'])
    expect((await toldBy(test, () => done(decide(second, id, 'refuse', '人还没定')))).map((one) => one.kind)).toEqual(['staff.refused'])
    const again = await give(72, 'approver')
    expect(await refusal(decide(second, again, 'withdraw'))).toEqual([404, 'not-found'])
    await done(decide(first, again, 'withdraw'))
    expect(await roleOf(aPhone(72))).toBe(null)
    expect(await proposals(first)).toEqual([])
  })

  it('waits once for one person, whatever it is', async () => {
    await give(73, 'approver')
    expect(await refusal(invite(first, 73, { duty: 'auditor', reason }))).toEqual([409, 'accounts.proposal-open'])
    const { id } = await personBy(first, phones.officer)
    await done(act(first, id, 'change', { duty: 'approver', reason }), 202)
    expect(await refusal(act(second, id, 'change', { duty: 'auditor', reason }))).toEqual([409, 'accounts.proposal-open'])
    expect((await personBy(first, phones.officer)).waiting).toBe('staff.approver')
  })

  it('changed to, keeps the old one and its sessions until it is agreed to', async () => {
    const officer = await test.signIn(phones.officer)
    const { id } = await personBy(first, phones.officer)
    await done(act(first, id, 'change', { duty: 'approver', name: '王倩倩', reason }), 202)
    expect(await roleOf(phones.officer)).toBe('officer')
    expect((await officer.call(getMe)).status).toBe(200)
    await done(decide(second, (await proposals(second))[0]?.id ?? '', 'agree'))
    expect((await officer.call(getMe)).status).toBe(401)
    expect(await test.client().signIn(phones.officer)).toMatchObject({ name: '王倩倩', roles: ['officer', 'approver'] })
  })

  it('shut by one takes two to open again', async () => {
    const { id } = await personBy(first, phones.auditor)
    await done(act(first, id, 'shut', { reason }))
    await done(act(first, id, 'reopen', { reason }), 202)
    expect(await people(first, { duty: 'auditor' })).toEqual([])
    await done(decide(second, (await proposals(second))[0]?.id ?? '', 'agree'))
    expect(await people(first, { duty: 'auditor' })).toHaveLength(1)
  })

  it('asked for a number that acts for a firm by the time it is agreed to is not given', async () => {
    const id = await give(74, 'auditor')
    await anOwner(test, 74)
    expect(await refusal(decide(second, id, 'agree'))).toEqual([422, 'invalid-input', 'phone'])
    expect((await proposals(second)).map((one) => one.id)).toEqual([id])
  })

  it('where the county asks for no second person is given at once', async () => {
    const { security } = test.deps.content
    test.deps.content.security = { ...security, fourEyes: security.fourEyes.filter((kind) => kind !== 'staff.approver') }
    expect((await done(invite(first, 75, { duty: 'approver' }), 201)).person).toMatchObject({ duty: 'approver' })
    await done(invite(first, 76, { duty: 'auditor', reason }), 202)
    test.deps.content.security = security
  })
})

describe('the second factor of an administrator', () => {
  it('is reset by two; of anybody else by one', async () => {
    const { id } = await personBy(first, phones.secondSystem)
    await test.deps.commands.run((tx) => addStaff(tx, { phone: aPhone(80), name: '第三人', role: 'administrator', at: test.clock.now() }))
    const third = await test.signIn(aPhone(80))
    await test.db.insertInto('second_factors').values({ account_id: id, secret: 'sealed', confirmed_at: 1, last_step: null, pending_secret: null, pending_at: null }).execute()
    await test.db.updateTable('sessions').set({ factor_at: test.clock.now() }).where('account_id', '=', id).execute()
    await done(act(first, id, 'reset-factor', { reason: '换了手机' }), 202)
    expect((await personBy(first, phones.secondSystem)).hasFactor).toBe(true)
    expect(await refusal(decide(second, (await proposals(first))[0]?.id ?? '', 'agree'))).toEqual([409, 'accounts.own-account'])
    await done(decide(third, (await proposals(third))[0]?.id ?? '', 'agree'))
    expect((await personBy(first, phones.secondSystem)).hasFactor).toBe(false)
    expect((await second.call(getMe)).status).toBe(401)
  })
})

describe('administrators', () => {
  it('two who shut each other at once leave one', async () => {
    const [one, other] = [await personBy(second, phones.system), await personBy(first, phones.secondSystem)]
    const replies = await Promise.all([act(first, other.id, 'shut', { reason }), act(second, one.id, 'shut', { reason })])
    const codes = replies.map((reply) => (reply.status === 200 ? 'done' : reply.error.code)).toSorted()
    expect(codes.filter((code) => code === 'done')).toHaveLength(1)
    expect(['accounts.last-system-administrator', 'not-signed-in']).toContain(codes.find((code) => code !== 'done'))
    expect(await test.db.selectFrom('accounts').select('id').where('staff_role', '=', 'administrator').where('disabled_at', 'is', null).execute()).toHaveLength(1)
  })

  it('one left alone gives nothing guarded, and whoever was shut agrees to nothing', async () => {
    const id = await give(77, 'auditor')
    const other = await personBy(first, phones.secondSystem)
    await done(act(first, other.id, 'shut', { reason }))
    expect((await decide(second, id, 'agree')).status).toBe(401)
    expect(await refusal(decide(first, id, 'agree'))).toEqual([403, 'accounts.other-person'])
  })
})
