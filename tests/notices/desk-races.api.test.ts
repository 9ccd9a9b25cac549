// Many officers (and the clock, and the county's files) at one notice at the same moment: one wins, the others are told, nothing happens twice.
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { everybody } from '#contract/notices/audience.ts'
import { actOnNotice, removeNoticeDraft, saveNotice, startNotice } from '#contract/notices/desk-endpoints.ts'
import { getNotice } from '#contract/notices/endpoints.ts'
import { recordNotices } from '#server/notices/content-sync.ts'
import { goLive } from '#server/notices/going-live.ts'
import { allActors } from '../support/actors.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import type { Client, Reply } from '../support/api-client.ts'
import { keepSessions } from '../support/stages.ts'
import { testStart } from '../support/test-clock.ts'
import { aNotice } from './desk-text.ts'
import { act, aDraft, aLiveNotice, begin, done, readNotice, readOpen, saveDraft } from './desk-work.ts'

let test: TestApp
let first: Client
let second: Client
let fresh: { restore(): Promise<void> }

beforeAll(async () => {
  test = await buildTestApp()
  const { clients } = await allActors(test)
  await keepSessions(test)
  first = clients.officer
  second = clients.secondOfficer
  fresh = await test.snapshot()
})
beforeEach(async () => {
  test.clock.set(testStart)
  await fresh.restore()
})
afterAll(() => test.close())

const many = <T>(count: number, deed: (n: number) => Promise<T>) => Promise.all(Array.from({ length: count }, (_, n) => deed(n)))
const won = (replies: readonly Reply<unknown>[]) => replies.filter(({ status }) => status < 300).length
const codes = (replies: readonly Reply<unknown>[]) => [...new Set(replies.filter(({ status }) => status >= 300).map(({ error }) => error.code))].toSorted()
const versions = (id: string) => test.db.selectFrom('notice_versions').select(['number', 'state']).where('notice_id', '=', id).orderBy('number').execute()
const sendings = async (id: string) => (await test.db.selectFrom('notice_sendings').select(['kind', 'number']).where('notice_id', '=', id).orderBy('number').execute()).map(({ kind, number }) => `${kind} ${number}`)

describe('at the same moment', { timeout: 60_000 }, () => {
  it('fifty publish: one does', async () => {
    const id = await aDraft(first)
    await done(act(first, id, 'propose'))
    const { revision } = await readOpen(second, id)
    const replies = await many(50, () => second.copy().call(actOnNotice, { params: { id, action: 'publish' }, body: { revision }, key: randomUUID() }))
    expect([won(replies), codes(replies)]).toEqual([1, ['notices.state']])
    expect(await versions(id)).toEqual([{ number: 1, state: 'live' }])
    expect(await sendings(id)).toEqual(['first 1'])
    const told = await test.db.selectFrom('outbox').select('id').where('dedupe_key', 'like', `notice-desk:${id}:%:live:%`).execute()
    expect(told).toHaveLength(1)
  })

  it('publishing, sending back and taking back: one of them counts', async () => {
    const id = await aDraft(first)
    await done(act(first, id, 'propose'))
    const { revision } = await readOpen(second, id)
    const replies = await many(30, (n) => {
      const [who, action, more] = ([[second, 'publish', {}], [second, 'send-back', { reason: '不清楚' }], [first, 'take-back', {}]] as const)[n % 3]!
      return who.copy().call(actOnNotice, { params: { id, action }, body: { revision, ...more }, key: randomUUID() })
    })
    expect([won(replies), codes(replies)]).toEqual([1, ['notices.state']])
  })

  it('saving, proposing and throwing away: what was proposed is what was saved last', async () => {
    const id = await aDraft(first)
    const { revision } = await readOpen(first, id)
    const replies = await many(30, (n): Promise<Reply<unknown>> => {
      const who = first.copy()
      if (n % 3 === 0) return who.call(saveNotice, { params: { id }, version: revision, body: { text: aNotice({ title: `第 ${n} 稿` }), audience: everybody, changeNote: '', tellsReaders: true } })
      if (n % 3 === 1) return who.call(actOnNotice, { params: { id, action: 'propose' }, body: { revision }, key: randomUUID() })
      return who.call(removeNoticeDraft, { params: { id } })
    })
    expect(codes(replies).filter((code) => !['notices.state', 'stale', 'not-found'].includes(code))).toEqual([])
    const left = await versions(id)
    expect(left.length).toBeLessThanOrEqual(1)
    const gone = await test.db.selectFrom('notices').select('id').where('id', '=', id).execute()
    expect(gone).toHaveLength(left.length)
  })

  it('twenty begin a correction: there is one', async () => {
    const id = await aLiveNotice([first, second])
    const replies = await many(20, (n) => (n % 2 === 0 ? first : second).copy().call(startNotice, { body: { of: id }, key: randomUUID() }))
    expect(replies.filter(({ status }) => status === 201)).toHaveLength(1)
    expect(new Set(replies.map(({ body }) => `${body.id} ${body.revision}`)).size).toBe(1)
    expect(await versions(id)).toEqual([{ number: 1, state: 'live' }, { number: 2, state: 'draft' }])
  })

  it('withdrawing twenty times: once', async () => {
    const id = await aLiveNotice([first, second])
    const replies = await many(20, (n) => (n % 2 === 0 ? first : second).copy().call(actOnNotice, { params: { id, action: 'withdraw' }, body: { revision: 1, reason: `第 ${n} 次` }, key: randomUUID() }))
    expect([won(replies), codes(replies)]).toEqual([1, ['notices.state']])
    expect(await sendings(id)).toEqual(['first 1', 'withdrawal 1'].toSorted())
  })

  it('the clock and an officer who calls it off: either it is out and told, or it is a draft', async () => {
    for (let round = 0; round < 6; round += 1) {
      test.clock.set(testStart)
      const id = await aDraft(first)
      await done(act(first, id, 'propose'))
      const publishAt = '2026-12-01T01:00:00.000Z'
      await done(act(second, id, 'publish', { publishAt }))
      const { revision } = await readOpen(first, id)
      test.clock.set(publishAt)
      const [off] = await Promise.all([first.call(actOnNotice, { params: { id, action: 'unschedule' }, body: { revision, reason: '等上级文件' }, key: randomUUID() }), goLive(test.deps), goLive(test.deps)])
      const [version] = await versions(id)
      expect([off?.status, version?.state, await sendings(id)]).toEqual(off?.status === 200 ? [200, 'draft', []] : [409, 'live', ['first 1']])
    }
  })
})

