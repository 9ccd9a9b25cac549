// Pitfall C26 for consultations: every occasion there is happens once; each link is opened as whoever got it.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { addLeave, answerRevisit, getBooking, getQuestion, joinWaiting, listDeskBookings, listMyVisits, listWaiting } from '#contract/consultations/endpoints.ts'
import { getMe } from '#contract/accounts/endpoints.ts'
import { remindOfFollowUps } from '#server/consultations/follow-ups.ts'
import { remindOfQuestions } from '#server/consultations/question-reminders.ts'
import { remindOfBookings } from '#server/consultations/reminders.ts'
import { askRevisits } from '#server/consultations/revisits.ts'
import { passOnWaiting } from '#server/consultations/waiting-jobs.ts'
import { messageValues, type MessageKind } from '#server/messages/texts.ts'
import { act, arrived, asked, aRecord, dealtWith, done, save } from '../consultations/after.ts'
import { acted, at, booked, bookers, instant, slot, topic, type Bookers } from '../consultations/booking.ts'
import type { Client } from '../support/api-client.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { testStart } from '../support/test-clock.ts'
import { opensFor, type PageReads, type Reader } from './opening.ts'

let test: TestApp
let people: Bookers
let undo: { restore(): Promise<void> }
const readers = new Map<string, Reader>()
const seen = new Set<MessageKind>()
beforeAll(async () => {
  test = await buildTestApp()
  people = await bookers(test)
  const known: [Client, Reader['duty']][] = [[people.owner.client, null], [people.clerk.client, null], [people.stranger.client, null], [people.officer, 'officer'], [people.secondOfficer, 'officer'], [people.expert, 'expert'], [people.otherExpert, 'expert']]
  for (const [client, duty] of known) readers.set((await client.call(getMe)).body.id, { client, duty })
  undo = await test.snapshot()
}, 60_000)
beforeEach(async () => {
  await undo.restore()
  test.clock.set(testStart)
})
afterAll(() => test.close())

const reads: PageReads = {
  'consultation-booking': (client, params) => client.call(getBooking, { params }),
  visit: (client, params) => client.call(getBooking, { params }),
  visits: (client) => client.call(listMyVisits),
  // One page: the list, and beside it the one that was opened.
  'desk-consultations': (client, params, query) => (params.id === '' ? client.call(listDeskBookings, { query }) : client.call(getBooking, { params })),
  'consultation-question': (client, params) => client.call(getQuestion, { params }),
  'consultation-waiting': (client, _params, { firm = '' }) => client.call(listWaiting, { query: { firmId: firm } }),
}
const opens = (deed: () => Promise<unknown>) => opensFor({ test, readers, reads, seen }, deed)
const firm = () => people.clerk.client
const on = (day: string, clock: string) => test.clock.set(`${day}T${clock}:00.000+08:00`)
const because = { reason: '情况有变' }
const aBooking = (clock = '09:30') => booked(firm(), { firmId: people.firmId, slotId: slot(people.expertId, clock) })

