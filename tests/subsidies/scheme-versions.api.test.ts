// The scheme editor: who may do what when, and what is in force meanwhile.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { actOnScheme, getProgramme, getSchemeVersion, listProgrammes, listSchemes, saveScheme } from '#contract/subsidies/endpoints.ts'
import type { ErrorCode } from '#contract/errors.ts'
import type { SchemeAction } from '#contract/subsidies/scheme-schema.ts'
import { recordSchemes } from '#server/subsidies/scheme-history.ts'
import { allActors, type Actors } from '../support/actors.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import type { Client } from '../support/api-client.ts'
import { aPhone } from '../support/builders.ts'
import { findOrAddAccount } from '#server/accounts/repository.ts'
import { toldBy } from '../support/told.ts'
import { discard, draftIn, publishChange, read, save, sourceIn, start, take, withField } from './scheme-desk.ts'

let test: TestApp
let people: Actors
let [author, approver]: Client[] = []
let fresh: { restore(): Promise<void> }
const by = (): [Client, Client] => [author!, approver!]

beforeAll(async () => {
  test = await buildTestApp()
  people = await allActors(test)
  author = people.clients.officer
  approver = people.clients.secondOfficer
  fresh = await test.snapshot()
})
beforeEach(async () => {
  await fresh.restore()
  await recordSchemes(test.deps)
})
afterAll(() => test.close())

const P = 'P02'
const titled = (title: string) => <S extends { title: string }>(source: S): S => ({ ...source, title })
const shown = async () => (await test.client().call(getProgramme, { params: { id: P } })).body

describe('a draft of a scheme', () => {
  it('begins with what firms are offered now, and there is one', async () => {
    const begun = await start(author!, { id: P, of: P })
    expect(begun.status).toBe(201)
    expect(begun.headers['etag']).toBe('"1"')
    expect(sourceIn(begun.body)).toMatchObject({ id: P, status: 'open', batches: [{ id: '2026', opensAt: '2026-01-01T00:00:00', closesAt: '2026-12-31T23:59:59', budgetFen: 50000000 }] })
    expect(draftIn(begun.body)).toMatchObject({ number: 2, state: 'draft', origin: 'desk', byMe: false })
    expect((await start(approver!, { id: P, of: P })).status).toBe(200)
    const both = await Promise.all([start(author!, { id: 'P03', of: 'P03' }), start(approver!, { id: 'P03', of: 'P03' })])
    expect(both.map(({ status }) => status).sort()).toEqual([200, 201])
  })

  it('changes nothing anybody else sees while it is written', async () => {
    const before = await shown()
    await start(author!, { id: P, of: P })
    await save(author!, P, titled('改了名字'))
    expect(await shown()).toEqual(before)
    expect((await test.client().call(listProgrammes)).body.items.find(({ id }) => id === P)?.title).toBe(before.title)
  })

  it('is saved on the newest revision only, and keeps what is not right yet', async () => {
    const begun = (await start(author!, { id: P, of: P })).body
    const source = sourceIn(begun)
    const put = (version: number | undefined, change: object) => author!.call(saveScheme, { params: { id: P }, ...(version === undefined ? {} : { version }), body: { source: { ...source, ...change }, note: '改名' } })
    expect((await put(undefined, {})).error.code).toBe('version-missing')
    const saved = await put(1, { title: '' })
    expect(saved.status).toBe(200)
    expect(saved.body.problems).toContainEqual({ path: 'title', reason: 'empty', blocks: true })
    expect(draftIn(saved.body)).toMatchObject({ revision: 2, note: '改名', byMe: true, approvers: 1 })
    const late = await put(1, { title: '另一位改的' })
    expect([late.status, late.error.code, late.error.details]).toEqual([412, 'stale', { version: 2 }])
    expect(sourceIn(await read(author!, P)).title).toBe('')
    const same = await put(2, { title: '' })
    expect(draftIn(same.body).revision).toBe(2)
  })

  it('stays the scheme it is: neither its id nor what it is a copy of can be changed', async () => {
    await start(author!, { id: P, of: P })
    expect((await save(author!, P, (source) => ({ ...source, id: 'P99' }))).error.fields).toEqual([{ field: 'source.id', reason: 'locked' }])
    expect((await save(author!, P, (source) => ({ ...source, copyOf: 'P05' }))).error.fields).toEqual([{ field: 'source.copyOf', reason: 'locked' }])
    await start(author!, { id: 'P05-2027', of: 'P05', year: 2027 })
    expect((await save(author!, 'P05-2027', (source) => ({ ...source, numberKind: 'PG' }))).error.fields).toEqual([{ field: 'source.numberKind', reason: 'locked' }])
  })

  it('cannot make an account number readable that rests encrypted in drafts', async () => {
    await start(author!, { id: P, of: P })
    const saved = await save(author!, P, (source) => withField(source, 'bankAccountNo', { sensitive: undefined, check: undefined }))
    expect(saved.body.problems.filter(({ blocks }) => blocks).map(({ reason }) => reason)).toEqual(['payee'])
    expect((await take(author!, P, 'propose')).error.code).toBe('subsidies.scheme-incomplete')
  })

  it('is thrown away as a draft only, and leaves the one in force as it is', async () => {
    const before = await shown()
    await start(author!, { id: P, of: P })
    await save(author!, P, titled('不要了'))
    await take(author!, P, 'propose')
    expect((await discard(approver!, P)).error.code).toBe('subsidies.scheme-state')
    await take(author!, P, 'take-back')
    expect((await discard(author!, P)).status).toBe(204)
    expect((await discard(author!, P)).status).toBe(404)
    expect(await shown()).toEqual(before)
    expect((await read(author!, P)).versions).toHaveLength(1)
  })
})

