import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { appealFirm, decideAppeal, decideVerification, getFirm, getMe, listAppeals, listVerifications, submitLicence } from '#contract/accounts/endpoints.ts'
import { addStaff } from '#server/accounts/staff.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { aPhone } from '../support/builders.ts'
import { aLicence, anOwner, aPerson, inboxTitles } from './people.ts'

let test: TestApp
let undo: { restore(): Promise<void> }
beforeAll(async () => {
  test = await buildTestApp()
  undo = await test.snapshot()
})
beforeEach(() => undo.restore())
afterAll(() => test.close())

const officerPhone = '13800000010'
const secondPhone = '13800000011'

describe('verifying a firm', () => {
  it('begins with its licence, which an officer is told of and finds in the list', async () => {
    const { client, me, firmId } = await anOwner(test, 1)
    const fileId = await aLicence(test, me.id, firmId)
    const sent = await client.call(submitLicence, { params: { id: firmId }, body: { fileId } })
    expect([sent.status, sent.body.verification, sent.body.licenceFileId]).toEqual([200, 'pending', fileId])
    const officer = await test.signIn(officerPhone)
    const { items } = (await officer.call(listVerifications)).body
    expect(items.find((item) => item.id === firmId)).toMatchObject({ name: '苇畔第1新材料有限公司', licenceFileId: fileId, verification: 'pending', usccCheck: 'ok' })
    expect(await inboxTitles(test, (await officer.call(getMe)).body.id)).toContain('待核验：苇畔第1新材料有限公司')
  })

  it('takes only a stored licence of that firm', async () => {
    const { client, me, firmId } = await anOwner(test, 2)
    const other = await anOwner(test, 3)
    const params = { id: firmId }
    for (const fileId of ['nothing', await aLicence(test, other.me.id, other.firmId), await aLicence(test, other.me.id, null)]) {
      const reply = await client.call(submitLicence, { params, body: { fileId } })
      expect([reply.status, reply.error.code]).toEqual([409, 'files.not-stored'])
    }
    expect((await other.client.call(submitLicence, { params, body: { fileId: await aLicence(test, me.id, firmId) } })).status).toBe(404)
  })

  it('is the officer\'s yes, or a no with its reason, and the firm is told', async () => {
    const { client, me, firmId } = await anOwner(test, 4)
    const officer = await test.signIn(officerPhone)
    const hand = async () => client.call(submitLicence, { params: { id: firmId }, body: { fileId: await aLicence(test, me.id, firmId) } })
    await hand()
    const refuse = (reason?: string) => officer.call(decideVerification, { params: { id: firmId, action: 'refuse' }, body: reason === undefined ? {} : { reason } })
    expect((await refuse()).error.fields).toEqual([{ field: 'reason', reason: 'required' }])
    expect((await refuse('  ')).status).toBe(422)
    expect((await refuse('照片看不清社会信用代码')).body).toMatchObject({ verification: 'refused', verificationNote: '照片看不清社会信用代码' })
    expect((await hand()).body).toMatchObject({ verification: 'pending', verificationNote: null })
    expect((await officer.call(decideVerification, { params: { id: firmId, action: 'verify' }, body: {} })).body.verification).toBe('verified')
    expect(await inboxTitles(test, me.id)).toEqual(expect.arrayContaining(['苇畔第4新材料有限公司的营业执照要重交', '苇畔第4新材料有限公司已核验']))
  })

  it('waits for a licence, is given once, and to the licence the officer saw', async () => {
    const { client, me, firmId } = await anOwner(test, 5)
    const officer = await test.signIn(officerPhone)
    const verify = (body: { seenFileId?: string } = {}) => officer.call(decideVerification, { params: { id: firmId, action: 'verify' }, body })
    expect((await verify()).error).toMatchObject({ code: 'accounts.verification-state', details: { state: 'unverified' } })
    const seenFileId = await aLicence(test, me.id, firmId)
    await client.call(submitLicence, { params: { id: firmId }, body: { fileId: seenFileId } })
    await client.call(submitLicence, { params: { id: firmId }, body: { fileId: await aLicence(test, me.id, firmId) } })
    expect((await verify({ seenFileId })).error.code).toBe('stale')
    expect((await verify()).status).toBe(200)
    expect((await verify()).error.code).toBe('accounts.verification-state')
  })

  it('is for officers: nobody else decides or sees the list', async () => {
    const { client, me, firmId } = await anOwner(test, 6)
    await client.call(submitLicence, { params: { id: firmId }, body: { fileId: await aLicence(test, me.id, firmId) } })
    const others = [client, ...(await Promise.all(['13800000040', '13800000020', '13800000030'].map((phone) => test.signIn(phone))))]
    for (const other of others) {
      expect((await other.call(decideVerification, { params: { id: firmId, action: 'verify' }, body: {} })).status).toBe(403)
      expect((await other.call(listVerifications)).status).toBe(403)
    }
  })

  it('lists page by page, the longest waiting first, and refuses a made-up place', async () => {
    const officer = await test.signIn(officerPhone)
    for (const n of [10, 11, 12]) {
      const { client, me, firmId } = await anOwner(test, n)
      await client.call(submitLicence, { params: { id: firmId }, body: { fileId: await aLicence(test, me.id, firmId) } })
      test.clock.advance(1000)
    }
    const seen: string[] = []
    let cursor: string | undefined
    do {
      const page = (await officer.call(listVerifications, { query: { limit: 2, cursor } })).body
      seen.push(...page.items.map((item) => item.name))
      cursor = page.next
    } while (cursor)
    expect(seen.slice(-3)).toEqual([10, 11, 12].map((n) => `苇畔第${n}新材料有限公司`))
    expect((await officer.call(listVerifications, { query: { cursor: 'made-up' } })).status).toBe(422)
  })
})

