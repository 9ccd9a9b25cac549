// Files of the county's folder become notices at start; what the desk says counts more.
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { getNotice, listNotices } from '#contract/notices/endpoints.ts'
import type { NoticeSource } from '#contract/notices/schema.ts'
import { invariantProblems } from '#server/invariants.ts'
import { recordNotices } from '#server/notices/content-sync.ts'
import { goLive } from '#server/notices/going-live.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { phones } from '../support/demo-phones.ts'
import { act, discard, done } from './desk-work.ts'
import { aLiveNotice, withdraw } from './live-notices.ts'

let test: TestApp
let saved: { restore(): Promise<void> }
beforeAll(async () => {
  test = await buildTestApp()
  saved = await test.snapshot()
})
afterEach(async () => {
  expect(await invariantProblems(test.db)).toEqual([])
  await saved.restore()
  test.clock.set('2026-11-23T02:08:00.000Z')
})
afterAll(() => test.close())

const aSource = (over: Partial<NoticeSource> = {}): NoticeSource => ({
  id: 'file-1', title: '文件里的通知', documentNumber: null, issuer: '县局', category: 'policy', writtenOn: null, publishedOn: '2026-11-01', validTo: null, sourceUrl: null, points: ['第一句'],
  facts: { who: null, until: null, amount: null, how: null }, body: [{ paragraph: '正文甲' }], interpretation: [], deadlines: [{ id: 'apply', title: '报名', on: '2026-12-20' }], programmeIds: ['P01'], source: '示例', ...over,
})
/** Starts with these files beside those of the county; says whose files did not count. */
async function start(...sources: NoticeSource[]): Promise<string[]> {
  const warned: string[] = []
  const { content } = test.deps
  const log = { ...test.deps.log, warn: (fields: object) => void warned.push(JSON.stringify(fields)) }
  await recordNotices({ ...test.deps, log, content: { ...content, notices: { ...content.notices, sources: [...content.notices.sources, ...sources] } } })
  return warned
}
const read = async (id = 'file-1') => test.client().call(getNotice, { params: { id } })
const total = async (q: string) => (await test.client().call(listNotices, { query: { q } })).body.total
const versions = async (id = 'file-1') => (await test.db.selectFrom('notice_versions').select(['number', 'origin', 'state']).where('notice_id', '=', id).orderBy('number').execute()).map(({ number, origin, state }) => `${number} ${origin} ${state}`)

describe('a file of a notice', () => {
  it('is a notice of its day, and nothing changes when the server starts again', async () => {
    await start(aSource())
    const before = await test.db.selectFrom('notices').selectAll().where('id', '=', 'file-1').executeTakeFirstOrThrow()
    test.clock.advance(60_000)
    expect(await start(aSource())).toEqual([])
    expect([await versions(), await test.db.selectFrom('notices').selectAll().where('id', '=', 'file-1').executeTakeFirstOrThrow()]).toEqual([['1 content live'], before])
    expect((await read()).body).toMatchObject({ publishedOn: '2026-11-01', programmes: [{ id: 'P01' }], deadlines: [{ id: 'apply' }] })
  })

  it('that says something else is read in its new words, at its old place', async () => {
    await start(aSource())
    const place = await test.db.selectFrom('notices').select('position').where('id', '=', 'file-1').executeTakeFirstOrThrow()
    await start(aSource({ body: [{ paragraph: '正文乙丁' }], deadlines: [], programmeIds: [] }))
    expect([await versions(), await total('文甲'), await total('乙丁'), (await read()).body.version, (await read()).body.corrections]).toEqual([['1 content past', '2 content live'], 0, 1, 2, []])
    expect(await test.db.selectFrom('notices').select('position').where('id', '=', 'file-1').executeTakeFirstOrThrow()).toEqual(place)
  })

  it('that goes back to what it said is read so again', async () => {
    await start(aSource())
    await start(aSource({ title: '改过的题目' }))
    await start(aSource())
    expect([await versions(), (await read()).body.title]).toEqual([['1 content live', '2 content past'], '文件里的通知'])
  })

  it('that is gone leaves the list, says so at its address, and comes back with its file', async () => {
    await start(aSource())
    expect(await start()).toEqual(['{"noticeId":"file-1"}'])
    expect([(await read()).body.withdrawn?.reason, await total('文件里的')]).toEqual(['文件已撤下', 0])
    expect(await start()).toEqual([])
    await start(aSource())
    expect([(await read()).body.withdrawn, await total('文件里的'), await versions()]).toEqual([null, 1, ['1 content live']])
  })

  it('of a later day comes at midnight in Shanghai of that day, and not before', async () => {
    const later = aSource({ publishedOn: '2026-11-25' })
    await start(later)
    expect([(await read()).status, await versions(), await start(later)]).toEqual([404, ['1 content scheduled'], []])
    test.clock.set('2026-11-24T15:59:59.999Z')
    expect([await goLive(test.deps), (await read()).status]).toEqual([0, 404])
    test.clock.set('2026-11-24T16:00:00.000Z')
    expect([await goLive(test.deps), (await read()).body.publishedOn, await goLive(test.deps)]).toEqual([1, '2026-11-25', 0])
    expect(await test.db.selectFrom('notice_sendings').selectAll().where('notice_id', '=', 'file-1').execute()).toEqual([])
  })

  it('of a later day is shown under its day also when the server stood still at midnight', async () => {
    await start(aSource({ publishedOn: '2026-11-25' }))
    test.clock.set('2026-11-27T03:00:00.000Z')
    expect([await goLive(test.deps), (await read()).body.publishedOn]).toEqual([1, '2026-11-25'])
  })

  it('that was announced and says something else, or is gone, does not come as it was', async () => {
    await start(aSource({ publishedOn: '2026-11-25' }), aSource({ id: 'file-2', publishedOn: '2026-11-25' }))
    await start(aSource({ publishedOn: '2026-11-25', title: '改过的题目' }))
    expect([await versions(), await versions('file-2')]).toEqual([['1 content past', '2 content scheduled'], ['1 content past']])
    test.clock.set('2026-11-25T03:00:00.000Z')
    expect([await goLive(test.deps), (await read()).body.title, (await read('file-2')).status]).toEqual([1, '改过的题目', 404])
  })
})