describe('two people', () => {
  const cases: [what: string, state: 'none' | 'draft' | 'proposed', who: 'author' | 'approver', action: SchemeAction, code: ErrorCode | null][] = [
    ['nothing to propose', 'none', 'author', 'propose', 'not-found'], ['nothing to publish', 'none', 'approver', 'publish', 'not-found'],
    ['a draft is proposed', 'draft', 'author', 'propose', null], ['anybody may propose it', 'draft', 'approver', 'propose', null],
    ['a draft is not published unproposed', 'draft', 'approver', 'publish', 'subsidies.scheme-state'], ['a draft cannot be sent back', 'draft', 'approver', 'send-back', 'subsidies.scheme-state'], ['a draft cannot be taken back', 'draft', 'author', 'take-back', 'subsidies.scheme-state'],
    ['what waits is not proposed twice', 'proposed', 'approver', 'propose', 'subsidies.scheme-state'], ['the author does not publish', 'proposed', 'author', 'publish', 'subsidies.scheme-hand'], ['the second person publishes', 'proposed', 'approver', 'publish', null],
    ['the second person sends back', 'proposed', 'approver', 'send-back', null], ['who proposed does not send it back to themselves', 'proposed', 'author', 'send-back', 'subsidies.scheme-hand'],
    ['who proposed takes it back', 'proposed', 'author', 'take-back', null], ['nobody else takes it back', 'proposed', 'approver', 'take-back', 'subsidies.scheme-proposer'],
  ]
  it.each(cases)('%s', async (_what, state, who, action, code) => {
    if (state !== 'none') {
      await start(author!, { id: P, of: P })
      await save(author!, P, titled('改了名字'))
    }
    if (state === 'proposed') expect((await take(author!, P, 'propose')).status).toBe(200)
    const revision = state === 'none' ? 1 : 2
    const reply = await (who === 'author' ? author! : approver!).call(actOnScheme, { params: { id: P, action }, body: { revision, reason: '请写清楚' } })
    expect(code === null ? reply.status : reply.error.code).toBe(code ?? 200)
  })

  it('everybody who had a hand in it is the author, also who proposed another’s draft', async () => {
    await start(author!, { id: P, of: P })
    await save(author!, P, titled('一稿'))
    await save(approver!, P, titled('二稿'))
    const proposed = (await take(approver!, P, 'propose')).body
    expect(draftIn(proposed)).toMatchObject({ state: 'proposed', byMe: true, proposedByMe: true, approvers: 0 })
    expect(draftIn(proposed).hands).toHaveLength(2)
    for (const officer of by()) expect((await take(officer, P, 'publish')).error.code).toBe('subsidies.scheme-hand')
    await test.deps.commands.run((tx) => findOrAddAccount(tx, { phone: aPhone(71), name: '第三人', role: 'officer', at: test.clock.now() }))
    const third = await test.signIn(aPhone(71))
    expect(draftIn(await read(third, P)).approvers).toBe(1)
    expect((await take(third, P, 'publish')).status).toBe(200)
  })

  it('a reason is written when it goes back, and what waits cannot be changed', async () => {
    await start(author!, { id: P, of: P })
    await save(author!, P, titled('一稿'))
    await take(author!, P, 'propose')
    expect((await save(author!, P, titled('偷改'))).error.code).toBe('subsidies.scheme-state')
    for (const reason of [undefined, '  ']) expect((await take(approver!, P, 'send-back', reason)).error.fields).toEqual([{ field: 'reason', reason: 'required' }])
    const told = await toldBy(test, async () => expect((await take(approver!, P, 'send-back', '名称写全')).status).toBe(200))
    expect(told.map(({ kind, link }) => [kind, link])).toEqual([['scheme.sent-back', `/desk/schemes/${P}`]])
    expect((await save(author!, P, titled('二稿'))).status).toBe(200)
  })

  it('nobody publishes another text than they looked at', async () => {
    await start(author!, { id: P, of: P })
    await save(author!, P, titled('一稿'))
    const { revision } = draftIn((await take(author!, P, 'propose')).body)
    await take(author!, P, 'take-back')
    await save(author!, P, titled('另一稿'))
    await take(author!, P, 'propose')
    const reply = await approver!.call(actOnScheme, { params: { id: P, action: 'publish' }, body: { revision } })
    expect([reply.status, reply.error.code]).toEqual([412, 'stale'])
  })

  it('two who publish at once make one version, and hear so', async () => {
    await test.deps.commands.run((tx) => findOrAddAccount(tx, { phone: aPhone(72), name: '第三人', role: 'officer', at: test.clock.now() }))
    const third = await test.signIn(aPhone(72))
    await start(author!, { id: P, of: P })
    await save(author!, P, titled('新名字'))
    const { revision } = draftIn((await take(author!, P, 'propose')).body)
    const replies = await Promise.all([approver!, third, approver!, third].map((officer) => officer.call(actOnScheme, { params: { id: P, action: 'publish' }, body: { revision } })))
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(1)
    for (const { status, error } of replies) if (status !== 200) expect(['subsidies.scheme-state', 'not-found']).toContain(error.code)
    expect((await read(author!, P)).versions.map(({ number, state }) => [number, state])).toEqual([[2, 'live'], [1, 'past']])
    expect((await shown()).title).toBe('新名字')
  })

  it('what is wrong is not proposed; what is the same is not, either', async () => {
    await start(author!, { id: P, of: P })
    await save(author!, P, titled(''))
    const refused = await take(author!, P, 'propose')
    expect([refused.status, refused.error.code, refused.error.details]).toEqual([422, 'subsidies.scheme-incomplete', { count: 1, path: 'title' }])
    await discard(author!, P)
    await publishChange(by(), P, titled('新名字'))
    await start(author!, { id: P, of: P })
    expect((await take(author!, P, 'propose')).error.code).toBe('subsidies.scheme-unchanged')
  })
})