describe('appealing that a firm is mine', () => {
  async function anAppeal(n: number) {
    const holder = await anOwner(test, n)
    const owner = await aPerson(test, n + 1)
    const fileId = await aLicence(test, owner.me.id, null)
    const made = await owner.client.call(appealFirm, { params: { id: holder.firmId }, body: { fileId, reason: '执照在我手里，登记的人已经离职' } })
    expect(made.status).toBe(201)
    return { holder, owner, fileId, id: made.body.id }
  }

  it('goes to the officers with licence and reason, one at a time', async () => {
    const { holder, owner, fileId, id } = await anAppeal(20)
    const again = await owner.client.call(appealFirm, { params: { id: holder.firmId }, body: { fileId, reason: '再来一次' } })
    expect(again.error.code).toBe('accounts.appeal-open')
    const officer = await test.signIn(officerPhone)
    const { items } = (await officer.call(listAppeals)).body
    expect(items[0]).toMatchObject({ id, firmId: holder.firmId, applicantPhone: '13900000021', fileId, state: 'open', reason: '执照在我手里，登记的人已经离职' })
  })

  it('needs the applicant\'s own licence photo and is not for those inside', async () => {
    const holder = await anOwner(test, 22)
    const person = await aPerson(test, 23)
    const params = { id: holder.firmId }
    const foreign = await aLicence(test, holder.me.id, holder.firmId)
    expect((await person.client.call(appealFirm, { params, body: { fileId: foreign, reason: '是我的' } })).error.code).toBe('files.not-stored')
    expect((await holder.client.call(appealFirm, { params, body: { fileId: foreign, reason: '是我的' } })).error.code).toBe('accounts.already-member')
  })

  it('granted: the applicant is administrator, everybody before is out at once, all are told, it is in the audit', async () => {
    const { holder, owner, id } = await anAppeal(24)
    const officer = await test.signIn(officerPhone)
    expect((await officer.call(decideAppeal, { params: { id, action: 'grant' }, body: { reason: '执照相符' } })).body.state).toBe('open')
    const second = await test.signIn(secondPhone)
    expect((await second.call(decideAppeal, { params: { id, action: 'agree' }, body: {} })).body.state).toBe('granted')
    const params = { id: holder.firmId }
    expect((await holder.client.call(getFirm, { params })).status).toBe(404)
    expect((await owner.client.call(getFirm, { params })).body.role).toBe('administrator')
    expect(await inboxTitles(test, holder.me.id)).toContain('苇畔第24新材料有限公司已转给申诉人')
    expect(await inboxTitles(test, owner.me.id)).toContain('苇畔第24新材料有限公司已转到您名下')
    const line = await test.db.selectFrom('audit').selectAll().where('action', '=', 'accounts.grant-appeal').executeTakeFirstOrThrow()
    expect(JSON.parse(line.details)).toEqual({ applicant: owner.me.id, removed: [holder.me.id], reason: '执照相符' })
    expect((await officer.call(decideAppeal, { params: { id, action: 'refuse' }, body: { reason: '太迟了' } })).error).toMatchObject({ code: 'accounts.verification-state', details: { state: 'granted' } })
  })

  it('refused with a reason: everything stays, and a new appeal is possible', async () => {
    const { holder, owner, id } = await anAppeal(26)
    const officer = await test.signIn(officerPhone)
    expect((await officer.call(decideAppeal, { params: { id, action: 'refuse' }, body: {} })).status).toBe(422)
    expect((await officer.call(decideAppeal, { params: { id, action: 'refuse' }, body: { reason: '执照与登记不符' } })).body.state).toBe('refused')
    expect((await holder.client.call(getFirm, { params: { id: holder.firmId } })).status).toBe(200)
    const fileId = await aLicence(test, owner.me.id, null)
    expect((await owner.client.call(appealFirm, { params: { id: holder.firmId }, body: { fileId, reason: '补了材料' } })).status).toBe(201)
  })

  it('of somebody who has come to work for the county since is never granted, least of all by themselves', async () => {
    const { holder, owner, id } = await anAppeal(30)
    test.clock.advance(61_000)
    await test.deps.commands.run((tx) => addStaff(tx, { phone: aPhone(31), name: '周科', role: 'officer', at: test.clock.now() }))
    for (const officer of [await test.signIn(aPhone(31)), await test.signIn(officerPhone)]) {
      const reply = await officer.call(decideAppeal, { params: { id, action: 'grant' }, body: { reason: '执照相符' } })
      expect([reply.status, reply.error.code]).toEqual([403, 'not-allowed'])
    }
    expect((await holder.client.call(getFirm, { params: { id: holder.firmId } })).body.role).toBe('administrator')
    expect(owner.me.id).not.toBe(holder.me.id)
  })

  it('is decided by officers only', async () => {
    const { owner, id } = await anAppeal(28)
    for (const client of [owner.client, await test.signIn('13800000040'), await test.signIn('13800000030')]) {
      expect((await client.call(decideAppeal, { params: { id, action: 'grant' }, body: {} })).status).toBe(403)
      expect((await client.call(listAppeals)).status).toBe(403)
    }
  })
})
