// A scheme changes while firms are in it: drafts keep their answers and are told what to do again (pitfall C5), submitted cases keep their version (C18), money keeps to what is promised.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { getApplication, getProgramme, listApplications, listStandings, startApplication } from '#contract/subsidies/endpoints.ts'
import type { ProgrammeSource } from '#contract/subsidies/programme.ts'
import { firmLeft } from '#server/subsidies/budget.ts'
import { recordSchemes } from '#server/subsidies/scheme-history.ts'
import { allActors, type Actors } from '../support/actors.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { act, attachPapers, fillDraft, startDraft, submittedApplication } from '../support/applications.ts'
import type { Client } from '../support/api-client.ts'
import { answer, done, moveTo, read } from '../support/handling.ts'
import { keepSessions, move } from '../support/stages.ts'
import { toldBy } from '../support/told.ts'
import { publishChange, read as readScheme, save, sourceIn, start, take, withField } from './scheme-desk.ts'

let test: TestApp
let people: Actors
let officers: [Client, Client]
let fresh: { restore(): Promise<void> }
const P = 'P06'

beforeAll(async () => {
  test = await buildTestApp()
  people = await allActors(test)
  await keepSessions(test)
  officers = [people.clients.officer, people.clients.secondOfficer]
  fresh = await test.snapshot()
})
beforeEach(async () => {
  await fresh.restore()
  await recordSchemes(test.deps)
})
afterAll(() => test.close())

const filled = async () => fillDraft(people.clients.clerk, await startDraft(people.clients.clerk, people.firmId, P))
const withoutLast = <T>(list: readonly T[]) => list.slice(0, -1)

describe('a draft whose scheme is published anew', { timeout: 60_000 }, () => {
  it('keeps every answer, and names what must be done again and what is new, different or gone', async () => {
    const draft = await filled()
    const gone = draft.programmeTitle
    const before = test.deps.content.source(P)?.source
    await publishChange(officers, P, (source) => {
      const shorter = withField(source, 'contactName', { maxLength: 1 })
      const sections = shorter.sections.map((section, index) => (index === 0 ? { ...section, fields: [...section.fields, { name: 'askedNow', label: '新问的一项', type: 'boolean' as const, required: true }] } : section))
      return { ...shorter, title: '改了名字', sections, papers: [...shorter.papers, { id: 'photo', name: '现场照片', required: true, stamp: false, maxMB: 10, origin: 'firm' }], amount: { ...shorter.amount, summary: '改了算法' }, batches: shorter.batches.map((batch) => ({ ...batch, closesAt: '2026-12-20T17:00:00' })) }
    })
    const now = await read(people.clients.clerk, draft.id)
    expect(now.answers).toEqual(draft.answers)
    expect([now.formChanged, now.redo, now.programmeTitle]).toEqual([true, ['contactName'], '改了名字'])
    expect(gone).not.toBe(now.programmeTitle)
    expect(now.formNews).toEqual([
      { kind: 'changed', part: 'field', name: 'contactName', label: '联系人' }, { kind: 'added', part: 'field', name: 'askedNow', label: '新问的一项' },
      { kind: 'added', part: 'paper', name: 'photo', label: '现场照片' }, { kind: 'changed', part: 'amount', name: 'amount', label: '改了算法' }, { kind: 'changed', part: 'batch', name: '2026', label: '2026年' },
    ])
    const { items } = await done(people.clients.clerk.call(listApplications, { query: { firmId: people.firmId } }))
    expect(items.find(({ id }) => id === draft.id)).toMatchObject({ title: '改了名字', closesOn: '2026-12-20', done: 3, total: 4 })
    const saved = await done(answer(people.clients.clerk, draft.id, { contactName: '李' }))
    expect([saved.formChanged, saved.redo, saved.formNews]).toEqual([false, [], []])
    expect(before?.title).toBe(gone)
  })

  it('hears of it once, by name and number, with the way to its draft; other firms hear nothing', async () => {
    const draft = await filled()
    await start(officers[0], { id: P, of: P })
    await save(officers[0], P, (source) => withField(source, 'contactName', { maxLength: 1 }))
    await take(officers[0], P, 'propose')
    const told = await toldBy(test, () => take(officers[1], P, 'publish'))
    const toFirms = told.filter(({ kind }) => kind === 'scheme.changed')
    expect(new Set(toFirms.map(({ link }) => link))).toEqual(new Set([`/subsidies/applications/${draft.id}`]))
    expect(toFirms).toHaveLength(2)
    const { payload } = await test.db.selectFrom('outbox').select('payload').where('dedupe_key', 'like', `scheme:%:${draft.id}:%`).executeTakeFirstOrThrow()
    expect(payload).toContain('改了 1 处，有 1 处要重做')
  })

  it('is not bothered by what changes nothing for it', async () => {
    await filled()
    const told = await toldBy(test, () => publishChange(officers, P, (source) => ({ ...source, processNote: '时限以通知为准（示例）。', contact: { ...source.contact, dept: '新的科室' } })))
    expect(told.filter(({ kind }) => kind === 'scheme.changed' || kind === 'scheme.kept')).toEqual([])
  })

  it('of a scheme that stops stays, and can no longer be handed in', async () => {
    const draft = await filled()
    await attachPapers(people.clients.clerk, draft)
    const told = await toldBy(test, () => publishChange(officers, P, (source) => ({ ...source, status: 'closed' })))
    expect(told.filter(({ kind }) => kind === 'scheme.stopped')).toHaveLength(2)
    expect((await act(people.clients.clerk, draft.id, 'submit', { statement: true })).error.code).toBe('subsidies.programme-closed')
    expect((await read(people.clients.clerk, draft.id)).answers).toEqual(draft.answers)
  })
})

