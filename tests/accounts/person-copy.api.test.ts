// A copy: one's own at once, for a week, and nothing of others.
import { unzipSync } from 'fflate'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import * as accounts from '#contract/accounts/endpoints.ts'
import * as endpoints from '#contract/accounts/person-endpoints.ts'
import type { Client } from '../support/api-client.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { aPhone } from '../support/builders.ts'
import { phones } from '../support/demo-phones.ts'
import { testStart } from '../support/test-clock.ts'
import { asked } from './person-world.ts'

const canary = { name: '芦花钩', phone: aPhone(41) }
let test: TestApp
let fresh: { restore(): Promise<void> }
let person: Client
beforeAll(async () => {
  test = await buildTestApp()
  person = await test.signIn(phones.administrator)
  const me = (await person.call(accounts.getMe)).body
  // Somebody asks to join: the administrator is told the name and a part of the number.
  const newcomer = await test.signIn(canary.phone)
  await newcomer.call(accounts.updateMe, { body: { name: canary.name } })
  await newcomer.call(accounts.askToJoin, { params: { id: me.firms[0]?.id ?? '' }, body: { note: `打我电话 ${canary.phone}` } })
  await test.runWorker()
  fresh = await test.snapshot()
})
beforeEach(async () => {
  await fresh.restore()
  test.clock.set(testStart)
})
afterAll(() => test.close())

interface Copy { names: string[]; page: string; json: { number: string; sections: Record<string, Record<string, string>[]> } }
async function take(client: Client): Promise<Copy> {
  const { id } = await asked(client, { kind: 'copy' })
  const { status, bytes, headers } = await client.call(endpoints.getPersonCopy, { params: { id } })
  expect(status).toBe(200)
  expect(headers['content-type']).toBe('application/zip')
  expect(headers['cache-control']).toBe('private, no-store')
  const entries = unzipSync(bytes)
  const text = (name: string) => Buffer.from(entries[name] ?? new Uint8Array()).toString('utf8')
  return { names: Object.keys(entries), page: text('个人信息副本.html'), json: JSON.parse(text('个人信息副本.json')) as Copy['json'] }
}

describe('a copy', () => {
  it('is there at once, with a page to read and the same as JSON, under names of ours', async () => {
    const { names, page, json } = await take(person)
    expect(names).toEqual(['个人信息副本.html', '个人信息副本.json'])
    expect(json.number).toBe('HT2026-GX-0001')
    expect(json.sections['账号']).toMatchObject([{ 姓名: '周建国', 手机号: phones.administrator }])
    for (const title of ['替哪些企业办事', '同意记录', '站内消息', '登录和操作日志', '属于企业的，不在这份副本里']) {
      expect(json.sections[title]?.length, title).toBeGreaterThan(0)
      expect(page).toContain(`<h2>${title}</h2>`)
    }
    expect(page).not.toMatch(/<script/i)
  })

  it('says nothing of others: names and numbers are masked', async () => {
    const { page, json } = await take(person)
    const text = page + JSON.stringify(json)
    expect(text).toContain('芦*想加入')
    for (const mark of [canary.name, canary.phone, `${canary.phone.slice(0, 3)}****${canary.phone.slice(-4)}`]) expect(text).not.toContain(mark)
    const others = await test.db.selectFrom('accounts').select(['name', 'phone']).where('phone', '<>', phones.administrator).execute()
    for (const { name, phone } of others) {
      expect(text.includes(phone), phone).toBe(false)
      if (name.length > 1) expect(text.includes(name), name).toBe(false)
    }
  })

  it('shows words as words', async () => {
    await person.call(accounts.updateMe, { body: { name: '<b>周</b>&"' } })
    expect((await take(person)).page).toContain('&lt;b&gt;周&lt;/b&gt;&amp;&quot;')
  })

  it('is fetched for seven days, with a fresh code, by nobody else', async () => {
    const { id, copyUntil } = await asked(person, { kind: 'copy' })
    expect(copyUntil).toBe('2026-11-30T16:00:00.000Z')
    const clerk = await test.signIn(phones.clerk)
    expect((await clerk.call(endpoints.getPersonCopy, { params: { id } })).status).toBe(404)
    test.clock.set('2026-11-30T15:59:59.000Z')
    const later = await test.signIn(phones.administrator)
    expect((await later.call(endpoints.getPersonCopy, { params: { id } })).status).toBe(200)
    test.clock.advance(1_000)
    expect((await later.call(endpoints.getPersonCopy, { params: { id } })).error.code).toBe('accounts.copy-over')
    const { id: newer } = await asked(later, { kind: 'copy' })
    test.clock.advance(3_600_000)
    expect((await later.call(endpoints.getPersonCopy, { params: { id: newer } })).error.code).toBe('accounts.fresh-code-needed')
    const correction = await asked(later, { kind: 'correct', words: '改' })
    expect((await later.call(endpoints.getPersonCopy, { params: { id: correction.id } })).error.code).toBe('accounts.request-state')
  })

  it('is there for staff too, and leaves a line each time', async () => {
    const expert = await test.signIn(phones.expert)
    const { json } = await take(expert)
    expect(json.sections['您写的话']).toEqual(expect.arrayContaining([expect.objectContaining({ 是什么: '专家资料' })]))
    const lines = await test.db.selectFrom('audit').select('action').where('action', 'in', ['persons.ask-copy', 'persons.copy']).orderBy('id').execute()
    expect(lines.map(({ action }) => action)).toEqual(['persons.ask-copy', 'persons.copy'])
  })
})
