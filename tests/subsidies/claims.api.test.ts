// Nothing is claimed twice: by one firm refused at submission, by two flagged without a name, by constraint from approval on, free again after refusal and withdrawal.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { getApplication } from '#contract/subsidies/endpoints.ts'
import { invariantProblems } from '#server/invariants.ts'
import { allActors, type Actors } from '../support/actors.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { act, readyDraft, submittedApplication } from '../support/applications.ts'
import { done, inputs, keepSessions, move } from '../support/stages.ts'

const patent = { patentNo: 'ZL201710601862.3', patentTitle: '一种含氟密封材料及其制备方法', patentType: '发明', grantDate: '2019-08-20' }
/** The same patent with a wrong check digit, as somebody may type it. */
const mistyped = { ...patent, patentNo: 'ZL 2017 1 0601862．4' }
const key = 'P05|许可被许可方|2026|201710601862'
let test: TestApp
let people: Actors
let fresh: { restore(): Promise<void> }

beforeAll(async () => {
  test = await buildTestApp()
  people = await allActors(test)
  await keepSessions(test)
  fresh = await test.snapshot()
}, 120_000)
beforeEach(() => fresh.restore())
afterAll(() => test.close())

const submit = (who: 'clerk' | 'otherFirm', id: string) => act(people.clients[who], id, 'submit', { statement: true })
const draftOf = (who: 'clerk' | 'otherFirm', overrides = {}, programmeId = 'P05') =>
  readyDraft(people.clients[who], who === 'clerk' ? people.firmId : people.otherFirmId, programmeId, { patents: [patent], ...overrides })
const read = (who: keyof Actors['clients'], id: string) => done(people.clients[who].call(getApplication, { params: { id } }))
async function recommended(who: 'clerk' | 'otherFirm', overrides = {}): Promise<string> {
  const { id } = await submittedApplication(people.clients[who], who === 'clerk' ? people.firmId : people.otherFirmId, 'P05', { patents: [patent], ...overrides })
  await test.db.updateTable('firms').set({ verification: 'verified' }).execute()
  for (const action of ['accept', 'recommend'] as const) await move({ clients: people.clients, id }, 'officer', action)
  return id
}

describe('one firm', () => {
  it('is refused at submission, beside the row, with the case it has already; a draft says so before', async () => {
    const before = await submittedApplication(people.clients.clerk, people.firmId, 'P05', { patents: [patent] })
    const draft = await draftOf('clerk', { patents: [{ ...patent, patentNo: 'ZL202011313113.9' }, mistyped] })
    expect((await read('clerk', draft.id)).twins).toEqual([{ path: 'patents[1].patentNo', label: 'ZL201710601862.4 · 许可（被许可方） · 2026年', other: expect.objectContaining({ id: before.id, number: before.number, isHeld: false }) as object }])
    const refused = await submit('clerk', draft.id)
    expect([refused.status, refused.error.code, refused.error.fields]).toEqual([409, 'subsidies.claimed-before', [{ field: 'patents[1].patentNo', reason: 'claimed-before', limit: before.number }]])
    expect(refused.error.details).toMatchObject({ caseId: before.id, number: before.number })
    expect((await read('clerk', draft.id)).state).toBe('draft')
  })

  it.each([
    ['another cost item', { dealType: '转让（受让方）' }],
    ['another patent', { patents: [{ ...patent, patentNo: 'ZL202011313113.9' }] }],
  ])('may claim %s', async (_what, overrides) => {
    await submittedApplication(people.clients.clerk, people.firmId, 'P05', { patents: [patent] })
    expect((await submit('clerk', (await draftOf('clerk', overrides)).id)).status).toBe(200)
  })

  it('may claim the same in the next year', async () => {
    await submittedApplication(people.clients.clerk, people.firmId, 'P05', { patents: [patent] })
    await test.db.updateTable('claims').set({ key: 'P05|许可被许可方|2025|201710601862' }).where('key', '=', key).execute()
    expect((await submit('clerk', (await draftOf('clerk')).id)).status).toBe(200)
  })

  it.each(['withdraw', 'refuse'] as const)('may claim again after %s', async (action) => {
    const before = await submittedApplication(people.clients.clerk, people.firmId, 'P05', { patents: [patent] })
    const draft = await draftOf('clerk')
    expect((await submit('clerk', draft.id)).status).toBe(409)
    await move({ clients: people.clients, id: before.id }, action === 'withdraw' ? 'clerk' : 'officer', action)
    expect((await submit('clerk', draft.id)).status).toBe(200)
  })

  it('with two phones claims it once', async () => {
    const mine = await draftOf('clerk')
    const replies = await Promise.all([submit('clerk', mine.id), submit('clerk', mine.id)])
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(await test.db.selectFrom('claims').selectAll().where('key', '=', key).execute()).toHaveLength(1)
  })
})

describe('two firms', () => {
  it('are both told, neither learns of whom; the officer sees the links', async () => {
    const mine = await submittedApplication(people.clients.clerk, people.firmId, 'P05', { patents: [patent] })
    const theirs = await submittedApplication(people.clients.otherFirm, people.otherFirmId, 'P05', { patents: [mistyped] })
    expect(theirs.twins).toEqual([{ path: 'patents[0].patentNo', label: 'ZL201710601862.4 · 许可（被许可方） · 2026年', other: null }])
    expect((await read('clerk', mine.id)).twins).toEqual([{ path: 'patents[0].patentNo', label: 'ZL201710601862.3 · 许可（被许可方） · 2026年', other: null }])
    expect((await read('officer', mine.id)).twins).toEqual([expect.objectContaining({ other: expect.objectContaining({ id: theirs.id, number: theirs.number, isHeld: false }) as object })])
    const draft = await draftOf('otherFirm', { dealType: '转让（受让方）' })
    expect((await read('otherFirm', draft.id)).twins).toEqual([])
  })

  it('approved at the same instant, one is; the other keeps its place and is approved once the first is undone', async () => {
    const [mine, theirs] = [await recommended('clerk'), await recommended('otherFirm')]
    const approve = (id: string) => act(people.clients.secondOfficer, id, 'approve', { ...inputs.approve })
    const replies = await Promise.all([approve(mine), approve(theirs)])
    expect(replies.map(({ status }) => status).toSorted()).toEqual([200, 409])
    const loser = replies[0]?.status === 409 ? mine : theirs
    const winner = loser === mine ? theirs : mine
    const refused = replies.find(({ status }) => status === 409)
    expect([refused?.error.code, refused?.error.details?.caseId]).toEqual(['subsidies.claim-taken', winner])
    expect((await read('officer', loser)).state).toBe('reviewing')
    expect((await read('officer', loser)).twins[0]?.other).toMatchObject({ id: winner, isHeld: true })
    expect(await test.db.selectFrom('claim_holds').select('case_id').where('key', '=', key).execute()).toEqual([{ case_id: winner }])
    expect(await invariantProblems(test.db)).toEqual([])
  })

  it('twenty approvals at once of one patent give one', async () => {
    const [mine, theirs] = [await recommended('clerk'), await recommended('otherFirm')]
    const replies = await Promise.all(Array.from({ length: 20 }, (_, index) => act(people.clients.secondOfficer, index % 2 === 0 ? mine : theirs, 'approve', { ...inputs.approve })))
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(await invariantProblems(test.db)).toEqual([])
  })
})