describe('a case handed in', () => {
  it('keeps the scheme, the sum and the conditions it was handed in under, for firm and officer', async () => {
    const submitted = await submittedApplication(people.clients.clerk, people.firmId, P)
    await publishChange(officers, P, (source) => ({ ...source, title: '改了名字', conditions: withoutLast(source.conditions), facts: source.facts.filter(({ id }) => withoutLast(source.conditions).some(({ fact }) => fact === id)) }))
    for (const client of [people.clients.clerk, officers[0]]) {
      const now = await read(client, submitted.id)
      expect([now.programme, now.amount, now.conditions, now.programmeTitle, now.formChanged, now.formNews]).toEqual([submitted.programme, submitted.amount, submitted.conditions, submitted.programmeTitle, false, []])
    }
    await move({ clients: people.clients, id: submitted.id }, 'officer', 'accept')
    expect((await read(officers[0], submitted.id)).programme?.title).toBe(submitted.programmeTitle)
  })
})

describe('batches published at the desk', () => {
  const batch = (id: string, opensAt: string, closesAt: string, budgetFen: number | null = null) => ({ id, name: id, opensAt, closesAt, budgetFen })
  const only = (...batches: ReturnType<typeof batch>[]) => (source: ProgrammeSource): ProgrammeSource => ({ ...source, batches })

  it('open and close to the second by Shanghai’s clock', async () => {
    await publishChange(officers, 'P07', only(batch('winter', '2026-12-01T09:00:00', '2026-12-01T17:00:00')))
    const at = async (instant: string) => {
      await moveTo(test, instant)
      const { availability } = await done(test.client().call(getProgramme, { params: { id: 'P07' } }))
      const begun = await people.clients.clerk.call(startApplication, { body: { firmId: people.firmId, programmeId: 'P07' } })
      return [availability, begun.status]
    }
    expect(await at('2026-12-01T00:59:59.999Z')).toEqual(['soon', 409])
    expect(await at('2026-12-01T01:00:00.000Z')).toEqual(['taking', 201])
    expect(await at('2026-12-01T09:00:00.999Z')).toEqual(['taking', 200])
    expect((await at('2026-12-01T09:00:01.000Z'))[0]).toBe('over')
    await moveTo(test, '2026-11-23T02:08:00.000Z')
  })

  it('have their money from the moment they are published', async () => {
    await publishChange(officers, 'P04', (source) => ({ ...source, batches: source.batches.map((one) => ({ ...one, budgetFen: 700_000_00 })) }))
    const { items } = await done(test.client().call(listStandings))
    expect(JSON.stringify(items.find(({ programmeId }) => programmeId === 'P04'))).toContain('70000000')
    expect(await test.db.selectFrom('budgets').select('total_fen').where('programme_id', '=', 'P04').where('batch_id', '=', '2026').executeTakeFirst()).toEqual({ total_fen: 70_000_000 })
  })

  it('cannot have less than was promised, nor vanish under a case; the version before stays in force', async () => {
    const submitted = await submittedApplication(people.clients.clerk, people.firmId, P)
    const scene = { clients: people.clients, id: submitted.id }
    for (const [actor, action] of [['officer', 'accept'], ['officer', 'recommend'], ['secondOfficer', 'approve']] as const) await move(scene, actor, action)
    const { approvedFen } = await read(officers[0], submitted.id)
    expect(approvedFen).toBeGreaterThan(0)
    const { committed_fen: committed } = await test.db.selectFrom('budgets').select('committed_fen').where('programme_id', '=', P).executeTakeFirstOrThrow()
    const proposeWith = async (change: (source: ProgrammeSource) => ProgrammeSource) => {
      await start(officers[0], { id: P, of: P })
      await save(officers[0], P, change)
      await take(officers[0], P, 'propose')
      const reply = await take(officers[1], P, 'publish')
      if (reply.status !== 200) await take(officers[0], P, 'take-back')
      return reply
    }
    const total = (budgetFen: number | null) => (source: ProgrammeSource): ProgrammeSource => ({ ...source, batches: [batch('2026', '2026-01-01T00:00:00', '2026-12-31T23:59:59', budgetFen)] })
    const less = await proposeWith(total(committed - 1))
    expect([less.status, less.error.code, less.error.details]).toEqual([409, 'subsidies.budget-committed', { batchId: '2026', committedFen: committed }])
    const gone = await proposeWith(only(batch('other', '2026-01-01T00:00:00', '2026-12-31T23:59:59')))
    expect([gone.error.code, gone.error.details]).toEqual(['subsidies.budget-committed', { batchId: '2026', cases: 1 }])
    expect((await readScheme(officers[0], P)).versions.find(({ state }) => state === 'live')?.number).toBe(1)
    expect((await test.db.selectFrom('budgets').select('total_fen').where('programme_id', '=', P).executeTakeFirstOrThrow()).total_fen).toBe(100_000_000)
    expect((await proposeWith(total(committed))).status).toBe(200)
    expect((await test.db.selectFrom('budgets').select('total_fen').where('programme_id', '=', P).executeTakeFirstOrThrow()).total_fen).toBe(committed)
  })
})

