// Papers between a firm and one bank: who gives what, who reads it, and that a bank loses them the moment it may no longer see whose lead it is.
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { deleteFile, getFile, getFileInfo } from '#contract/files/endpoints.ts'
import { addLeadFile, removeLeadFile } from '#contract/financing/request-endpoints.ts'
import { sweepFiles } from '#server/files/expiry.ts'
import { aPdf } from '../files/pdf-samples.ts'
import type { Client } from '../support/api-client.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { testStart } from '../support/test-clock.ts'
import { beginUpload, uploadFile } from '../support/upload.ts'
import { aLead, asked, bankSees, brought, firmSees, lenders, move, moved, stageBody, type Lead, type Lenders } from './lending.ts'
import { refusal } from './requesting.ts'

let test: TestApp
let people: Lenders
let lead: Lead
let firmFile: string
let bankFile: string
let fresh: { restore(): Promise<void> }
beforeAll(async () => {
  test = await buildTestApp()
  people = await lenders(test)
  lead = await aLead(people)
  firmFile = await paper(people.owner.client)
  bankFile = await loanPaper(people.bank)
  fresh = await test.snapshot()
})
beforeEach(async () => {
  test.clock.set(testStart)
  await fresh.restore()
})
afterAll(() => test.close())

const paper = (client: Client, firmId = people.firmId) => uploadFile(client, { bytes: aPdf(), type: 'application/pdf', name: '苇畔第1新材料-财务报表.pdf', firmId, purpose: 'paper' })
const loanPaper = (client: Client) => uploadFile(client, { bytes: aPdf(), type: 'application/pdf', name: '授信批复.pdf', purpose: 'loan' })
const add = (client: Client, fileId: string, id = lead.leadId) => client.call(addLeadFile, { params: { id }, body: { fileId } })
const remove = (client: Client, fileId: string, id = lead.leadId) => client.call(removeLeadFile, { params: { id, fileId } })
const reads = async (client: Client, id: string) => [(await client.call(getFile, { params: { id } })).status, (await client.call(getFileInfo, { params: { id } })).status]
const seen = [200, 200]
const unseen = [404, 404]

describe('a paper of a bank', () => {
  it('is uploaded by banks only, and for no firm', async () => {
    for (const [client, purpose, firmId] of [[people.officer, 'loan', undefined], [people.owner.client, 'loan', undefined], [people.expert, 'loan', undefined]] as const) {
      await expect(beginUpload(client, { size: 100, type: 'application/pdf', purpose, ...(firmId ? { firmId } : {}) })).rejects.toThrow('403')
    }
    await expect(beginUpload(people.bank, { size: 100, type: 'application/pdf', purpose: 'loan', firmId: people.firmId })).rejects.toThrow('422')
  })

  it('is its sender’s alone until it hangs on a lead, then both sides’ and the county’s', async () => {
    expect(await reads(people.bank, bankFile)).toEqual(seen)
    for (const client of [people.owner.client, people.officer, people.secondBank]) expect(await reads(client, bankFile)).toEqual(unseen)
    expect((await add(people.bank, bankFile)).status).toBe(201)
    for (const client of [people.bank, people.owner.client, people.clerk.client, people.officer]) expect(await reads(client, bankFile)).toEqual(seen)
    for (const client of [people.secondBank, people.stranger.client, people.expert]) expect(await reads(client, bankFile)).toEqual(unseen)
    expect((await people.bank.call(deleteFile, { params: { id: bankFile } })).status).toBe(404)
  })

  it('goes with its bytes when the bank takes it off', async () => {
    const id = await loanPaper(people.bank)
    await add(people.bank, id)
    expect((await remove(people.owner.client, id)).status).toBe(404)
    expect((await remove(people.bank, id)).status).toBe(204)
    expect(await reads(people.bank, id)).toEqual(unseen)
  })
})

describe('a paper of the firm', () => {
  it('is any it has stored, and stays the firm’s', async () => {
    expect(await reads(people.bank, firmFile)).toEqual(unseen)
    expect((await add(people.clerk.client, firmFile)).status).toBe(201)
    expect(await reads(people.bank, firmFile)).toEqual(seen)
    expect(refusal(await people.owner.client.call(deleteFile, { params: { id: firmFile } }))).toEqual([409, 'files.in-use'])
    expect((await remove(people.owner.client, firmFile)).status).toBe(204)
    expect(await reads(people.owner.client, firmFile)).toEqual(seen)
    expect(await reads(people.bank, firmFile)).toEqual(unseen)
  })

  it('is read by the bank it was given to, not by another that was asked as well', async () => {
    const { id } = await asked(people, lead.requestId, people.secondBankId)
    await moved(people.secondBank, id, 'take')
    await add(people.owner.client, firmFile)
    expect([await reads(people.bank, firmFile), await reads(people.secondBank, firmFile)]).toEqual([seen, unseen])
    await add(people.owner.client, firmFile, id)
    expect(await reads(people.secondBank, firmFile)).toEqual(seen)
    expect((await bankSees(people.secondBank, id)).files.map(({ file, isMine }) => [file.id, isMine])).toEqual([[firmFile, false]])
  })
})

