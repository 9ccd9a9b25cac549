// What the desk scheduled comes into force by the clock, once, however many processes look.
import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { everybody } from '#contract/notices/audience.ts'
import { getNotice } from '#contract/notices/endpoints.ts'
import { invariantProblems } from '#server/invariants.ts'
import { goLive } from '#server/notices/going-live.ts'
import { hashOfText } from '#server/notices/live.ts'
import { phones } from '../support/demo-phones.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { noticeText } from './live-notices.ts'
import { act, aDraft, done } from './desk-work.ts'

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
const status = async (id: string) => (await test.client().call(getNotice, { params: { id } })).status
const publishAt = '2026-11-25T01:00:00.000Z'

async function scheduled(): Promise<string> {
  const [author, approver] = [await test.signIn(phones.officer), await test.signIn(phones.secondOfficer)]
  const id = await aDraft(author)
  await done(act(author, id, 'propose'))
  await done(act(approver, id, 'publish', { publishAt }))
  return id
}

describe('a notice that is scheduled', () => {
  it('is read from its hour on, not before, and its audience is told once', async () => {
    const id = await scheduled()
    test.clock.set('2026-11-25T00:59:59.999Z')
    expect([await goLive(test.deps), await status(id)]).toEqual([0, 404])
    test.clock.set(publishAt)
    expect([await goLive(test.deps), await goLive(test.deps), await status(id)]).toEqual([1, 0, 200])
    const sendings = await test.db.selectFrom('notice_sendings').select(['kind', 'number']).where('notice_id', '=', id).execute()
    const audited = await test.db.selectFrom('audit').select('action').where('subject', '=', `notice:${id}`).where('action', '=', 'notices.gone-live').execute()
    expect([sendings, audited.length]).toEqual([[{ kind: 'first', number: 1 }], 1])
  })

  it('comes also where another that is due cannot', async () => {
    const [broken, id] = [await scheduled(), await scheduled()]
    await test.db.updateTable('notice_versions').set({ text: '{"title":"坏了"}', publish_at: Date.parse(publishAt) - 1 }).where('notice_id', '=', broken).execute()
    test.clock.set(publishAt)
    expect([await goLive(test.deps), await status(broken), await status(id)]).toEqual([1, 404, 200])
  })

  it('comes once where several processes look at the same moment', async () => {
    const id = await scheduled()
    test.clock.set(publishAt)
    const published = await Promise.all(Array.from({ length: 6 }, () => goLive(test.deps)))
    expect([published.reduce((sum, one) => sum + one, 0), await status(id)]).toEqual([1, 200])
    expect((await test.db.selectFrom('notice_days').selectAll().where('day', '=', '2026-11-25').execute()).map(({ last }) => last)).toEqual([1])
  })

  it('does not come when it was taken off the plan before its hour', async () => {
    const id = await scheduled()
    await done(act(await test.signIn(phones.officer), id, 'unschedule', { reason: '再等等' }))
    test.clock.set(publishAt)
    expect([await goLive(test.deps), await status(id)]).toEqual([0, 404])
  })

  it('comes with all others that are due, in the order of their hours', async () => {
    const at = test.clock.now()
    for (let index = 0; index < 25; index += 1) {
      const text = JSON.stringify(noticeText({ title: `定时的通知 ${index}` }))
      await test.db.insertInto('notices').values({ id: `t${index}`, origin: 'content', state: 'unpublished', position: null, live_number: null, last_number: 1, title: '', document_number: null, issuer: '', category: '', written_on: null, published_on: null, valid_to: null, point: '', words: '', published_at: null, withdrawn_at: null, withdrawn_by: null, withdrawn_reason: null, created_by: null, created_at: at }).execute()
      await test.db.insertInto('notice_versions').values({ id: randomUUID(), notice_id: `t${index}`, number: 1, origin: 'content', state: 'scheduled', text, audience: JSON.stringify(everybody), hash: hashOfText(text), change_note: '', tells_readers: 0, revision: 1, saved_by: null, saved_at: at, proposed_by: null, proposed_at: null, published_by: null, published_at: null, publish_at: at + 1000 + index, sent_back_by: null, sent_back_reason: null }).execute()
    }
    test.clock.advance(2000)
    expect([await goLive(test.deps), await goLive(test.deps), await goLive(test.deps)]).toEqual([20, 5, 0])
    const rows = await test.db.selectFrom('notices').select('id').where('id', 'like', 't%').orderBy('position').execute()
    expect(rows.map(({ id }) => id)).toEqual(Array.from({ length: 25 }, (_, index) => `t${index}`))
  })
})
