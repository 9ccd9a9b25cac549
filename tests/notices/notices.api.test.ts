import ICAL from 'ical.js'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { getDeadlines, getNotice, getNoticesFeed, listNotices } from '#contract/notices/endpoints.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { aLiveNotice, withdraw } from './live-notices.ts'
import { withoutSamples } from './without-samples.ts'

let test: TestApp
let saved: { restore(): Promise<void> }
beforeAll(async () => {
  test = await buildTestApp()
  await withoutSamples(test)
  saved = await test.snapshot()
})
afterAll(() => test.close())
const inject = (url: string) => test.app.inject({ url })
const liveOnes = async () => (await test.db.selectFrom('notices').select('id').where('state', '=', 'live').execute()).length
const list = async (query = {}) => (await test.client().call(listNotices, { query })).body
const deadlinesOf = async (query: string) => new ICAL.Component(ICAL.parse((await inject(`${getDeadlines.path}${query}`)).body)).getAllSubcomponents('vevent').map((event) => new ICAL.Event(event))

describe('notices', () => {
  it('are listed for anybody; the work plan of the county is among them', async () => {
    const { status, body } = await test.client().call(listNotices)
    expect([status, body.items.some(({ id, documentNumber }) => id === 'hzz-2022-73' && documentNumber === '桓政字〔2022〕73号'), body.total, body.isMore]).toEqual([200, true, await liveOnes(), false])
  })

  it('refuse a search that is too long, and a cursor that is not ours', async () => {
    expect((await test.client().call(listNotices, { query: { q: '长'.repeat(61) } })).status).toBe(422)
    for (const cursor of ['abc', '-1', '0', '1e9', '9'.repeat(16)]) expect((await test.client().call(listNotices, { query: { cursor } })).status, cursor).toBe(422)
  })

  it('are given whole, and not under another id', async () => {
    const { status, body } = await test.client().call(getNotice, { params: { id: 'hzz-2022-73' } })
    expect([status, body.issuer, body.programmes.map(({ id }) => id), body.version, body.corrections, body.withdrawn]).toEqual([200, '桓台县人民政府', ['P01', 'P03', 'P04', 'P05', 'P06'], 1, [], null])
    for (const id of ['none', '..%2Fcounty', 'hzz-2022-73.json', '%00', 'HZZ-2022-73']) expect((await test.client().call(getNotice, { params: { id } })).status).toBe(404)
  })

  it('say what a correction changed, the newest first', async () => {
    await aLiveNotice(test, 'corrected', { title: '旧的题目' })
    test.clock.advance(60_000)
    await aLiveNotice(test, 'corrected', { title: '新的题目' }, { note: '题目写错了' })
    await aLiveNotice(test, 'corrected', { title: '更新的题目' }, { note: '又改了' })
    const { body } = await test.client().call(getNotice, { params: { id: 'corrected' } })
    expect([body.title, body.version, body.corrections.map(({ number, note }) => [number, note])]).toEqual(['更新的题目', 3, [[3, '又改了'], [2, '题目写错了']]])
    expect([(await list({ q: '旧的' })).total, (await list({ q: '更新的' })).total]).toEqual([0, 1])
    await saved.restore()
  })

  it('that were taken back say so at their address, and are in no list, feed or calendar', async () => {
    await aLiveNotice(test, 'wrong', { title: '写错的通知', deadlines: [{ id: 'apply', title: '报名', on: '2026-12-20' }] })
    expect([(await list({ q: '写错' })).total, (await deadlinesOf('?noticeId=wrong')).length]).toEqual([1, 1])
    await withdraw(test, 'wrong')
    const { status, body } = await test.client().call(getNotice, { params: { id: 'wrong' } })
    expect([status, body.title, body.withdrawn?.reason, body.body, body.points, body.facts.who, body.deadlines, body.attachments]).toEqual([200, '写错的通知', '数字有误', [], [], null, [], []])
    expect([(await list({ q: '写错' })).total, (await list()).items.some(({ id }) => id === 'wrong'), (await inject(getNoticesFeed.path)).body.includes('写错'), await deadlinesOf('?noticeId=wrong'), (await deadlinesOf('')).some(({ uid }) => uid.includes('wrong'))]).toEqual([0, false, false, [], false])
    await saved.restore()
  })
})

