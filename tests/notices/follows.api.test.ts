import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { askToJoin, updateMember, listMembers } from '#contract/accounts/endpoints.ts'
import { changeFollow, changeGapConsent, getGapConsent, listFollows } from '#contract/notices/endpoints.ts'
import { anOwner, aPerson, auditActions } from '../accounts/people.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { aLiveNotice, withdraw } from './live-notices.ts'
import { withoutSamples } from './without-samples.ts'

let test: TestApp
let undo: { restore(): Promise<void> }
beforeAll(async () => {
  test = await buildTestApp()
  await withoutSamples(test)
  undo = await test.snapshot()
})
beforeEach(() => undo.restore())
afterAll(() => test.close())

describe('following', () => {
  it('is possible for schemes, categories and issuers of what is in force', async () => {
    const { client } = await aPerson(test, 1)
    await aLiveNotice(test, 'a', { issuer: '新局' })
    await aLiveNotice(test, 'b', { issuer: '旧局' })
    await withdraw(test, 'b')
    const { items, choices } = (await client.call(listFollows)).body
    expect([items, choices.some(({ ref }) => ref === '旧局'), choices.find(({ ref }) => ref === '新局'), choices.find(({ ref }) => ref === 'policy')?.title, choices.find(({ ref }) => ref === 'P03')?.kind]).toEqual([[], false, { kind: 'issuer', ref: '新局', title: '新局' }, '政策', 'programme'])
    for (const body of [{ kind: 'issuer', ref: '新局', isFollowed: true }, { kind: 'programme', ref: 'P03', isFollowed: true }] as const) expect((await client.call(changeFollow, { body })).status).toBe(200)
    expect((await client.call(listFollows)).body.items.map(({ kind, ref }) => `${kind} ${ref}`).sort()).toEqual(['issuer 新局', 'programme P03'])
  })

  it('twice is once, and the trail has one line', async () => {
    const { client } = await aPerson(test, 2)
    const body = { kind: 'programme', ref: 'P03', isFollowed: true } as const
    await client.call(changeFollow, { body })
    expect((await client.call(changeFollow, { body })).body.items).toHaveLength(1)
    await client.call(changeFollow, { body: { ...body, isFollowed: false } })
    expect((await client.call(changeFollow, { body: { ...body, isFollowed: false } })).body.items).toEqual([])
    expect((await auditActions(test)).filter((action) => action === 'notices.follow' || action === 'notices.unfollow')).toEqual(['notices.follow', 'notices.unfollow'])
  })

  it.each([['programme', 'P99'], ['category', 'none'], ['issuer', '没有这个局'], ['category', 'P03']] as const)('is refused for a %s that is none: %s', async (kind, ref) => {
    const { client } = await aPerson(test, 3)
    const { status, error } = await client.call(changeFollow, { body: { kind, ref, isFollowed: true } })
    expect([status, error.fields]).toEqual([422, [{ field: 'ref', reason: 'option' }]])
  })

  it('ends also for what is no longer there', async () => {
    const { client, me } = await aPerson(test, 4)
    await test.deps.commands.run((tx) => tx.insertInto('follows').values({ account_id: me.id, kind: 'issuer', ref: '撤了的局', created_at: 0 }).execute())
    expect((await client.call(listFollows)).body.items.map(({ title }) => title)).toEqual(['撤了的局'])
    expect((await client.call(changeFollow, { body: { kind: 'issuer', ref: '撤了的局', isFollowed: false } })).body.items).toEqual([])
  })

  it('is possible for an issuer beyond those the list of choices has room for', async () => {
    const { client } = await aPerson(test, 18)
    for (let n = 0; n < 205; n += 1) await aLiveNotice(test, `of-${n}`, { issuer: `局${String(n).padStart(3, '0')}` })
    const { choices } = (await client.call(listFollows)).body
    expect(choices.some(({ ref }) => ref === '局204')).toBe(false)
    expect((await client.call(changeFollow, { body: { kind: 'issuer', ref: '局204', isFollowed: true } })).status).toBe(200)
  })

  it('stops at a hundred', async () => {
    const { client, me } = await aPerson(test, 5)
    await test.deps.commands.run((tx) => tx.insertInto('follows').values(Array.from({ length: 100 }, (_, n) => ({ account_id: me.id, kind: 'issuer' as const, ref: `局${n}`, created_at: 0 }))).execute())
    expect((await client.call(changeFollow, { body: { kind: 'programme', ref: 'P03', isFollowed: true } })).error.fields).toEqual([{ field: 'ref', reason: 'rows-max', limit: 100 }])
    await client.call(changeFollow, { body: { kind: 'issuer', ref: '局1', isFollowed: false } })
    expect((await client.call(changeFollow, { body: { kind: 'programme', ref: 'P03', isFollowed: true } })).status).toBe(200)
  })

  it('is each person’s own', async () => {
    const [one, other] = [await aPerson(test, 6), await aPerson(test, 7)]
    await one.client.call(changeFollow, { body: { kind: 'programme', ref: 'P03', isFollowed: true } })
    expect((await other.client.call(listFollows)).body.items).toEqual([])
    expect((await test.client().call(listFollows)).status).toBe(401)
  })
})