describe('what the desk said of a notice of a file', () => {
  it('counts: a file that changes later is kept beside it and does not count', async () => {
    await start(aSource())
    await aLiveNotice(test, 'file-1', { title: '窗口更正的题目' }, { note: '更正' })
    expect(await start(aSource({ title: '文件又改了' }))).toEqual(['{"noticeId":"file-1"}'])
    expect([(await read()).body.title, await versions(), await start(aSource({ title: '文件又改了' }))]).toEqual(['窗口更正的题目', ['1 content past', '2 desk live', '3 content past'], []])
  })

  it('counts when it was taken back, also when the file changes or goes', async () => {
    const { id: by } = await test.db.selectFrom('accounts').select('id').where('staff_role', '=', 'officer').executeTakeFirstOrThrow()
    await start(aSource())
    await withdraw(test, 'file-1')
    await test.db.updateTable('notices').set({ withdrawn_by: by }).where('id', '=', 'file-1').execute()
    await start(aSource({ title: '文件又改了' }))
    expect([(await read()).body.withdrawn?.reason, await total('文件又改')]).toEqual(['数字有误', 0])
    await start()
    expect((await read()).body.withdrawn?.reason).toBe('数字有误')
  })

  it('counts when it stopped what a file announced and threw it away, whoever starts the server again', async () => {
    const officer = await test.signIn(phones.officer)
    const later = aSource({ publishedOn: '2026-11-25' })
    await start(later)
    await done(act(officer, 'file-1', 'unschedule', { reason: '先不发' }))
    expect((await discard(officer, 'file-1')).status).toBe(204)
    await start(later)
    test.clock.set('2026-11-26T03:00:00.000Z')
    expect([await goLive(test.deps), await start(later), (await read()).status]).toEqual([0, [], 404])
    await start(aSource({ publishedOn: '2026-11-25', title: '文件又改了' }))
    expect((await read()).status).toBe(404)
  })

  it('stays when the file goes', async () => {
    await start(aSource())
    await aLiveNotice(test, 'file-1', { title: '窗口更正的题目' })
    await start()
    expect((await read()).body).toMatchObject({ title: '窗口更正的题目', withdrawn: null })
  })

  it('gets the number above a file that changed while it was being written', async () => {
    await start(aSource())
    await test.db.insertInto('notice_versions').values({ ...(await test.db.selectFrom('notice_versions').selectAll().where('notice_id', '=', 'file-1').executeTakeFirstOrThrow()), id: 'draft-1', number: 2, origin: 'desk', state: 'draft', published_at: null }).execute()
    await test.db.updateTable('notices').set({ last_number: 2 }).where('id', '=', 'file-1').execute()
    await start(aSource({ title: '文件又改了' }))
    expect([await versions(), (await read()).body.title]).toEqual([['1 content past', '2 content live', '3 desk draft'], '文件又改了'])
  })
})
