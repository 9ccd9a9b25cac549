// Every link in a message about a change of a firm leads its reader somewhere (pitfall C26).
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { getFirm, getMe, listMembers } from '#contract/accounts/endpoints.ts'
import { getDeskFirm } from '#contract/accounts/firm-desk-endpoints.ts'
import { setMembership } from '#server/accounts/firms-repository.ts'
import { messageValues, type MessageKind } from '#server/messages/texts.ts'
import { aPdf } from '../files/pdf-samples.ts'
import { agreed, change, decide } from '../operations/firm-worlds.ts'
import { allActors, type Actors } from '../support/actors.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { aUscc } from '../support/builders.ts'
import { done, keepSessions } from '../support/stages.ts'
import { uploadFile } from '../support/upload.ts'
import { opensFor, type PageReads, type Reader } from './opening.ts'

let test: TestApp
let people: Actors
let fresh: { restore(): Promise<void> }
const readers = new Map<string, Reader>()
const seen = new Set<MessageKind>()
const reads: PageReads = {
  firm: (client, params) => client.call(getFirm, { params }), 'firm-members': (client, params) => client.call(listMembers, { params }), 'desk-firm': (client, params) => client.call(getDeskFirm, { params }),
}
const opens = (deed: () => Promise<unknown>) => opensFor({ test, readers, reads, seen }, deed)

beforeAll(async () => {
  test = await buildTestApp()
  people = await allActors(test)
  await keepSessions(test)
  for (const [who, duty] of [['administrator', null], ['clerk', null], ['otherFirm', null], ['officer', 'officer'], ['secondOfficer', 'officer']] as const) readers.set((await done(people.clients[who].call(getMe))).id, { client: people.clients[who], duty })
  fresh = await test.snapshot()
}, 120_000)
beforeEach(() => fresh.restore())
afterAll(() => test.close())

const officers = () => [people.clients.officer, people.clients.secondOfficer] as const
const ending = () => ({ kind: 'end' as const, firmId: people.firmId, ended: 'dissolved' as const, endedOn: '2026-11-02', reason: '登记机关已公告注销' })

describe('what is said of a firm’s change leads its reader somewhere', () => {
  const merging = () => agreed(officers(), { kind: 'merge', firmId: people.firmId, goneId: people.otherFirmId, reason: '重复登记' })
  const verified = () => test.db.updateTable('firms').set({ verification: 'verified' }).where('id', 'in', [people.firmId, people.otherFirmId]).execute()

  it('when a double nobody verified goes into another firm, on either side', () => opens(() => done(Promise.resolve(merging()))))

  it('when two verified firms become one, on either side', async () => {
    await verified()
    await opens(() => done(Promise.resolve(merging())))
  })

  it('when somebody of the one was removed from the other', async () => {
    await verified()
    const { id } = await done(people.clients.otherFirm.call(getMe))
    await test.deps.commands.run((tx) => setMembership(tx, { firmId: people.firmId, accountId: id, role: 'clerk', state: 'removed', at: test.clock.now() }))
    await opens(() => done(Promise.resolve(merging())))
  })

  it('when its code changes', () => opens(async () => {
    const fileId = await uploadFile(people.clients.officer, { bytes: aPdf(), name: '执照.pdf', type: 'application/pdf', purpose: 'licence' })
    await done(Promise.resolve(await agreed(officers(), { kind: 'code', firmId: people.firmId, uscc: aUscc(720), reason: '换照', fileId })))
  }))

  it('when it ends, and goes on again', () => opens(async () => {
    await agreed(officers(), ending())
    await agreed(officers(), { kind: 'reopen', firmId: people.firmId, reason: '登记有误' })
  }))

  it('when it goes on again and nobody administers it any more', async () => {
    await agreed(officers(), ending())
    await test.db.updateTable('memberships').set({ state: 'removed' }).where('firm_id', '=', people.firmId).where('role', '=', 'administrator').execute()
    await opens(() => agreed(officers(), { kind: 'reopen', firmId: people.firmId, reason: '登记有误' }))
  })

  it('when a second person does not agree', () => opens(async () => {
    const made = await change(people.clients.officer, ending())
    await decide(people.clients.secondOfficer, made.body.id, 'refuse', '没有依据')
  }))

  it('and no occasion was left out', () => {
    const kinds = Object.keys(messageValues).filter((kind) => /^firm\.(?!verif)/.test(kind))
    expect(kinds.filter((kind) => ![...seen].some((one) => one === kind))).toEqual([])
  })
})