describe('nobody gives', () => {
  it('what is not theirs to give, nor where they have no part', async () => {
    const foreign = await paper(people.stranger.client, people.stranger.firmId)
    const theirs = await loanPaper(people.secondBank)
    for (const [client, fileId] of [[people.owner.client, foreign], [people.owner.client, bankFile], [people.bank, firmFile], [people.bank, theirs], [people.bank, randomUUID()]] as const) expect((await add(client, fileId)).status).toBe(404)
    for (const client of [people.secondBank, people.stranger.client, people.expert]) expect((await add(client, bankFile)).status).toBe(404)
    expect((await add(people.officer, firmFile)).status).toBe(403)
  })

  it('anything before the bank has taken it, nor after it lost sight of it', async () => {
    const { id } = await asked(people, lead.requestId, people.secondBankId)
    expect(refusal(await add(people.owner.client, firmFile, id))).toEqual([409, 'financing.wrong-state', { state: 'offered' }])
    expect(refusal(await add(people.secondBank, await loanPaper(people.secondBank), id))).toEqual([409, 'financing.wrong-state', { state: 'offered' }])
    await moved(people.bank, lead.leadId, 'fail', stageBody('fail', people))
    expect(refusal(await add(people.bank, bankFile))).toEqual([409, 'financing.wrong-state', { state: 'failed' }])
  })

  it('the same paper twice, or more than thirty', async () => {
    expect([(await add(people.bank, bankFile)).status, (await add(people.bank, bankFile)).status]).toEqual([201, 204])
    const row = await test.db.selectFrom('files').selectAll().where('id', '=', firmFile).executeTakeFirstOrThrow()
    for (let n = 1; n < 30; n += 1) {
      const id = randomUUID()
      await test.db.insertInto('files').values({ ...row, id, storage_key: id }).execute()
      expect((await add(people.owner.client, id)).status).toBe(201)
    }
    expect(refusal(await add(people.owner.client, firmFile))).toEqual([409, 'financing.files-full', { most: 30 }])
  })

  it('takes off what came at an earlier stage', async () => {
    await add(people.owner.client, firmFile)
    await moved(people.bank, lead.leadId, 'examine')
    expect(refusal(await remove(people.owner.client, firmFile))).toEqual([409, 'financing.wrong-state', { state: 'due-diligence' }])
    expect((await firmSees(people, lead)).files).toMatchObject([{ side: 'firm', stage: 'taken', isMine: true }])
  })
})

describe('the bank loses them', () => {
  beforeEach(async () => {
    await add(people.owner.client, firmFile)
    await add(people.bank, bankFile)
  })

  it('at once when the firm takes its consent back, its own as well; the firm keeps both', async () => {
    await moved(people.owner.client, lead.leadId, 'revoke')
    for (const id of [firmFile, bankFile]) expect([await reads(people.bank, id), await reads(people.owner.client, id)]).toEqual([unseen, seen])
  })

  it('when nothing comes of it', async () => {
    await moved(people.bank, lead.leadId, 'fail', stageBody('fail', people))
    for (const id of [firmFile, bankFile]) expect(await reads(people.bank, id)).toEqual(unseen)
  })

  it('when its person no longer answers for it, wherever they go', async () => {
    const { account_id } = await test.db.selectFrom('bank_contacts').select('account_id').where('bank_id', '=', people.bankId).executeTakeFirstOrThrow()
    await test.db.updateTable('bank_contacts').set({ ended_at: 1 }).where('account_id', '=', account_id).execute()
    await test.db.insertInto('bank_contacts').values({ id: randomUUID(), bank_id: people.secondBankId, account_id, added_by: null, added_at: 2, ended_by: null, ended_at: null }).execute()
    for (const id of [firmFile, bankFile]) expect(await reads(people.bank, id)).toEqual(unseen)
  })

  it('not while the loan lives and after it was settled', async () => {
    await brought(people, lead.leadId, 'settled', 'taken')
    for (const id of [firmFile, bankFile]) expect(await reads(people.bank, id)).toEqual(seen)
  })
})

describe('what is left of it', () => {
  it('the other side hears of it, a bank without a name; history, audit and sights know it', async () => {
    await add(people.owner.client, firmFile)
    await add(people.bank, bankFile)
    await people.bank.call(getFile, { params: { id: firmFile } })
    await people.officer.call(getFile, { params: { id: firmFile } })
    await people.owner.client.call(getFile, { params: { id: bankFile } })
    const outbox = (await test.db.selectFrom('outbox').select(['payload', 'account_id']).where('payload', 'like', '%传来材料%').execute()).map(({ payload }) => payload)
    const [toBank, toFirm] = [outbox.find((text) => text.includes('企业传来材料')), outbox.find((text) => text.includes(`${people.bankName}传来材料`))]
    expect(toBank).not.toMatch(/苇畔|财务报表/)
    expect(toFirm).toContain('授信批复.pdf')
    expect((await firmSees(people, lead)).events.filter(({ action }) => action === 'file').map(({ side }) => side)).toEqual(['firm', 'bank'])
    const sights = await test.db.selectFrom('financing_views').select(['side', 'bank_id', 'ref', 'lead_id']).where('what', '=', 'file').orderBy('side').execute()
    expect(sights).toEqual([{ side: 'bank', bank_id: people.bankId, ref: firmFile, lead_id: lead.leadId }, { side: 'officer', bank_id: null, ref: firmFile, lead_id: lead.leadId }])
  })

  it('papers that hang on a lead are never cleared away and do not fill the bank’s room', async () => {
    await add(people.bank, bankFile)
    await add(people.owner.client, firmFile)
    test.clock.advance(400 * 86_400_000)
    await sweepFiles(test.deps)
    for (const id of [firmFile, bankFile]) expect(await reads(people.owner.client, id)).toEqual(seen)
    for (let n = 0; n < 10; n += 1) await loanPaper(people.bank)
    await expect(loanPaper(people.bank)).rejects.toThrow('429')
  })

  it('move of a lead and a paper at the same time: the paper has the stage it came in', async () => {
    const [added, done] = await Promise.all([add(people.owner.client, firmFile), move(people.bank, lead.leadId, 'examine')])
    expect([added.status, done.status]).toEqual([201, 200])
    expect(['taken', 'due-diligence']).toContain((await firmSees(people, lead)).files[0]?.stage)
  })
})
