// An assistant of one town helps the firms of that town; one of no town helps all of them.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { getApplication, listAssists, requestAssist, startAssist } from '#contract/subsidies/endpoints.ts'
import { allActors, type Actors } from '../support/actors.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { startDraft } from '../support/applications.ts'
import { askedCode, lettingIn } from '../support/assists.ts'
import { aUscc } from '../support/builders.ts'
import { phones } from '../support/demo-phones.ts'

let test: TestApp
let people: Actors
let fresh: { restore(): Promise<void> }
const firms = { own: { uscc: '', town: '' }, other: { uscc: '', town: '' } }
beforeAll(async () => {
  test = await buildTestApp()
  people = await allActors(test)
  const rows = await test.db.selectFrom('firms').select(['id', 'uscc', 'town']).execute()
  for (const row of rows) if (row.id === people.firmId) firms.own = row
  for (const row of rows) if (row.id === people.otherFirmId) firms.other = row
  fresh = await test.snapshot()
})
beforeEach(() => fresh.restore())
afterAll(() => test.close())

const assistant = () => people.clients.assistant
const setTown = (town: string | null) => test.db.updateTable('accounts').set({ town }).where('phone', '=', phones.assistant).execute()
const asks = (uscc: string, phone: string) => assistant().call(requestAssist, { body: { uscc, phone } })

describe('an assistant of a town', () => {
  it('in the demonstration is of firm A’s', async () => {
    expect(firms.own.town).not.toBe(firms.other.town)
    expect(await test.db.selectFrom('accounts').select('town').where('phone', '=', phones.assistant).executeTakeFirst()).toEqual({ town: firms.own.town })
  })

  it('is let in by its firms', async () => {
    expect(await lettingIn(assistant(), firms.own.uscc, phones.clerk)).toMatchObject({ town: firms.own.town, isRunning: true })
  })

  it('is told beside the code that a firm is of another town, and nothing is sent', async () => {
    const before = await test.db.selectFrom('sign_in_codes').select('id').execute()
    const refused = await asks(firms.other.uscc, phones.otherFirm)
    expect([refused.status, refused.error.fields]).toEqual([422, [{ field: 'uscc', reason: 'other-town', limit: firms.own.town }]])
    expect(await test.db.selectFrom('sign_in_codes').select('id').execute()).toEqual(before)
    // Of a firm nobody knows here nothing is said.
    expect((await asks(aUscc(91), phones.clerk)).status).toBe(202)
  })

  it('does not find out by asking on and on: what was refused stays counted', async () => {
    let last = 0
    for (let n = 0; n <= 30; n += 1) last = (await asks(firms.other.uscc, phones.otherFirm)).status
    expect(last).toBe(429)
  })

  it('is not let in with a code it got before it was given another town', async () => {
    await setTown(null)
    const code = await askedCode(assistant(), firms.other.uscc, phones.otherFirm)
    await setTown(firms.own.town)
    const refused = await assistant().call(startAssist, { body: { uscc: firms.other.uscc, phone: phones.otherFirm, code } })
    expect([refused.status, refused.error.fields?.[0]?.reason]).toEqual([422, 'other-town'])
    expect(await test.db.selectFrom('assists').select('id').execute()).toEqual([])
  })

  it('that is given another town is a stranger to the old one’s firms with the next request', async () => {
    const draft = await startDraft(people.clients.clerk, people.firmId, 'P06')
    await lettingIn(assistant(), firms.own.uscc, phones.clerk)
    expect((await assistant().call(getApplication, { params: { id: draft.id } })).status).toBe(200)
    await setTown(firms.other.town)
    expect((await assistant().call(getApplication, { params: { id: draft.id } })).status).toBe(404)
    expect((await assistant().call(listAssists, { query: {} })).body.items).toEqual([])
    // The firm sees who was there, and that it is over.
    expect((await people.clients.clerk.call(listAssists, { query: { firmId: people.firmId } })).body.items).toMatchObject([{ isRunning: false }])
  })

  it('without a town helps everywhere', async () => {
    await setTown(null)
    await lettingIn(assistant(), firms.own.uscc, phones.clerk)
    await lettingIn(assistant(), firms.other.uscc, phones.otherFirm)
    expect((await assistant().call(listAssists, { query: {} })).body.items.filter((one) => one.isRunning)).toHaveLength(2)
  })
})
