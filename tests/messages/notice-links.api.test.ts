// Pitfall C26 for notices: every occasion there is happens once; each link is opened as whoever got it.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { getMe } from '#contract/accounts/endpoints.ts'
import { getDeskNotice, getReach } from '#contract/notices/desk-endpoints.ts'
import { changeFollow, getNotice, readNotice } from '#contract/notices/endpoints.ts'
import { getProgramme } from '#contract/subsidies/endpoints.ts'
import { messageValues, type MessageKind } from '#server/messages/texts.ts'
import { remindFollowers } from '#server/notices/follow-reminders.ts'
import { goLive } from '#server/notices/going-live.ts'
import { sendNotices } from '#server/notices/sending.ts'
import { act, aDraft, aLiveNotice, begin, done, saveDraft } from '../notices/desk-work.ts'
import { aNotice } from '../notices/desk-text.ts'
import { allActors, type Actors } from '../support/actors.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { testStart } from '../support/test-clock.ts'
import { publishChange, withField } from '../subsidies/scheme-desk.ts'
import { opensFor, type PageReads, type Reader } from './opening.ts'

let test: TestApp
let people: Actors
let undo: { restore(): Promise<void> }
const readers = new Map<string, Reader>()
const seen = new Set<MessageKind>()
beforeAll(async () => {
  test = await buildTestApp()
  people = await allActors(test)
  const { administrator, officer, secondOfficer } = people.clients
  for (const [client, duty] of [[administrator, null], [officer, 'officer'], [secondOfficer, 'officer']] as const) readers.set((await client.call(getMe)).body.id, { client, duty })
  await sendAll()
  undo = await test.snapshot()
}, 60_000)
beforeEach(async () => {
  await undo.restore()
  test.clock.set(testStart)
})
afterAll(() => test.close())

const reads: PageReads = {
  notice: (client, { id }) => client.call(getNotice, { params: { id } }),
  'subsidies-programme': (client, { id }) => client.call(getProgramme, { params: { id } }),
  'desk-notice': (client, { id }) => client.call(getDeskNotice, { params: { id } }),
  'desk-notice-reach': (client, { id }) => client.call(getReach, { params: { id } }),
}
const opens = (deed: () => Promise<unknown>) => opensFor({ test, readers, reads, seen }, deed)
const officers = () => [people.clients.officer, people.clients.secondOfficer] as const
const follow = (kind: 'programme' | 'category', ref: string) => people.clients.administrator.call(changeFollow, { body: { kind, ref, isFollowed: true } })
async function sendAll(): Promise<void> {
  for (let rounds = 0; rounds < 50 && (await sendNotices(test.deps)) > 0; rounds += 1) continue
}
const soon = { deadlines: [{ id: 'd', title: '报名截止', on: '2026-11-27' }] }
const later = { deadlines: [{ id: 'd', title: '报名截止', on: '2026-12-20' }] }

describe('a link in a message opens for its reader', () => {
  it('published at once, soon to end, for followers, and told at the desk', async () => {
    await opens(async () => {
      await aLiveNotice(officers())
      await sendAll()
    })
    await opens(async () => {
      await aLiveNotice(officers(), soon)
      await sendAll()
    })
    await follow('category', 'policy')
    const others = { everyone: false, towns: [], industries: [], scales: [], titles: ['cnipa-model'], rightKinds: [], programmeIds: [], gapTopics: [] }
    await opens(async () => {
      await aLiveNotice(officers(), { category: 'policy' }, others)
      await sendAll()
    })
  })

  it('sent back, scheduled and taken off the clock', async () => {
    const [author, approver] = officers()
    const id = await aDraft(author)
    await opens(() => done(act(author, id, 'propose')))
    await opens(() => done(act(approver, id, 'send-back', { reason: '再改改' })))
    await done(act(author, id, 'propose'))
    await opens(() => done(act(approver, id, 'publish', { publishAt: '2026-12-01T01:00:00.000Z' })))
    await opens(() => done(act(approver, id, 'unschedule', { reason: '不急' })))
    expect(await goLive(test.deps)).toBe(0)
  })

  it('corrected and withdrawn', async () => {
    const [author, approver] = officers()
    const id = await aLiveNotice(officers())
    await sendAll()
    await people.clients.administrator.call(readNotice, { params: { id } })
    await begin(author, id)
    await saveDraft(author, id, { text: aNotice({ title: '改过的题目' }), changeNote: '数字改了', tellsReaders: true })
    await done(act(author, id, 'propose'))
    await opens(async () => {
      await done(act(approver, id, 'publish'))
      await sendAll()
    })
    await opens(async () => {
      await done(act(approver, id, 'withdraw', { reason: '发错了' }))
      await sendAll()
    })
  })

  it('its last day, and a scheme that changed', async () => {
    await aLiveNotice(officers(), later)
    await sendAll()
    await follow('programme', 'P03')
    test.clock.advance(60_000)
    const [first] = test.deps.content.source('P03')?.source.sections[0]?.fields ?? []
    await publishChange([...officers()], 'P03', (source) => withField(source, first?.name ?? '', { label: '换了名字' }))
    await opens(() => remindFollowers(test.deps))
    test.clock.set('2026-12-17T02:00:00.000Z')
    await opens(() => remindFollowers(test.deps))
  })

  it('a scheme that closes, and one that opens', async () => {
    await follow('programme', 'P04')
    test.clock.set('2026-12-17T02:00:00.000Z')
    await opens(() => remindFollowers(test.deps))
    test.clock.set('2027-01-01T02:00:00.000Z')
    await opens(() => remindFollowers(test.deps))
  })

  it('and no occasion was left out', () => {
    // One that is urgent says the same, by other ways.
    const same = new Set<string>(['notice.told-urgent'])
    expect(Object.keys(messageValues).filter((kind) => /^(notice|follow)\./.test(kind) && !same.has(kind) && !seen.has(kind as MessageKind))).toEqual([])
  })
})
