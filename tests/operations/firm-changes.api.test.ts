// Doubles, codes after a move, firms that ended: proposed by one officer, agreed to by another, and what follows for the firm.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { appealFirm, askToJoin, createFirm, decideVerification, findFirms, getFirm, getMe, listMembers, listVerifications, updateFirm } from '#contract/accounts/endpoints.ts'
import { getDeskFirm, listDeskFirms, listDoubles, listFirmChanges, previewMerge } from '#contract/accounts/firm-desk-endpoints.ts'
import { startAssessment } from '#contract/assessment/endpoints.ts'
import { listDesk } from '#contract/cases/desk-endpoints.ts'
import { listWaiting } from '#contract/consultations/endpoints.ts'
import { startRequest } from '#contract/financing/request-endpoints.ts'
import { listMessages } from '#contract/messages/endpoints.ts'
import { getApplication, listApplications, saveAnswers, startApplication } from '#contract/subsidies/endpoints.ts'
import type { Answers } from '#contract/subsidies/schema.ts'
import { verifyAudit } from '#server/audit/chain.ts'
import { invariantProblems } from '#server/invariants.ts'
import { aFirmInput, aLicence, aPerson } from '../accounts/people.ts'
import { aPdf } from '../files/pdf-samples.ts'
import { allActors, type Actors } from '../support/actors.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { act, readyDraft, submittedApplication } from '../support/applications.ts'
import { aUscc } from '../support/builders.ts'
import { done, keepSessions } from '../support/stages.ts'
import { uploadFile } from '../support/upload.ts'
import { agreed, change, decide } from './firm-worlds.ts'

let test: TestApp
let people: Actors
let fresh: { restore(): Promise<void> }
const officers = () => [people.clients.officer, people.clients.secondOfficer] as const

beforeAll(async () => {
  test = await buildTestApp()
  people = await allActors(test)
  await keepSessions(test)
  fresh = await test.snapshot()
}, 120_000)
beforeEach(() => fresh.restore())
afterAll(() => test.close())

const merge = { kind: 'merge' as const, reason: '同一家企业登记了两次' }
const demoMerge = () => ({ ...merge, firmId: people.firmId, goneId: people.otherFirmId })
const aPaper = () => uploadFile(people.clients.officer, { bytes: aPdf(), name: '迁移通知书.pdf', type: 'application/pdf', purpose: 'licence' })
const answersOf = ({ answers }: { answers: Answers }) => answers
const firmRow = (id: string) => test.db.selectFrom('firms').selectAll().where('id', '=', id).executeTakeFirstOrThrow()

describe('two people', () => {
  it('are needed: the proposer cannot agree, a second proposal waits, agreed it happens once', async () => {
    const input = { kind: 'end' as const, firmId: people.firmId, ended: 'dissolved' as const, endedOn: '2026-11-02', reason: '登记机关公告注销' }
    const made = await change(people.clients.officer, input)
    expect([made.status, made.body.state]).toEqual([201, 'open'])
    expect((await change(people.clients.secondOfficer, input)).error.code).toBe('accounts.proposal-open')
    expect((await decide(people.clients.officer, made.body.id, 'agree')).error.code).toBe('accounts.other-person')
    expect((await firmRow(people.firmId)).ended_kind).toBeNull()
    expect((await done(people.clients.officer.call(listFirmChanges))).items.map((item) => [item.kind, item.isMine])).toEqual([['end', true]])
    const replies = await Promise.all([1, 2].map(() => decide(people.clients.secondOfficer, made.body.id, 'agree')))
    expect(replies.map(({ status }) => status).sort()).toEqual([200, 409])
    expect((await firmRow(people.firmId)).ended_kind).toBe('dissolved')
  })

  it('are told: the second waits on the desk home, the first hears what came of it', async () => {
    const made = await change(people.clients.officer, { kind: 'end', firmId: people.firmId, ended: 'moved', endedOn: '2026-11-02', reason: '迁往外县' })
    const home = await done(people.clients.secondOfficer.call(listDesk, { query: { group: 'all', kind: 'firm-change' } }))
    expect(home.items.map((item) => [item.id, item.link])).toEqual([[made.body.id, `/desk/firms/${people.firmId}`]])
    expect((await decide(people.clients.secondOfficer, made.body.id, 'refuse')).error.fields).toEqual([{ field: 'reason', reason: 'required' }])
    expect((await decide(people.clients.secondOfficer, made.body.id, 'refuse', '没有依据')).body.state).toBe('refused')
    await test.runWorker()
    expect((await done(people.clients.officer.call(listMessages))).items.map((item) => item.title)).toContain('没有同意：登记迁出')
  })

  it('are not needed where the county does not ask: one officer with a reason does it at once', async () => {
    const { security } = test.deps.content
    const before = [...security.fourEyes]
    security.fourEyes.splice(0)
    try {
      const ended = await change(people.clients.officer, { kind: 'end', firmId: people.firmId, ended: 'moved', endedOn: '2026-11-02', reason: '迁往外县' })
      expect(ended.body.state).toBe('done')
      expect((await firmRow(people.firmId)).ended_kind).toBe('moved')
    } finally {
      security.fourEyes.push(...before)
    }
  })

  it('one command with one key is one proposal', async () => {
    const input = { kind: 'end' as const, firmId: people.firmId, ended: 'moved' as const, endedOn: '2026-11-02', reason: '迁往外县' }
    const [first, again] = [await change(people.clients.officer, input, 'the-key'), await change(people.clients.officer, input, 'the-key')]
    expect([first.status, again.status, again.body.id]).toEqual([201, 201, first.body.id])
  })
})

