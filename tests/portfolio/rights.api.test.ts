import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { addRight, deleteRight, getPortfolioRules, getRight, listAnnuities, listRights, savePortfolioSettings, updateRight } from '#contract/portfolio/endpoints.ts'
import { mostRights } from '#contract/portfolio/rules.ts'
import type { RightInput } from '#contract/portfolio/schema.ts'
import { anOwner, type Person } from '../accounts/people.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { aPhone } from '../support/builders.ts'
import { poison } from '../house/bad-inputs.ts'
import { testStart } from '../support/test-clock.ts'

let test: TestApp
let undo: { restore(): Promise<void> }
let owner: Person & { firmId: string }
let other: Person & { firmId: string }
beforeAll(async () => {
  test = await buildTestApp()
  owner = await anOwner(test, 1)
  other = await anOwner(test, 2)
  undo = await test.snapshot()
})
beforeEach(async () => {
  await undo.restore()
  test.clock.set(testStart)
})
afterAll(() => test.close())

type Typed = Partial<RightInput>
/** Filed on 13 July 2017, granted on 8 May 2020 in patent year 3; today is 23 November 2026, in year 10. */
const aPatent = (typed: Typed = {}): RightInput => ({ firmId: owner.firmId, kind: 'patent', number: 'ZL201710601862.3', title: '一种流化床', filedOn: '2017-07-13', grantedOn: '2020-05-08', ...typed })
const add = (typed: Typed = {}, person: Person = owner) => person.client.call(addRight, { body: aPatent(typed) })
const list = async () => (await owner.client.call(listRights, { query: { firmId: owner.firmId } })).body
async function lastAudit() {
  const line = await test.db.selectFrom('audit').selectAll().orderBy('id', 'desc').limit(1).executeTakeFirstOrThrow()
  return { action: line.action, accountId: line.account_id, role: line.role, subject: line.subject, firmId: line.firm_id, details: JSON.parse(line.details) as unknown }
}