describe('published while officers approve', () => {
  it('either the sum is promised and less money is not published, or less is published and the sum is not promised', async () => {
    const submitted = await submittedApplication(people.clients.clerk, people.firmId, P)
    const scene = { clients: people.clients, id: submitted.id }
    for (const action of ['accept', 'recommend'] as const) await move(scene, 'officer', action)
    const { committed_fen: before } = await test.db.selectFrom('budgets').select('committed_fen').where('programme_id', '=', P).executeTakeFirstOrThrow()
    const asked = (await read(officers[0], submitted.id)).recommendation?.amountFen ?? 0
    expect(asked).toBeGreaterThan(0)
    const one = await test.snapshot()
    for (let round = 0; round < 4; round += 1) {
      await one.restore()
      await recordSchemes(test.deps)
      await start(officers[0], { id: P, of: P })
      await save(officers[0], P, (source) => ({ ...source, batches: source.batches.map((batch) => ({ ...batch, budgetFen: before + asked - 1 })) }))
      await take(officers[0], P, 'propose')
      const deeds = [() => take(officers[1], P, 'publish'), () => act(people.clients.secondOfficer, submitted.id, 'approve', { reason: '同意支持', noConflict: true })]
      const replies = await Promise.all((round % 2 === 0 ? deeds : deeds.toReversed()).map((deed) => deed()))
      expect(replies.map(({ status, error }) => (status === 200 ? 'yes' : error.code)).toSorted()).toSatisfy((codes: string[]) => codes.join() === 'subsidies.budget-committed,yes' || codes.join() === 'subsidies.budget-short,yes')
      const { total_fen: total, committed_fen: committed } = await test.db.selectFrom('budgets').selectAll().where('programme_id', '=', P).executeTakeFirstOrThrow()
      expect(committed).toBeLessThanOrEqual(total ?? 0)
      expect(total).toBe((await readScheme(officers[0], P)).live?.batches[0]?.budgetFen)
    }
  }, 60_000)

  it('two schemes published at the same moment are both in force', async () => {
    for (const id of ['P02', 'P03', 'P07']) {
      await start(officers[0], { id, of: id })
      await save(officers[0], id, (source) => ({ ...source, title: `${id} 新名字` }))
      await take(officers[0], id, 'propose')
    }
    const replies = await Promise.all(['P02', 'P03', 'P07'].map((id) => take(officers[1], id, 'publish')))
    expect(replies.map(({ status }) => status)).toEqual([200, 200, 200])
    for (const id of ['P02', 'P03', 'P07']) expect((await done(test.client().call(getProgramme, { params: { id } }))).title).toBe(`${id} 新名字`)
  })
})