describe('a merge', () => {
  it('of the demonstration’s two firms moves everything, and leads whoever comes by the old address or code to the firm that stays', async () => {
    await test.db.updateTable('firms').set({ verification: 'verified' }).where('id', 'in', [people.firmId, people.otherFirmId]).execute()
    const gone = await firmRow(people.otherFirmId)
    const theirs = await done(people.clients.otherFirm.call(listApplications, { query: { firmId: people.otherFirmId, limit: 100 } }))
    const preview = await done(people.clients.officer.call(previewMerge, { query: { firmId: people.firmId, goneId: people.otherFirmId } }))
    expect(preview.blocks).toEqual([])
    expect((await agreed(officers(), demoMerge())).status).toBe(200)
    for (const { id } of theirs.items) expect((await done(people.clients.otherFirm.call(getApplication, { params: { id } }))).firmId).toBe(people.firmId)
    expect((await done(people.clients.otherFirm.call(getFirm, { params: { id: people.otherFirmId } }))).id).toBe(people.firmId)
    expect((await done(people.clients.otherFirm.call(getMe))).firms.map((firm) => [firm.id, firm.role])).toEqual([[people.firmId, 'administrator']])
    const { client: newcomer } = await aPerson(test, 701)
    const known = await newcomer.call(createFirm, { body: aFirmInput(701, { uscc: gone.uscc, town: gone.town }) })
    expect([known.status, known.error.code, known.error.details]).toEqual([409, 'accounts.firm-known', { firmId: people.firmId }])
    expect((await newcomer.call(askToJoin, { params: { id: people.otherFirmId }, body: {} })).status).toBe(201)
    expect((await done(people.clients.administrator.call(listMembers, { params: { id: people.firmId } }))).items.some((member) => member.state === 'pending')).toBe(true)
    expect((await done(people.clients.officer.call(findFirms, { query: { q: gone.uscc } }))).items.map((firm) => firm.id)).toEqual([people.firmId])
    await test.runWorker()
    expect((await done(people.clients.otherFirm.call(listMessages))).items).toContainEqual(expect.objectContaining({ title: expect.stringMatching(/已并入/) as string, link: `/firms/${people.firmId}` }))
    expect(await invariantProblems(test.db)).toEqual([])
    expect((await verifyAudit(test.db)).problems).toEqual([])
  })

  it('is refused while both have a draft of one scheme, also where it was agreed to meanwhile', async () => {
    const made = await change(people.clients.officer, demoMerge())
    expect(made.status, JSON.stringify(made.error)).toBe(201)
    for (const [who, firmId] of [['clerk', people.firmId], ['otherFirm', people.otherFirmId]] as const) await people.clients[who].call(startApplication, { body: { firmId, programmeId: 'P06' } })
    const refused = await decide(people.clients.secondOfficer, made.body.id, 'agree')
    expect([refused.status, refused.error.code, refused.error.details?.block]).toEqual([409, 'accounts.merge-blocked', 'drafts'])
    expect((await done(people.clients.officer.call(listFirmChanges))).items).toHaveLength(1)
    expect((await firmRow(people.otherFirmId)).ended_kind).toBeNull()
  })

  it('is refused while both claim one thing', async () => {
    const patents = [{ patentNo: 'ZL201710601862.3', patentTitle: '一种含氟密封材料及其制备方法', patentType: '发明', grantDate: '2019-08-20' }]
    await submittedApplication(people.clients.clerk, people.firmId, 'P05', { patents })
    const theirs = await submittedApplication(people.clients.otherFirm, people.otherFirmId, 'P05', { patents })
    const { blocks } = await done(people.clients.officer.call(previewMerge, { query: { firmId: people.firmId, goneId: people.otherFirmId } }))
    expect(blocks).toEqual([expect.objectContaining({ code: 'claims', link: `/desk/cases/${theirs.id}` })])
    expect((await change(people.clients.officer, demoMerge())).error.code).toBe('accounts.merge-blocked')
  })

  it('names its candidates: the same name to the eye', async () => {
    const { client } = await aPerson(test, 702)
    const { name, town } = await firmRow(people.firmId)
    await done(client.call(createFirm, { body: { uscc: aUscc(702), name: ` ${name.replace('（', '(')} `, town } }), 201)
    const { items } = await done(people.clients.officer.call(listDoubles))
    expect(items.filter((item) => item.firms.some((firm) => firm.id === people.firmId)).map((item) => [item.why, item.firms.length])).toEqual([['name', 2]])
  })

  it('at the same moment as a save loses nothing: the save is there, or is refused', async () => {
    for (let round = 0; round < 5; round += 1) {
      await fresh.restore()
      const made = await change(people.clients.officer, demoMerge())
      const { version } = await firmRow(people.otherFirmId)
      const [started, updated, merged] = await Promise.all([
        people.clients.otherFirm.call(startApplication, { body: { firmId: people.otherFirmId, programmeId: 'P06' } }),
        people.clients.otherFirm.call(updateFirm, { params: { id: people.otherFirmId }, version, body: { scale: '小型' } }),
        decide(people.clients.secondOfficer, made.body.id, 'agree'),
      ])
      expect(merged.status).toBe(200)
      expect([200, 201, 404]).toContain(started.status)
      expect([200, 404, 409, 412]).toContain(updated.status)
      if (started.status === 201) expect((await test.db.selectFrom('cases').select('firm_id').where('id', '=', started.body.id).executeTakeFirstOrThrow()).firm_id).toBe(people.firmId)
      expect(await invariantProblems(test.db)).toEqual([])
    }
  })
})

