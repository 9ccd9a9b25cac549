import ICAL from 'ical.js'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { getDeadlines, getNotice, getNoticesFeed, listNotices } from '#contract/notices/endpoints.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'

let test: TestApp
beforeAll(async () => {
  test = await buildTestApp()
})
afterAll(() => test.close())
const inject = (url: string) => test.app.inject({ url })

describe('notices', () => {
  it('are listed for anybody; the work plan of the county is among them', async () => {
    const { status, body } = await test.client().call(listNotices)
    expect([status, body.items.some(({ id, documentNumber }) => id === 'hzz-2022-73' && documentNumber === '桓政字〔2022〕73号'), body.total]).toEqual([200, true, test.deps.content.notices.all.length])
  })

  it.each(['质押', '73号', '桓政字〔2022〕73号', 'gb/t 29490'])('are found by %s', async (q) => {
    const { body } = await test.client().call(listNotices, { query: { q } })
    expect(body.total).toBeGreaterThan(0)
  })

  it.each(["' or 1=1 --", '%', '"*" NEAR', '😀', '\u202e'])('are not found by %s, and nothing breaks', async (q) => {
    expect(await test.client().call(listNotices, { query: { q } })).toMatchObject({ status: 200, body: { total: 0 } })
  })

  it('refuse a search that is too long', async () => {
    expect((await test.client().call(listNotices, { query: { q: '长'.repeat(61) } })).status).toBe(422)
  })

  it('are given whole, and not under another id', async () => {
    const { status, body } = await test.client().call(getNotice, { params: { id: 'hzz-2022-73' } })
    expect([status, body.issuer, body.programmes.map(({ id }) => id)]).toEqual([200, '桓台县人民政府', ['P01', 'P03', 'P04', 'P05', 'P06']])
    for (const id of ['none', '..%2Fcounty', 'hzz-2022-73.json']) expect((await test.client().call(getNotice, { params: { id } })).status).toBe(404)
  })

  it('have an Atom feed with one entry a notice', async () => {
    const reply = await inject(getNoticesFeed.path)
    expect([reply.statusCode, reply.headers['content-type']]).toEqual([200, 'application/atom+xml; charset=utf-8'])
    expect(reply.body.match(/<entry>/g)?.length).toBe(test.deps.content.notices.all.length)
    expect(reply.body).toContain(`${test.deps.config.publicUrl}/notices/hzz-2022-73`)
  })

  it('have a calendar another program reads, also when no deadline is to come', async () => {
    const reply = await inject(`${getDeadlines.path}?noticeId=hzz-2022-73`)
    expect([reply.statusCode, reply.headers['content-type']]).toEqual([200, 'text/calendar; charset=utf-8'])
    expect(new ICAL.Component(ICAL.parse(reply.body)).getAllSubcomponents('vevent')).toEqual([])
    expect((await inject(`${getDeadlines.path}?noticeId=none`)).statusCode).toBe(404)
  })

  it('put a deadline on its whole day, wherever the server stands', async () => {
    const found = test.deps.content.notices.all[0]
    if (!found) throw new Error('there are notices')
    const deadlines = [{ id: 'apply', title: '报名截止', on: '2026-12-20' }, { id: 'past', title: '过去', on: '2020-01-01' }]
    const restored = found.source.deadlines
    found.source.deadlines = deadlines
    const events = new ICAL.Component(ICAL.parse((await inject(getDeadlines.path)).body)).getAllSubcomponents('vevent').map((event) => new ICAL.Event(event))
    found.source.deadlines = restored
    expect(events.map(({ startDate, summary }) => [startDate.toString(), startDate.isDate, summary])).toEqual([['2026-12-20', true, `报名截止：${found.source.title}`]])
  })
})