describe('the Atom feed', () => {
  const entries = (body: string) => [...body.matchAll(/<entry>/g)].length

  it('has one entry a notice', async () => {
    const reply = await inject(getNoticesFeed.path)
    expect([reply.statusCode, reply.headers['content-type'], entries(reply.body)]).toEqual([200, 'application/atom+xml; charset=utf-8', await liveOnes()])
    expect(reply.body).toContain(`<id>${test.deps.config.publicUrl}/notices/hzz-2022-73</id>`)
  })

  it('of a category, an issuer or a scheme has only theirs, and names its own address', async () => {
    await aLiveNotice(test, 'one', { issuer: '县 & 局', category: 'policy', programmeIds: ['P03'], title: '只在这里' })
    const reply = await inject(`${getNoticesFeed.path}?issuer=${encodeURIComponent('县 & 局')}&programmeId=P03`)
    expect([entries(reply.body), reply.body.includes('只在这里'), reply.body.includes(`rel="self" href="${test.deps.config.publicUrl}${getNoticesFeed.path}?issuer=%E5%8E%BF%20%26%20%E5%B1%80&amp;programmeId=P03"`)]).toEqual([1, true, true])
    expect(entries((await inject(`${getNoticesFeed.path}?category=none`)).body)).toBe(0)
    await saved.restore()
  })

  it('keeps the day of a corrected notice and says when it was corrected', async () => {
    await aLiveNotice(test, 'again', { title: '要改的通知' })
    test.clock.advance(3 * 86_400_000)
    await aLiveNotice(test, 'again', { title: '改过的通知' }, { note: '改了' })
    const entry = (await inject(getNoticesFeed.path)).body.split('<entry>').find((part) => part.includes('/notices/again')) ?? ''
    expect([/<published>(.*?)<\/published>/.exec(entry)?.[1], /<updated>(.*?)<\/updated>/.exec(entry)?.[1]]).toEqual(['2026-11-22T16:00:00.000Z', new Date(test.clock.now()).toISOString()])
    await saved.restore()
  })
})

describe('signs that mean something to other programs', () => {
  it('are words in a feed, and what no XML may have is left out', async () => {
    await aLiveNotice(test, 'signs', { title: '少于<b>50</b>人 & 更多\uffff', points: ['x<y\ufffe'], issuer: '县局\uffff' })
    const entry = (await inject(getNoticesFeed.path)).body.split('<entry>').find((part) => part.includes('/notices/signs')) ?? ''
    expect(entry).toContain('<title type="html"><![CDATA[少于&lt;b&gt;50&lt;/b&gt;人 &amp; 更多]]></title>')
    expect(entry).toContain('<![CDATA[x&lt;y]]>')
    expect(entry).toContain('<name>县局</name>')
    await saved.restore()
  })

  it('begin no line of a calendar, whether they stand in an address or in a title', async () => {
    await aLiveNotice(test, 'signs', { title: '报名\r\nX-TITLE:1', deadlines: [{ id: 'd', title: '截止\nX-DEADLINE:1', on: '2026-12-20' }] })
    for (const query of [`?issuer=${encodeURIComponent('县\r\nX-ISSUER:1')}`, `?category=${encodeURIComponent('a\nX-CATEGORY:1')}`, '?noticeId=signs', '']) {
      expect((await inject(`${getDeadlines.path}${query}`)).body.split(/\r\n|\r|\n/).filter((line) => /^X-(?:ISSUER|CATEGORY|TITLE|DEADLINE)/.test(line)), query).toEqual([])
    }
    await saved.restore()
  })
})

describe('the calendar of deadlines', () => {
  it('is read by another program, also when no deadline is to come', async () => {
    const reply = await inject(`${getDeadlines.path}?noticeId=hzz-2022-73`)
    expect([reply.statusCode, reply.headers['content-type'], await deadlinesOf('?noticeId=hzz-2022-73')]).toEqual([200, 'text/calendar; charset=utf-8', []])
    expect((await inject(`${getDeadlines.path}?noticeId=none`)).statusCode).toBe(404)
  })

  it('puts a deadline on its whole day, wherever the server stands, and leaves out what is over', async () => {
    await aLiveNotice(test, 'dated', { title: '报名通知', category: 'guide', programmeIds: ['P03'], deadlines: [{ id: 'past', title: '过去', on: '2020-01-01' }, { id: 'apply', title: '报名截止', on: '2026-12-20' }] })
    for (const query of ['', '?category=guide', '?programmeId=P03', '?noticeId=dated']) {
      expect((await deadlinesOf(query)).filter(({ uid }) => uid.includes('dated')).map(({ uid, startDate, summary }) => [uid, startDate.toString(), startDate.isDate, summary]), query).toEqual([['notice-dated-apply', '2026-12-20', true, '报名截止：报名通知']])
    }
    for (const query of ['?category=policy', '?programmeId=P05', `?issuer=${encodeURIComponent('别处')}`]) expect((await deadlinesOf(query)).filter(({ uid }) => uid.includes('dated')), query).toEqual([])
    await saved.restore()
  })
})