describe('adding a right', () => {
  it('reads kind, filing year and last day from a patent’s number and dates, and says what is due next', async () => {
    const reply = await add({ number: 'ZL 2017 1 0601862．3', paidYear: 10 })
    expect([reply.status, reply.headers.etag]).toEqual([201, '"1"'])
    expect(reply.body).toMatchObject({
      number: 'ZL201710601862.3', check: 'ok', patentKind: '发明', filingYear: 2017, owner: '苇畔第1新材料有限公司', coOwners: [], state: 'live', pledge: 'none', warnings: [], version: 1,
      lastDay: '2037-07-12', annuity: { status: 'upcoming', next: { year: 11, dueOn: '2027-07-13', feeFen: 400000, totalFen: 400000 }, unconfirmed: null },
    })
    expect(reply.body.lines.map((line) => line.year)).toEqual([3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20])
    expect((await list()).items).toMatchObject([{ id: reply.body.id, number: 'ZL201710601862.3' }])
  })

  it('keeps a wrong check digit, marks it and says which would fit', async () => {
    const reply = await add({ number: 'ZL201710601862.4' })
    expect([reply.status, reply.body.check, reply.body.warnings]).toEqual([201, 'mismatch', [{ field: 'number', reason: 'patent-mismatch', limit: '3' }]])
  })

  it('takes trade marks, software and others, each with what it has', async () => {
    const mark = await add({ kind: 'trademark', number: '第8661190号', title: '苇畔', classes: [17, 1, 17], filedOn: '2012-01-01', grantedOn: '2013-10-14' })
    expect(mark.body).toMatchObject({ number: '8661190', classes: [1, 17], lastDay: '2023-10-13', check: null, patentKind: null, annuity: null, lines: [] })
    expect((await add({ kind: 'software', number: '软著登字第2016SR172900号', title: '配料控制软件' })).body).toMatchObject({ number: '2016SR172900', lastDay: null })
    expect((await add({ kind: 'other', number: '国作登字-2020-F-01234567', title: '一幅画', owner: '张三' })).body).toMatchObject({ owner: '张三' })
    expect((await list()).items.map(({ kind }) => kind).sort()).toEqual(['other', 'software', 'trademark'])
  })

  it('leaves a line in the audit with the number, and no line when it is refused', async () => {
    const { body } = await add()
    expect(await lastAudit()).toEqual({ action: 'portfolio.add', accountId: owner.me.id, role: 'administrator', subject: `right:${body.id}`, firmId: owner.firmId, details: { kind: 'patent', number: 'ZL201710601862.3', check: 'ok' } })
    await add()
    expect(await lastAudit()).toMatchObject({ subject: `right:${body.id}` })
  })

  it.each<[string, Typed, { field: string; reason: string }]>([
    ['a publication number', { number: 'CN110941994B' }, { field: 'number', reason: 'patent-publication' }],
    ['a PCT number', { number: 'PCT/CN2021/070001' }, { field: 'number', reason: 'patent-pct' }],
    ['a patent type nobody gives', { number: '201740601862.3' }, { field: 'number', reason: 'patent-type' }],
    ['a number of next year', { number: '202710601862.3' }, { field: 'number', reason: 'patent-year' }],
    ['no number', { number: ' \u3000' }, { field: 'number', reason: 'required' }],
    ['no title', { title: '\u200b ' }, { field: 'title', reason: 'required' }],
    ['a title of 201 characters', { title: '长'.repeat(201) }, { field: 'title', reason: 'too-long' }],
    ['a co-owner of 81 characters', { coOwners: ['甲', '长'.repeat(81)] }, { field: 'coOwners[1]', reason: 'too-long' }],
    ['eleven co-owners', { coOwners: Array.from({ length: 11 }, (_, index) => `第${index}家`) }, { field: 'coOwners', reason: 'rows-max' }],
    ['a day that is none', { filedOn: '2026-02-29' }, { field: 'filedOn', reason: 'date-calendar' }],
    ['a grant tomorrow', { grantedOn: '2026-11-24' }, { field: 'grantedOn', reason: 'date-future' }],
    ['a grant before the filing', { grantedOn: '2017-07-12' }, { field: 'grantedOn', reason: 'date-early' }],
    ['fees paid to year 21', { paidYear: 21 }, { field: 'paidYear', reason: 'number-max' }],
    ['fees paid to year 0', { paidYear: 0 }, { field: 'paidYear', reason: 'number-min' }],
    ['a utility model paid to year 11', { number: 'ZL202020773489.7', filedOn: '2020-08-03', grantedOn: '2021-02-02', paidYear: 11 }, { field: 'paidYear', reason: 'number-max' }],
    ['classes of a patent', { classes: [1] }, { field: 'classes', reason: 'unknown' }],
    ['the last day of a patent, which is counted', { lastDay: '2037-07-12' }, { field: 'lastDay', reason: 'unknown' }],
    ['class 46', { kind: 'trademark', number: '8661190', classes: [46] }, { field: 'classes', reason: 'option' }],
    ['yearly fees of a trade mark', { kind: 'trademark', number: '8661190', paidYear: 3 }, { field: 'paidYear', reason: 'unknown' }],
    ['a trade mark’s patent number', { kind: 'trademark' }, { field: 'number', reason: 'trademark-format' }],
  ])('is refused with %s, named by field', async (_what, typed, problem) => {
    const reply = await add(typed)
    expect([reply.status, reply.error.code]).toEqual([422, 'invalid-input'])
    expect(reply.error.fields).toMatchObject([problem])
    expect((await list()).items).toEqual([])
  })

  it.each(poison)('is refused with %s in a name or a date, wherever it stands', async (_what, text) => {
    for (const typed of [{ title: text }, { number: text }, { owner: text }, { coOwners: ['甲', text] }, { filedOn: text }, { kind: 'other' as const, number: text }]) {
      expect((await add(typed)).status, JSON.stringify(typed)).toBe(422)
    }
    expect((await list()).items).toEqual([])
  })

  it('keeps names as they are typed, and one co-owner once', async () => {
    const { body } = await add({ title: '  𠮷野牌👨‍👩‍👧釜 ', owner: '=1+1', coOwners: ['山东某大学', ' 山东某大学 ', '', '乙厂'] })
    expect(body).toMatchObject({ title: '𠮷野牌👨‍👩‍👧釜', owner: '=1+1', coOwners: ['山东某大学', '乙厂'] })
  })

  it('is refused when the firm has as many as it may keep', async () => {
    const { body } = await add()
    const row = await test.db.selectFrom('rights').selectAll().where('id', '=', body.id).executeTakeFirstOrThrow()
    const more = Array.from({ length: mostRights - 1 }, (_, index) => ({ ...row, id: `right-${index}`, kind: 'other' as const, number: `第${index}件`, patent_kind: null }))
    for (let from = 0; from < more.length; from += 200) await test.db.insertInto('rights').values(more.slice(from, from + 200)).execute()
    const reply = await add({ number: 'ZL202011313113.9' })
    expect([reply.status, reply.error.code, reply.error.details]).toEqual([409, 'portfolio.full', { most: mostRights }])
    expect((await list()).items).toHaveLength(mostRights)
  })

  it('names everything that is wrong at once', async () => {
    const reply = await add({ number: 'x', title: '', filedOn: 'yesterday' })
    expect(reply.error.fields?.map(({ field }) => field)).toEqual(['number', 'title', 'filedOn'])
  })
})