describe('the consent to be told by gaps', () => {
  const version = () => test.deps.content.notices.settings.gapConsent.version

  it('is off unless an administrator gives it, with the version of its words; ended it stays as a row', async () => {
    const { client, firmId, me } = await anOwner(test, 10)
    const params = { firmId }
    expect((await client.call(getGapConsent, { params })).body).toMatchObject({ isGiven: false, givenBy: null, mayChange: true, text: { version: version() } })
    expect((await client.call(changeGapConsent, { params, body: { isGiven: true, textVersion: version() } })).body).toMatchObject({ isGiven: true, givenBy: me.name, givenAt: expect.any(String) })
    await client.call(changeGapConsent, { params, body: { isGiven: true, textVersion: version() } })
    expect((await client.call(changeGapConsent, { params, body: { isGiven: false, textVersion: version() } })).body.isGiven).toBe(false)
    const rows = await test.db.selectFrom('gap_consents').selectAll().where('firm_id', '=', firmId).execute()
    expect(rows.map(({ text_version, ended_by }) => [text_version, ended_by])).toEqual([[version(), me.id]])
    expect((await auditActions(test)).filter((action) => action.includes('gap-consent'))).toEqual(['notices.give-gap-consent', 'notices.end-gap-consent'])
    await client.call(changeGapConsent, { params, body: { isGiven: true, textVersion: version() } })
    expect(await test.db.selectFrom('gap_consents').select('id').where('firm_id', '=', firmId).execute()).toHaveLength(2)
  })

  it('is refused for other words than stand there now; ending needs none', async () => {
    const { client, firmId } = await anOwner(test, 11)
    const { status, error } = await client.call(changeGapConsent, { params: { firmId }, body: { isGiven: true, textVersion: '2020-01-01' } })
    expect([status, error.fields?.[0]?.field]).toEqual([422, 'textVersion'])
    expect((await client.call(changeGapConsent, { params: { firmId }, body: { isGiven: false, textVersion: '' } })).status).toBe(200)
  })

  it('is read by members, changed by administrators, and not there for strangers', async () => {
    const { client, firmId } = await anOwner(test, 12)
    const clerk = await aPerson(test, 13)
    await clerk.client.call(askToJoin, { params: { id: firmId }, body: {} })
    const asked = (await client.call(listMembers, { params: { id: firmId } })).body.items.find(({ state }) => state === 'pending')
    await client.call(updateMember, { params: { id: firmId, memberId: asked?.id ?? '' }, body: { state: 'active' } })
    expect((await clerk.client.call(getGapConsent, { params: { firmId } })).body.mayChange).toBe(false)
    expect((await clerk.client.call(changeGapConsent, { params: { firmId }, body: { isGiven: true, textVersion: version() } })).status).toBe(403)
    const stranger = await aPerson(test, 14)
    expect((await stranger.client.call(getGapConsent, { params: { firmId } })).status).toBe(404)
    expect((await stranger.client.call(changeGapConsent, { params: { firmId }, body: { isGiven: true, textVersion: version() } })).status).toBe(404)
  })
})