describe('a link in a message opens for its reader', () => {
  it('booked by the firm, by an officer for it, confirmed', async () => {
    let id = ''
    await opens(async () => { id = (await aBooking()).id })
    await opens(() => booked(people.officer, { firmId: people.firmId, slotId: slot(people.expertId, '14:00') }))
    await opens(() => acted(people.expert, id, 'confirm'))
  })

  it.each(['firm', 'expert', 'officer'] as const)('moved and cancelled by the %s', async (side) => {
    const client = { firm: firm(), expert: people.expert, officer: people.officer }[side]
    const { id } = await aBooking()
    await opens(() => acted(client, id, 'reschedule', { ...because, slotId: slot(people.expertId, '14:00') }))
    await opens(() => acted(client, id, 'cancel', because))
  })

  it('given to another expert', async () => {
    const { id } = await aBooking()
    await opens(() => acted(people.officer, id, 'replace', { ...because, slotId: slot(people.otherExpertId, '09:30') }))
  })

  it('reminded a day and two hours before', async () => {
    await aBooking()
    for (const [day, clock] of [['2026-11-25', '10:00'], ['2026-11-26', '08:00']] as const) {
      on(day, clock)
      await opens(() => remindOfBookings(test.deps))
    }
  })

  it('nobody came, and could not', async () => {
    const [first, second] = [await aBooking(), await aBooking('14:00')]
    on('2026-11-26', '10:00')
    await opens(() => acted(people.expert, first.id, 'miss'))
    await opens(() => acted(people.expert, second.id, 'excuse', because))
  })

  it('a record with the firm, sent back, agreed to', async () => {
    const { id } = await arrived(test, people)
    await save(people.expert, id, aRecord(), 0)
    await opens(() => acted(people.expert, id, 'submit-record'))
    await opens(() => acted(firm(), id, 'return-record', because))
    await acted(people.expert, id, 'submit-record')
    await opens(() => acted(firm(), id, 'confirm-record'))
  })

  it('a follow-up of each side, and whether it helped', async () => {
    await done(test, people, { followUps: (['firm', 'expert', 'office'] as const).map((owner) => ({ id: owner, what: '交资料', owner, dueOn: '2026-12-10' })) })
    on('2026-12-08', '10:00')
    await opens(() => remindOfFollowUps(test.deps))
    await opens(() => askRevisits(test.deps))
    const [{ id } = { id: '' }] = await test.db.selectFrom('bookings').select('id').where('state', '=', 'done').execute()
    await opens(() => firm().call(answerRevisit, { params: { id }, body: { result: 'unsolved', words: '' } }))
  })

  it('an expert on leave', async () => {
    await aBooking()
    await opens(() => people.expert.call(addLeave, { params: { id: people.expertId }, body: { startsAt: instant('08:00'), endsAt: instant('18:00'), reason: '外出' } }))
  })

  it('a kept time offered, missed, and the end of waiting', async () => {
    // Nobody has hours but the one, on two days.
    const rules = JSON.stringify([{ weekdays: [4], from: '14:00', to: '15:00', validFrom: '2026-11-26', validTo: '2026-12-03', ways: ['office'], onMakeUpDays: false }])
    await test.db.updateTable('expert_profiles').set({ is_open: 0 }).where('account_id', '=', people.otherExpertId).execute()
    await test.db.updateTable('expert_profiles').set({ rules }).where('account_id', '=', people.expertId).execute()
    await opens(() => firm().call(joinWaiting, { body: { firmId: people.firmId, topic, way: 'office', fromDate: '2026-11-23', toDate: '2026-12-04', part: 'any' } }))
    for (let hours = 5; hours <= 20; hours += 5) {
      test.clock.set(new Date(Date.parse(testStart) + hours * 3_600_000).toISOString())
      await opens(() => passOnWaiting(test.deps))
    }
    test.clock.set(new Date(at('09:00', '2026-12-05')).toISOString())
    await opens(() => passOnWaiting(test.deps))
  })

  it('a written question: asked, given, due, late, answered', async () => {
    let id = ''
    await opens(async () => { id = (await asked(firm(), { firmId: people.firmId })).id })
    on('2026-11-30', '10:00')
    await opens(() => remindOfQuestions(test.deps))
    await opens(() => act(people.officer, id, 'assign', { expertId: people.expertId }))
    on('2026-12-02', '10:00')
    await opens(() => remindOfQuestions(test.deps))
    await opens(() => dealtWith(people.expert, id, 'answer', { answer: '先签保密协议。' }))
  })

  it('also the one to a question another expert has taken, or the firm has withdrawn', async () => {
    const { expert, otherExpert } = people
    for (const action of ['take', 'withdraw'] as const) {
      await opens(async () => {
        const { id } = await asked(firm(), { firmId: people.firmId })
        await dealtWith(action === 'take' ? otherExpert : firm(), id, action)
        expect((await expert.call(getQuestion, { params: { id } })).body.isElsewhere).toBe(true)
      })
    }
  })

  it('and no occasion was left out', () => {
    expect(Object.keys(messageValues).filter((kind) => kind.startsWith('consultation.') && !seen.has(kind as MessageKind))).toEqual([])
  })
})