describe('one number', () => {
  it('stands once in a firm, however it is written, and the answer says where', async () => {
    const { body } = await add()
    const again = await add({ number: 'cn 2017 1 0601862.3' })
    expect([again.status, again.error.code, again.error.details]).toEqual([409, 'portfolio.known', { rightId: body.id }])
    expect((await list()).items).toHaveLength(1)
  })

  it('added twenty times at once stands once', async () => {
    const replies = await Promise.all(Array.from({ length: 20 }, () => add()))
    expect(replies.map(({ status }) => status).sort()).toEqual([201, ...Array.from({ length: 19 }, () => 409)])
    expect((await list()).items).toHaveLength(1)
  })

  it('may be another firm’s as well: co-owners each keep it', async () => {
    await add()
    expect((await add({ firmId: other.firmId }, other)).status).toBe(201)
  })

  it('is not taken over by changing another right to it; a changed number is read anew', async () => {
    const [first, second] = [(await add()).body, (await add({ number: 'ZL202020773489.7', filedOn: '2020-08-03', grantedOn: '2021-02-02' })).body]
    const change = (number: string) => owner.client.call(updateRight, { params: { id: second.id }, version: 1, body: { number } })
    expect((await change('2017106018623')).error).toMatchObject({ code: 'portfolio.known', details: { rightId: first.id } })
    expect((await change('ZL202011313113.9')).body).toMatchObject({ patentKind: '发明', number: 'ZL202011313113.9', lastDay: '2040-08-02' })
  })

  it('is free again after it was deleted', async () => {
    const { body } = await add()
    await owner.client.call(deleteRight, { params: { id: body.id } })
    expect((await add()).status).toBe(201)
  })
})

describe('changing a right', () => {
  it('changes what is named, keeps the rest and goes one version on', async () => {
    const { body } = await add({ coOwners: ['山东某大学'] })
    const reply = await owner.client.call(updateRight, { params: { id: body.id }, version: 1, body: { pledge: 'pledged', paidYear: 9 } })
    expect([reply.status, reply.headers.etag]).toEqual([200, '"2"'])
    expect(reply.body).toMatchObject({ pledge: 'pledged', paidYear: 9, title: '一种流化床', coOwners: ['山东某大学'], version: 2 })
    expect(await lastAudit()).toMatchObject({ action: 'portfolio.update', details: { number: 'ZL201710601862.3', fields: ['pledge', 'paidYear'] } })
  })

  it('takes a date or a paid year away with null', async () => {
    const { body } = await add({ paidYear: 9 })
    const reply = await owner.client.call(updateRight, { params: { id: body.id }, version: 1, body: { grantedOn: null, paidYear: null } })
    expect(reply.body).toMatchObject({ grantedOn: null, paidYear: null, annuity: { status: 'unknown', missing: ['grantedOn'] }, lines: [] })
  })

  it('needs the version, and refuses an old one with the newest', async () => {
    const { body } = await add()
    const change = (version?: number) => owner.client.call(updateRight, { params: { id: body.id }, ...(version === undefined ? {} : { version }), body: { title: '改过的' } })
    expect((await change()).status).toBe(428)
    expect((await change(1)).status).toBe(200)
    const stale = await change(1)
    expect([stale.status, stale.error.details]).toEqual([412, { version: 2 }])
  })

  it('by ten people at once is done once', async () => {
    const { body } = await add()
    const replies = await Promise.all(Array.from({ length: 10 }, (_, index) => owner.client.call(updateRight, { params: { id: body.id }, version: 1, body: { title: `第${index}个` } })))
    expect(replies.map(({ status }) => status).sort()).toEqual([200, ...Array.from({ length: 9 }, () => 412)])
  })

  it('is judged together with what stays: a filing date after the grant is refused', async () => {
    const { body } = await add()
    const reply = await owner.client.call(updateRight, { params: { id: body.id }, version: 1, body: { filedOn: '2020-06-01' } })
    expect(reply.error.fields).toEqual([{ field: 'grantedOn', reason: 'date-early', limit: '2020-06-01' }])
  })

  it('never changes kind or firm', async () => {
    const { body } = await add()
    for (const smuggled of [{ kind: 'other' }, { firmId: other.firmId }, { check: 'ok' }]) {
      const headers = { 'content-type': 'application/json', 'if-match': '"1"' }
      expect((await owner.client.request('PATCH', `/api/portfolio/rights/${body.id}`, { headers, body: JSON.stringify(smuggled) })).status).toBe(422)
    }
  })
})

