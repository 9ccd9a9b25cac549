// Who stands aside, is of the firm, or handed the case in for it, has no part in it and learns no more of it than the firm does.
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { getFile, getFileInfo } from '#contract/files/endpoints.ts'
import { objectToApplication } from '#contract/subsidies/endpoints.ts'
import { aPdf } from '../files/pdf-samples.ts'
import { allActors, type Actors } from '../support/actors.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { act, submittedApplication } from '../support/applications.ts'
import { done, moveTo, read, refusal } from '../support/handling.ts'
import { uploadFile } from '../support/upload.ts'

let test: TestApp
let people: Actors
let id: string
let fresh: { restore(): Promise<void> }
beforeAll(async () => {
  test = await buildTestApp()
  people = await allActors(test)
  id = (await submittedApplication(people.clients.clerk, people.firmId, 'P05')).id
  await done(act(people.clients.officer, id, 'accept'))
  fresh = await test.snapshot()
})
beforeEach(async () => {
  await fresh.restore()
  await moveTo(test, '2026-11-23T02:08:00.000Z')
})
afterAll(() => test.close())

const { officer, second } = { officer: () => people.clients.officer, second: () => people.clients.secondOfficer }
const secondId = async () => (await test.db.selectFrom('accounts').select('id').where('name', '=', '张明').executeTakeFirstOrThrow()).id

async function objected(): Promise<string> {
  await done(act(officer(), id, 'recommend', { reason: '发票逐张核过', noConflict: true }))
  await done(act(second(), id, 'approve', { reason: '复核无误', noConflict: true }))
  await done(act(officer(), id, 'publicise'))
  const fileId = await uploadFile(people.clients.otherFirm, { bytes: aPdf(), name: '赵群的证据.pdf', type: 'application/pdf', purpose: 'evidence' })
  await done(people.clients.otherFirm.call(objectToApplication, { params: { id }, body: { name: '赵群', contact: '13977778888', reason: '我是它的前员工，专利没有用。', fileIds: [fileId] }, key: randomUUID() }), 201)
  return fileId
}

async function joinFirm(): Promise<void> {
  const membership = await test.db.selectFrom('memberships').selectAll().where('firm_id', '=', people.firmId).where('state', '=', 'active').limit(1).executeTakeFirstOrThrow()
  await test.db.insertInto('memberships').values({ ...membership, id: 'own-firm', account_id: await secondId() }).execute()
}

describe.each([
  ['who declared a conflict of interest', () => done(act(second(), id, 'recuse', { reason: '亲属在该企业任职' }))],
  ['who is a member of the firm', joinFirm],
])('an officer %s', (_, standAside) => {
  it('learns neither who objected nor why, nor what colleagues think; the others do', async () => {
    const fileId = await objected()
    expect((await second().call(getFile, { params: { id: fileId } })).status).toBe(200)
    await standAside()
    const [mine, theirs] = [await read(second(), id), await read(officer(), id)]
    expect(mine.disputes).toMatchObject([{ kind: 'objection', state: 'open', name: null, contact: null, reason: null, fileIds: [] }])
    expect([mine.recommendation, JSON.stringify(mine).match(/赵群|13977778888|前员工|发票逐张/)]).toEqual([null, null])
    expect((await second().call(getFile, { params: { id: fileId } })).status).toBe(404)
    expect((await second().call(getFileInfo, { params: { id: fileId } })).status).toBe(404)
    expect([theirs.disputes[0]?.name, theirs.recommendation?.reason]).toEqual(['赵群', '发票逐张核过'])
    expect((await officer().call(getFile, { params: { id: fileId } })).status).toBe(200)
  })
})

describe('an officer who handed the case in for its firm and has left the firm since', () => {
  it('does not decide on it: nobody approves their own input', async () => {
    await test.db.updateTable('submissions').set({ account_id: await secondId() }).where('case_id', '=', id).execute()
    await done(act(officer(), id, 'recommend', { reason: '材料齐全', noConflict: true }))
    expect(await refusal(act(second(), id, 'approve', { reason: '同意', noConflict: true }))).toEqual([403, 'cases.recused'])
    expect((await read(second(), id)).actions).toEqual([])
  })
})