describe('a notice of the county’s files that the desk has corrected', () => {
  const id = 'hzz-2022-73'
  /** The program starts again, the file of this notice says something else. */
  const restartWith = (title: string) => {
    const { notices } = test.deps.content
    return recordNotices({ ...test.deps, content: { ...test.deps.content, notices: { ...notices, sources: notices.sources.map((source) => (source.id === id ? { ...source, title } : source)) } } })
  }

  it('stays as the desk published it, whatever the file says later; the file is kept beside it', async () => {
    await begin(first, id)
    const { text } = await readOpen(first, id)
    await saveDraft(first, id, { text: { ...text, title: '窗口更正的标题' }, changeNote: '标题更正' })
    await done(act(first, id, 'propose'))
    await done(act(second, id, 'publish'))
    await restartWith('文件改过的标题')
    expect((await test.client().call(getNotice, { params: { id } })).body.title).toBe('窗口更正的标题')
    expect((await readNotice(first, id)).versions.map(({ state }) => state)).toEqual(['past', 'live', 'past'])
    // The next correction begins with what is live, under a number of its own.
    await begin(second, id)
    expect(await readOpen(second, id)).toMatchObject({ number: 4, text: { title: '窗口更正的标题' } })
  })

  it('and withdrawn does not come back with the next start', async () => {
    await done(act(first, id, 'withdraw', { reason: '已经废止' }))
    await restartWith('文件改过的标题')
    expect(await readNotice(first, id)).toMatchObject({ state: 'withdrawn', live: null })
  })

  it('a file that changes while a correction is written leaves the correction alone', async () => {
    await begin(first, id)
    const { text } = await readOpen(first, id)
    await saveDraft(first, id, { text: { ...text, title: '窗口在写的标题' }, changeNote: '标题更正' })
    await restartWith('文件改过的标题')
    expect((await test.client().call(getNotice, { params: { id } })).body.title).toBe('文件改过的标题')
    expect((await readOpen(first, id)).text.title).toBe('窗口在写的标题')
    await done(act(first, id, 'propose'))
    await done(act(second, id, 'publish'))
    expect((await test.client().call(getNotice, { params: { id } })).body.title).toBe('窗口在写的标题')
  })
})
