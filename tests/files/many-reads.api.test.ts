// An officer who opens very many files (abuse case 24): the others hear of it once, and the reads go on.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { getFile } from '#contract/files/endpoints.ts'
import { listMessages } from '#contract/messages/endpoints.ts'
import { allActors, type Actors } from '../support/actors.ts'
import type { Client } from '../support/api-client.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { submittedApplication } from '../support/applications.ts'
import { keepSessions } from '../support/stages.ts'
import { testStart } from '../support/test-clock.ts'

const minute = 60_000
let test: TestApp
let people: Actors
let fileId: string
let fresh: { restore(): Promise<void> }
beforeAll(async () => {
  test = await buildTestApp()
  people = await allActors(test)
  await keepSessions(test)
  const { papers } = await submittedApplication(people.clients.clerk, people.firmId, 'P08')
  fileId = papers[0]?.file.id ?? ''
  fresh = await test.snapshot()
})
beforeEach(async () => {
  await fresh.restore()
  test.clock.set(testStart)
})
afterAll(() => test.close())

async function read(client: Client, times: number): Promise<number[]> {
  const statuses: number[] = []
  for (let n = 0; n < times; n += 1) statuses.push((await client.call(getFile, { params: { id: fileId } })).status)
  return [...new Set(statuses)]
}
const lines = () => test.db.selectFrom('audit').select(['account_id', 'role', 'details']).where('action', '=', 'files.many-reads').execute()
async function warnings(client: Client): Promise<string[]> {
  await test.runWorker()
  return (await client.call(listMessages, { query: { limit: 100 } })).body.items.map(({ title }) => title).filter((title) => title.includes('打开了很多材料'))
}

describe('more than 200 files within ten minutes', () => {
  it('are two hundred without a word; the next one is in the audit and told to the other officers, once, and is read all the same', async () => {
    const { officer, secondOfficer, clerk } = people.clients
    expect(await read(officer, 200)).toEqual([200])
    expect([await lines(), await warnings(secondOfficer)]).toEqual([[], []])
    expect(await read(officer, 30)).toEqual([200])
    expect(await lines()).toMatchObject([{ role: 'officer', details: '{"reads":201,"minutes":10}' }])
    expect(await warnings(secondOfficer)).toEqual(['王倩短时间打开了很多材料'])
    expect([await warnings(officer), await warnings(clerk)]).toEqual([[], []])
    expect(await test.db.selectFrom('audit').select('id').where('action', '=', 'files.read').execute()).toHaveLength(230)
  }, 60_000)

  it('over a longer time are none of it, and after ten more minutes it is told again', async () => {
    const { officer, secondOfficer } = people.clients
    await read(officer, 150)
    test.clock.advance(10 * minute)
    await read(officer, 100)
    expect(await lines()).toHaveLength(0)
    await read(officer, 101)
    expect(await lines()).toHaveLength(1)
    test.clock.advance(10 * minute)
    await read(officer, 201)
    expect(await warnings(secondOfficer)).toHaveLength(2)
  }, 60_000)

  it('of a firm’s own are its own affair', async () => {
    expect(await read(people.clients.clerk, 205)).toEqual([200])
    expect(await lines()).toHaveLength(0)
  }, 60_000)
})