describe('a new code', () => {
  it('leads by the old one, keeps what was submitted, and is checked', async () => {
    const before = await firmRow(people.firmId)
    const fileId = await aPaper()
    const input = { kind: 'code' as const, firmId: people.firmId, uscc: aUscc(710), reason: '跨县迁移换照', fileId }
    expect((await change(people.clients.officer, { ...input, uscc: (await firmRow(people.otherFirmId)).uscc })).error.fields).toEqual([expect.objectContaining({ field: 'uscc', reason: 'uscc-known' })])
    expect((await change(people.clients.officer, { ...input, uscc: before.uscc })).error.fields).toEqual([{ field: 'uscc', reason: 'uscc-same' }])
    expect((await change(people.clients.officer, { ...input, fileId: undefined })).error.fields).toEqual([{ field: 'fileId', reason: 'required' }])
    const wrong = `${aUscc(710).slice(0, 17)}${aUscc(710).endsWith('A') ? 'B' : 'A'}`
    expect((await change(people.clients.officer, { ...input, uscc: wrong })).error.fields).toEqual([{ field: 'uscc', reason: 'uscc-mismatch' }])
    expect((await agreed(officers(), input)).status).toBe(200)
    const after = await firmRow(people.firmId)
    expect([after.uscc, after.uscc_check, after.verification]).toEqual([aUscc(710), 'ok', before.verification])
    const { client } = await aPerson(test, 703)
    expect((await client.call(createFirm, { body: aFirmInput(703, { uscc: before.uscc, town: before.town }) })).error.details).toEqual({ firmId: people.firmId })
    const list = await done(people.clients.officer.call(listDeskFirms, { query: { q: before.uscc } }))
    expect(list.items.map((item) => [item.id, item.formerCode])).toEqual([[people.firmId, before.uscc]])
    const card = await done(people.clients.secondOfficer.call(getDeskFirm, { params: { id: people.firmId } }))
    expect(card.codes.map((code) => [code.uscc, code.reason])).toEqual([[before.uscc, '跨县迁移换照']])
    expect(await invariantProblems(test.db)).toEqual([])
  })

  it('lets nobody claim once more what is once for a firm', async () => {
    const old = (await firmRow(people.firmId)).uscc
    const first = await submittedApplication(people.clients.clerk, people.firmId, 'P04', { uscc: old })
    expect((await agreed(officers(), { kind: 'code', firmId: people.firmId, uscc: aUscc(711), reason: '换照', fileId: await aPaper() })).status).toBe(200)
    const draft = await readyDraft(people.clients.clerk, people.firmId, 'P04', { uscc: aUscc(711), listYear: answersOf(first).listYear })
    expect((await act(people.clients.clerk, draft.id, 'submit', { statement: true })).error.code).toBe('subsidies.claimed-before')
    const { version } = await done(people.clients.clerk.call(getApplication, { params: { id: draft.id } }))
    await done(people.clients.clerk.call(saveAnswers, { params: { id: draft.id }, version, body: { answers: { uscc: old } } }))
    expect((await act(people.clients.clerk, draft.id, 'submit', { statement: true })).error.code).toBe('subsidies.claimed-before')
  })
})

