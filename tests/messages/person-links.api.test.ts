// Links of messages about data subjects' requests open for whoever got them (pitfall C26).
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as accounts from '#contract/accounts/endpoints.ts'
import * as persons from '#contract/accounts/person-endpoints.ts'
import { messageValues, type MessageKind } from '#server/messages/texts.ts'
import { remindOfPersonRequests } from '#server/operations/person-reminders.ts'
import { asked, clearTheWay, closeAccount } from '../accounts/person-world.ts'
import type { Client } from '../support/api-client.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { phones } from '../support/demo-phones.ts'
import { opensFor, type Reader } from './opening.ts'

let test: TestApp
const readers = new Map<string, Reader>()
const seen = new Set<MessageKind>()
const people: Record<'clerk' | 'administrator' | 'officer' | 'second', Client> = {} as never
beforeAll(async () => {
  test = await buildTestApp()
  for (const [name, phone, duty] of [['clerk', phones.clerk, null], ['administrator', phones.administrator, null], ['officer', phones.officer, 'officer'], ['second', phones.secondOfficer, 'officer']] as const) {
    people[name] = await test.signIn(phone)
    readers.set((await people[name].call(accounts.getMe)).body.id, { client: people[name], duty })
  }
  await clearTheWay(test, phones.clerk)
})
afterAll(() => test.close())

const opens = (deed: () => Promise<unknown>) => opensFor({
  test, readers, seen,
  reads: {
    'me-data': (client) => client.call(persons.listMyRequests),
    'desk-person-requests': (client, params) => client.call(persons.getPersonRequest, { params }),
    'firm-members': (client, params) => client.call(accounts.listMembers, { params }),
  },
}, deed)

describe('every link opens', () => {
  it('from asking to the end of an account', async () => {
    const { clerk, officer, second } = people
    await opens(() => asked(clerk, { kind: 'copy' }))
    let id = ''
    await opens(async () => { id = (await asked(clerk, { kind: 'correct', words: '改' })).id })
    await opens(() => officer.call(persons.answerPersonRequest, { params: { id }, version: 1, body: { verdict: 'whole' } }))
    const request = await asked(clerk, { kind: 'delete', parts: ['account'] })
    await opens(() => officer.call(persons.answerPersonRequest, { params: { id: request.id }, version: 1, body: { verdict: 'whole' } }))
    await opens(() => second.call(persons.decidePersonRequest, { params: { id: request.id }, body: { verdict: 'refuse', reason: '再问问' } }))
    await opens(() => closeAccount(officer, second, request))
  })

  it('before and after the day', async () => {
    await asked(people.administrator, { kind: 'correct', words: '改' })
    for (const day of ['2026-12-10T02:00:00.000Z', '2026-12-15T02:00:00.000Z']) {
      test.clock.set(day)
      for (const phone of [phones.officer, phones.secondOfficer]) {
        const client = await test.signIn(phone)
        readers.set((await client.call(accounts.getMe)).body.id, { client, duty: 'officer' })
      }
      await opens(() => remindOfPersonRequests(test.deps))
    }
  })

  it('and no occasion was left out', () => {
    expect(Object.keys(messageValues).filter((kind) => kind.startsWith('person.') && !seen.has(kind as MessageKind))).toEqual([])
  })
})