describe('next year’s copy', () => {
  it('moves the dates, checks no document, opens nothing and goes on with numbers and yearly caps', async () => {
    const begun = await start(officers[0], { id: 'P05-2027', of: 'P05', year: 2027 })
    expect(begun.status).toBe(201)
    const source = sourceIn(begun.body)
    expect(source).toMatchObject({ id: 'P05-2027', copyOf: 'P05', status: 'draft', demoStatus: 'draft', numberKind: 'ZH', validFrom: '2027-01-01', validTo: '2027-12-31', batches: [{ id: '2027', name: '2027年', opensAt: '2027-01-01T00:00:00', closesAt: '2027-12-31T23:59:59', budgetFen: null }] })
    expect(source.basis.every(({ verified, note }) => !verified && note?.includes('重新核对'))).toBe(true)
    expect(begun.body.problems.filter(({ blocks }) => blocks)).toEqual([])
    expect((await start(officers[1], { id: 'P05-2027', of: 'P05', year: 2027 })).status).toBe(200)
    expect((await start(officers[1], { id: 'P05-2027', of: 'P06', year: 2027 })).error.code).toBe('subsidies.scheme-known')
    expect((await start(officers[1], { id: 'P05-2026', of: 'P05', year: 2026 })).error.fields).toEqual([{ field: 'year', reason: 'number-min', limit: 2027 }])
    expect((await start(officers[1], { id: 'P05-2027b', of: 'P99', year: 2027 })).status).toBe(404)
  })

  it('and its scheme together give a firm no more than the yearly cap', async () => {
    await start(officers[0], { id: 'P05-2027', of: 'P05', year: 2027 })
    await save(officers[0], 'P05-2027', (source) => source)
    await take(officers[0], 'P05-2027', 'propose')
    expect((await take(officers[1], 'P05-2027', 'publish')).status).toBe(200)
    const submitted = await submittedApplication(people.clients.clerk, people.firmId, 'P05')
    const scene = { clients: people.clients, id: submitted.id }
    for (const [actor, action] of [['officer', 'accept'], ['officer', 'recommend'], ['secondOfficer', 'approve']] as const) await move(scene, actor, action)
    const { approvedFen } = (await officers[0].call(getApplication, { params: { id: submitted.id } })).body
    const rule = test.deps.content.source('P05-2027')?.source.amount
    if (!rule || rule.type !== 'percent') throw new Error('P05 pays a percentage')
    expect(approvedFen).toBeGreaterThan(0)
    for (const id of ['P05', 'P05-2027']) expect(await firmLeft(test.deps, test.db, people.firmId, id, 2026, rule)).toBe(rule.capFenPerFirmPerYear - (approvedFen ?? 0))
  })
})

describe('a new scheme', () => {
  it('begins with what every scheme has, and cannot be proposed before it says anything', async () => {
    const begun = await start(officers[0], { id: 'P11' })
    expect(begun.status).toBe(201)
    expect(begun.body.live).toBeNull()
    expect(sourceIn(begun.body).sections.map(({ id }) => id)).toEqual(['firm', 'account'])
    const blocking = begun.body.problems.filter(({ blocks }) => blocks).map(({ path, reason }) => `${path} ${reason}`)
    expect(blocking).toEqual(['title empty', 'summary empty', 'amount.capFen not-above-zero', 'basis no-basis'])
    expect((await take(officers[0], 'P11', 'propose')).error.code).toBe('subsidies.scheme-incomplete')
    expect((await test.client().call(getProgramme, { params: { id: 'P11' } })).status).toBe(404)
    for (const id of ['P11', 'P05']) expect((await start(officers[1], { id })).error.code).toBe('subsidies.scheme-known')
  })

  it('is there for everybody once two people have agreed to it', async () => {
    await start(officers[0], { id: 'P11' })
    await save(officers[0], 'P11', (source) => ({
      ...source, title: '商标品牌奖励', summary: '给品牌建设。', status: 'open', basis: [{ ref: '示例文件', verified: false }], amount: { type: 'guidance', illustrative: true, summary: '示例', capFen: 100_000_00 },
      batches: [{ id: '2026', name: '2026年', opensAt: '2026-01-01T00:00:00', closesAt: '2026-12-31T23:59:59', budgetFen: null }],
    }))
    expect((await take(officers[0], 'P11', 'propose')).status).toBe(200)
    expect((await take(officers[1], 'P11', 'publish')).status).toBe(200)
    expect(await done(test.client().call(getProgramme, { params: { id: 'P11' } }))).toMatchObject({ title: '商标品牌奖励', availability: 'taking', example: true })
    expect((await people.clients.clerk.call(startApplication, { body: { firmId: people.firmId, programmeId: 'P11' } })).status).toBe(201)
  })
})