describe('a firm that ended', () => {
  it('begins nothing new, is read on, and goes on again when it was a mistake', async () => {
    const { firmId } = people
    expect((await change(people.clients.officer, { kind: 'end', firmId, ended: 'dissolved', endedOn: '2027-01-01', reason: '明年' })).error.fields).toEqual([{ field: 'endedOn', reason: 'date-future' }])
    expect((await agreed(officers(), { kind: 'end', firmId, ended: 'dissolved', endedOn: '2026-11-02', reason: '登记机关公告注销' })).status).toBe(200)
    const { clerk } = people.clients
    const begun = [
      await clerk.call(startApplication, { body: { firmId, programmeId: 'P07' } }), await clerk.call(startAssessment, { body: { firmId, editionId: 'gbt29490-2013' } }),
      await clerk.call(startRequest, { body: { firmId }, key: 'ended' }),
    ]
    expect(begun.map((reply) => [reply.status, reply.error?.code]).filter(([status]) => status !== 200)).toEqual(begun.flatMap((reply) => (reply.status === 200 ? [] : [[409, 'accounts.firm-ended']])))
    expect(begun.some((reply) => reply.status === 409)).toBe(true)
    expect((await done(clerk.call(getFirm, { params: { id: firmId } }))).ended).toEqual({ kind: 'dissolved', on: '2026-11-02' })
    expect((await done(clerk.call(listWaiting, { query: { firmId } }))).items.filter((item) => item.state === 'waiting')).toEqual([])
    const card = await done(people.clients.officer.call(getDeskFirm, { params: { id: firmId } }))
    expect(card.running.length).toBeGreaterThan(0)
    expect((await agreed(officers(), { kind: 'reopen', firmId, reason: '登记有误，企业存续' })).status).toBe(200)
    expect((await clerk.call(startAssessment, { body: { firmId, editionId: 'gbt29490-2013' } })).status).toBeLessThan(300)
    expect(await invariantProblems(test.db)).toEqual([])
  })

  it('is no other firm’s to read: phones are masked, a stranger finds nothing', async () => {
    const card = await people.clients.officer.call(getDeskFirm, { params: { id: people.firmId } })
    expect(JSON.stringify(card.body)).not.toMatch(/(?<![0-9A-Za-z])1[3-9]\d{9}(?![0-9A-Za-z])/)
    expect((await people.clients.otherFirm.call(getFirm, { params: { id: people.firmId } })).status).toBe(404)
  })
})

describe('a licence that waited at a firm that was merged', () => {
  it('is nobody’s to look at any more', async () => {
    await test.db.updateTable('firms').set({ verification: 'pending' }).where('id', '=', people.otherFirmId).execute()
    const waits = async () => {
      const listed = (await done(people.clients.officer.call(listVerifications, { query: {} }))).items.map(({ id }) => id)
      const home = (await done(people.clients.officer.call(listDesk, { query: { group: 'all', kind: 'verification' } }))).items.map(({ id }) => id)
      return [listed, home].map((ids) => ids.includes(people.otherFirmId))
    }
    expect(await waits()).toEqual([true, true])
    expect((await agreed(officers(), demoMerge())).status).toBe(200)
    expect(await waits()).toEqual([false, false])
    expect((await people.clients.officer.call(decideVerification, { params: { id: people.otherFirmId, action: 'verify' }, body: {} })).error.code).toBe('accounts.verification-state')
  })
})

describe('an appeal for a firm that was merged', () => {
  it('is one for the firm it went into', async () => {
    expect((await agreed(officers(), demoMerge())).status).toBe(200)
    const { client, me } = await aPerson(test, 93)
    const fileId = await aLicence(test, me.id, null)
    expect((await client.call(appealFirm, { params: { id: people.otherFirmId }, body: { reason: '我才是经办人', fileId } })).status).toBe(201)
    expect(await test.db.selectFrom('firm_appeals').select('firm_id').where('account_id', '=', me.id).execute()).toEqual([{ firm_id: people.firmId }])
  })
})