describe('deleting a right', () => {
  it('takes it away and leaves a line with its number', async () => {
    const { body } = await add()
    expect((await owner.client.call(deleteRight, { params: { id: body.id } })).status).toBe(204)
    expect(await lastAudit()).toMatchObject({ action: 'portfolio.delete', subject: `right:${body.id}`, details: { number: 'ZL201710601862.3' } })
    expect((await owner.client.call(getRight, { params: { id: body.id } })).status).toBe(404)
    expect((await owner.client.call(deleteRight, { params: { id: body.id } })).status).toBe(404)
  })
})

describe('another firm', () => {
  it('sees nothing and changes nothing, and cannot tell a foreign right from none', async () => {
    const { body } = await add()
    const params = { id: body.id }
    const replies = [
      await other.client.call(getRight, { params }), await other.client.call(updateRight, { params, body: { title: '我的' } }), await other.client.call(deleteRight, { params }),
      await other.client.call(listRights, { query: { firmId: owner.firmId } }), await other.client.call(listAnnuities, { query: { firmId: owner.firmId, year: 2027 } }),
      await other.client.call(savePortfolioSettings, { body: { firmId: owner.firmId, isReduced: true } }), await add({ number: 'ZL202011313113.9' }, other),
    ]
    expect(replies.map(({ status, error }) => [status, error.code])).toEqual(replies.map(() => [404, 'not-found']))
    expect((await list()).items).toMatchObject([{ title: '一种流化床', version: 1 }])
  })
})

describe('yearly fees', () => {
  it('are reduced once the firm says it has the reduction on record: 4000 less 85 % is 600 元', async () => {
    const { body } = await add({ paidYear: 10 })
    const next = async () => (await owner.client.call(getRight, { params: { id: body.id } })).body.annuity?.next
    expect(await next()).toMatchObject({ year: 11, payableFen: 400000 })
    expect((await owner.client.call(savePortfolioSettings, { body: { firmId: owner.firmId, isReduced: true } })).body).toEqual({ firmId: owner.firmId, isReduced: true, reminds: true })
    expect(await lastAudit()).toMatchObject({ action: 'portfolio.settings', subject: `firm:${owner.firmId}`, details: { isReduced: true } })
    expect(await next()).toMatchObject({ year: 11, reductionPercent: 85, payableFen: 60000 })
    expect(await list()).toMatchObject({ isReduced: true, today: '2026-11-23' })
    await owner.client.call(savePortfolioSettings, { body: { firmId: owner.firmId, isReduced: false } })
    expect((await list()).isReduced).toBe(false)
  })

  it('follow the clock: in time on 13 July 2027 in Shanghai, late the minute after', async () => {
    const { body } = await add({ paidYear: 10 })
    const status = async (now: string) => {
      test.clock.set(now)
      const client = await test.signIn(aPhone(1))
      return (await client.call(getRight, { params: { id: body.id } })).body.annuity?.status
    }
    expect([await status('2027-07-13T15:59:00.000Z'), await status('2027-07-13T16:00:00.000Z'), await status('2028-01-13T16:00:00.000Z')]).toEqual(['upcoming', 'grace', 'lapsed'])
  })

  it('of a year are listed by date with their sums', async () => {
    const patent = (await add({ paidYear: 10 })).body
    await add({ number: 'ZL202020773489.7', title: '一种刮板', filedOn: '2020-08-03', grantedOn: '2021-02-02', paidYear: 7 })
    await add({ number: 'ZL202011313113.9', title: '一种反应釜', filedOn: null, grantedOn: null })
    await add({ kind: 'trademark', number: '8661190', title: '苇畔', filedOn: null, grantedOn: null })
    const { body } = await owner.client.call(listAnnuities, { query: { firmId: owner.firmId, year: 2027 } })
    // Year 11 of the invention 4000, year 8 of the utility model 1200.
    expect(body).toMatchObject({ year: 2027, today: '2026-11-23', payableFen: 520000, openFen: 520000, unknown: [{ number: 'ZL202011313113.9', missing: ['filedOn', 'grantedOn'] }] })
    expect(body.items.map(({ number, line }) => [number, line.dueOn])).toEqual([['ZL201710601862.3', '2027-07-13'], ['ZL202020773489.7', '2027-08-03']])
    expect(body.items[0]?.rightId).toBe(patent.id)
  })

  it('are told to anybody with their source, and that it is to be checked', async () => {
    const { status, body } = await test.client().call(getPortfolioRules)
    expect(status).toBe(200)
    expect(body).toMatchObject({ isUnverified: true, reduction: { solePercent: 85, sharedPercent: 70, years: 10 } })
    expect(body.source).toContain('待核')
  })
})