describe('what is published', () => {
  it('counts at once for everybody, with its number, and the one before stays to be read', async () => {
    const version = test.deps.content.version
    const scheme = await publishChange(by(), P, titled('新名字'))
    expect(scheme.versions.map(({ number, state, origin }) => [number, state, origin])).toEqual([[2, 'live', 'desk'], [1, 'past', 'file']])
    expect(scheme.versions[0]).toMatchObject({ publishedBy: expect.any(String) as string, publishedAt: test.clock.now() === 0 ? '' : new Date(test.clock.now()).toISOString() })
    expect((await shown()).title).toBe('新名字')
    expect(test.deps.content.version).not.toBe(version)
    const past = (await author!.call(getSchemeVersion, { params: { id: P, number: 1 } })).body
    expect(past.title).not.toBe('新名字')
    expect((await author!.call(getSchemeVersion, { params: { id: P, number: 9 } })).status).toBe(404)
  })

  it('is stopped the same way, by two, and then takes no more', async () => {
    await publishChange(by(), P, (source) => ({ ...source, status: 'closed' }))
    expect((await shown()).availability).toBe('closed')
  })

  it('leaves a line in the audit for every move', async () => {
    await publishChange(by(), P, titled('新名字'))
    const actions = await test.db.selectFrom('audit').select(['action', 'subject']).where('action', 'like', 'subsidies.scheme-%').orderBy('id').execute()
    expect(actions.map(({ action }) => action)).toEqual(['subsidies.scheme-start', 'subsidies.scheme-save', 'subsidies.scheme-propose', 'subsidies.scheme-publish'])
    expect(new Set(actions.map(({ subject }) => subject))).toEqual(new Set([`scheme:${P}`]))
  })

  it('is told to who may approve it, and to who wrote it', async () => {
    await start(author!, { id: P, of: P })
    await save(author!, P, titled('新名字'))
    const proposed = await toldBy(test, () => take(author!, P, 'propose'))
    expect(proposed.map(({ kind }) => kind)).toEqual(['scheme.proposed'])
    const published = await toldBy(test, () => take(approver!, P, 'publish'))
    expect(published.map(({ kind }) => kind)).toEqual(['scheme.published'])
    expect(published[0]?.accountId).not.toBe(proposed[0]?.accountId)
  })

  it('stands in the list with its draft, who is in flight and what money is left', async () => {
    await start(author!, { id: P, of: P })
    const { items } = (await author!.call(listSchemes)).body
    expect(items).toHaveLength(10)
    expect(items.find(({ programmeId }) => programmeId === P)).toMatchObject({ availability: 'taking', liveNumber: 1, draft: { number: 2, state: 'draft' }, totalFen: 50000000 })
    expect(items.find(({ programmeId }) => programmeId === 'P10')).toMatchObject({ availability: 'closed', draft: null, totalFen: null, leftFen: null })
  })
})
