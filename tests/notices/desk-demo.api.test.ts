// What an officer finds in the demonstration: something to read, something to decide, something to go on writing.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { getNotice } from '#contract/notices/endpoints.ts'
import { allActors, type Actors } from '../support/actors.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { act, done, listGroup, readOpen } from './desk-work.ts'

let test: TestApp
let clients: Actors['clients']
beforeAll(async () => {
  test = await buildTestApp()
  clients = (await allActors(test)).clients
})
afterAll(() => test.close())

const isSample = ({ title }: { title: string }) => title.startsWith('（示例）')

describe('the demonstration’s notices', () => {
  it('one is out, was told to the firms it is for and read by one of them', async () => {
    const { items } = await listGroup(clients.officer, { group: 'live' })
    const [live, ...others] = items.filter(isSample)
    expect(others).toEqual([])
    expect(live).toMatchObject({ origin: 'desk', documentNumber: null, firms: 5, readFirms: 1, savedBy: '王倩' })
    const { body } = await test.client().call(getNotice, { params: { id: live?.id ?? '' } })
    expect([body.documentNumber, body.source]).toEqual([null, expect.stringContaining('不是真实文件')])
  })

  it('one waits for the first officer, who may publish it at once', async () => {
    const { items, counts } = await listGroup(clients.officer, { group: 'waiting' })
    expect([items.map(isSample), counts.waiting]).toEqual([[true], 1])
    expect((await listGroup(clients.secondOfficer, { group: 'waiting' })).counts.waiting).toBe(0)
    expect((await readOpen(clients.officer, items[0]?.id ?? '')).problems).toEqual([])
    expect((await done(act(clients.officer, items[0]?.id ?? '', 'publish'))).state).toBe('live')
  })

  it('one is being written, and says what it lacks', async () => {
    const { items } = await listGroup(clients.officer, { group: 'writing' })
    const draft = items.find(isSample)
    expect((await readOpen(clients.officer, draft?.id ?? '')).problems.filter(({ blocks }) => blocks).map(({ field }) => field)).toEqual(['points'])
  })
})
