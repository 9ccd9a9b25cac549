// Promises A3 and A6 for what comes after a visit: each command fails at every statement and leaves all as it was; of two at once one is first.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { remindOfFollowUps, setFollowUp } from '#server/consultations/follow-ups.ts'
import { addRecordPhoto, removeRecordPhoto } from '#server/consultations/photos.ts'
import { actOnQuestion } from '#server/consultations/question-actions.ts'
import { remindOfQuestions } from '#server/consultations/question-reminders.ts'
import { askQuestion } from '#server/consultations/questions.ts'
import { answerRevisit, rateBooking } from '#server/consultations/ratings.ts'
import { sendRecordCode } from '#server/consultations/record-code.ts'
import { saveRecord } from '#server/consultations/record-service.ts'
import { askRevisits } from '#server/consultations/revisits.ts'
import type { Deps } from '#server/deps.ts'
import type { SignedIn } from '#server/http/route.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { failEverywhere, signedInAs } from '../support/fail-everywhere.ts'
import { testStart } from '../support/test-clock.ts'
import { act as actOn, aPhoto, aRecord, addPhoto, arrived, asked, codeFor, dealtWith, done, readRecord, recorded, save } from './after.ts'
import { act, bookers, read, topic, type Bookers } from './booking.ts'

let test: TestApp
let people: Bookers
let undo: { restore(): Promise<void> }
let firm: SignedIn
let expert: SignedIn
let officer: SignedIn
beforeAll(async () => {
  test = await buildTestApp()
  people = await bookers(test)
  firm = await signedInAs(test, people.owner.me.id)
  expert = await signedInAs(test, people.expertId)
  const { id } = await test.db.selectFrom('accounts').select('id').where('staff_role', '=', 'officer').orderBy('created_at').limit(1).executeTakeFirstOrThrow()
  officer = await signedInAs(test, id)
  undo = await test.snapshot()
})
beforeEach(async () => {
  await undo.restore()
  test.clock.set(testStart)
})
afterAll(() => test.close())

const asker = { ip: '127.0.0.1', requestId: 'r' }
const onDay = (day: string) => test.clock.set(`${day}T10:00:00.000+08:00`)
const question = async (state: 'open' | 'taken') => {
  const { id } = await asked(people.owner.client, { firmId: people.firmId })
  if (state === 'taken') await dealtWith(people.expert, id, 'take')
  return id
}
const deal = (deps: Deps, account: SignedIn, id: string, action: 'take' | 'assign' | 'answer' | 'withdraw') =>
  actOnQuestion(deps, account, { id, action, input: { expertId: people.expertId, answer: '先签保密协议。' }, key: 'k', bodyHash: 'h', requestId: 'r' })

/** By its name: what has to be there first, then the command. */
const commands: Record<string, () => Promise<(deps: Deps) => Promise<unknown>>> = {
  async 'writing the record'() {
    const { id } = await arrived(test, people)
    return (deps) => saveRecord(deps, expert, id, () => 0, aRecord(), 'r')
  },
  async 'hanging a photograph'() {
    const [{ id }, fileId] = [await arrived(test, people), await aPhoto(people.expert)]
    return (deps) => addRecordPhoto(deps, expert, id, fileId, 'r')
  },
  async 'taking a photograph away'() {
    const [{ id }, fileId] = [await arrived(test, people), await aPhoto(people.expert)]
    await addPhoto(people.expert, id, fileId)
    return (deps) => removeRecordPhoto(deps, expert, { id, fileId }, 'r')
  },
  async 'sending the code'() {
    const { id } = await recorded(test, people)
    return (deps) => sendRecordCode(deps, expert, id, asker)
  },
  async 'ticking a follow-up'() {
    const { id } = await done(test, people)
    return (deps) => setFollowUp(deps, firm, { id, followUpId: 'f1' }, true, 'r')
  },
  async rating() {
    const { id } = await done(test, people)
    return (deps) => rateBooking(deps, firm, id, { professional: 5, relevant: 5, solved: 5, words: '' }, 'r')
  },
  async 'saying whether it helped'() {
    const { id } = await done(test, people)
    return (deps) => answerRevisit(deps, officer, id, { result: 'solved', words: '' }, 'r')
  },
  'asking in writing': () => Promise.resolve((deps) => askQuestion(deps, firm, { input: { firmId: people.firmId, topic, text: '怎么办？' }, key: 'k', bodyHash: 'h', requestId: 'r' })),
  async 'taking a question'() {
    const id = await question('open')
    return (deps) => deal(deps, expert, id, 'take')
  },
  async 'giving a question'() {
    const id = await question('open')
    return (deps) => deal(deps, officer, id, 'assign')
  },
  async 'answering a question'() {
    const id = await question('taken')
    return (deps) => deal(deps, expert, id, 'answer')
  },
  async 'taking a question back'() {
    const id = await question('open')
    return (deps) => deal(deps, firm, id, 'withdraw')
  },
  async 'asking whether it helped'() {
    await done(test, people)
    onDay('2026-12-04')
    return askRevisits
  },
  async 'telling of a follow-up'() {
    await done(test, people)
    onDay('2026-12-10')
    return remindOfFollowUps
  },
  async 'telling of a question'() {
    await question('taken')
    onDay('2026-12-01')
    return remindOfQuestions
  },
}

describe('failing anywhere leaves all as it was', () => {
  it.each(Object.entries(commands))('%s', async (_, prepare) => {
    expect(await failEverywhere(test, await prepare())).toBeGreaterThan(2)
  }, 60_000)
})

describe('at once', () => {
  const statuses = (replies: { status: number }[]) => replies.map(({ status }) => status).sort()

  it('two phones write: one is first, the other hears of it', async () => {
    const { id } = await arrived(test, people)
    const replies = await Promise.all(['甲', '乙', '丙'].map((plan) => save(people.expert, id, aRecord({ plan }), 0)))
    expect(statuses(replies)).toEqual([200, 412, 412])
    expect((await readRecord(people.expert, id)).body).toMatchObject({ version: 1, plan: replies.find(({ status }) => status === 200)?.body.plan })
  })

  it('ten times the same record is one', async () => {
    const { id } = await arrived(test, people)
    expect(statuses(await Promise.all(Array.from({ length: 10 }, () => save(people.expert, id, aRecord(), 0))))).toEqual(Array.from({ length: 10 }, () => 200))
    expect((await readRecord(people.expert, id)).body).toMatchObject({ version: 1, followUps: [{}, {}] })
  })

  it('the firm taps, sends back, and the expert types the code: one of them', async () => {
    const { id } = await recorded(test, people)
    const code = await codeFor(people.expert, id)
    const replies = await Promise.all([act(people.owner.client, id, 'confirm-record'), act(people.clerk.client, id, 'return-record', { reason: '再改' }), act(people.expert, id, 'confirm-record', { code })])
    expect(statuses(replies)).toEqual([200, 409, 409])
    const [{ state, events }, record] = [await read(people.expert, id), (await readRecord(people.expert, id)).body]
    expect([state, record.state]).toEqual(state === 'done' ? ['done', 'confirmed'] : ['arrived', 'draft'])
    expect(events.filter(({ action }) => action === 'confirm-record' || action === 'return-record')).toHaveLength(1)
  })

  it('both experts take a question: one has it', async () => {
    const id = await question('open')
    const replies = await Promise.all([actOn(people.expert, id, 'take'), actOn(people.otherExpert, id, 'take')])
    expect(statuses(replies)).toEqual([200, 409])
  })

  it('it is answered by an officer and taken back by the firm: one of them', async () => {
    const id = await question('taken')
    const replies = await Promise.all([actOn(people.officer, id, 'answer', { answer: '答。' }), actOn(people.owner.client, id, 'withdraw'), actOn(people.expert, id, 'answer', { answer: '也答。' })])
    expect(statuses(replies)).toEqual([200, 409, 409])
  })

  it('many photographs stop at the number', async () => {
    const most = test.deps.content.consultations.limits.photos
    const { id } = await arrived(test, people)
    const first = await aPhoto(people.expert)
    const file = await test.db.selectFrom('files').selectAll().where('id', '=', first).executeTakeFirstOrThrow()
    const copies = Array.from({ length: most + 3 }, (_, index) => ({ ...file, id: `copy-${index}`, storage_key: `copy-${index}` }))
    await test.db.insertInto('files').values(copies).execute()
    const replies = await Promise.all(copies.map((copy) => addPhoto(people.expert, id, copy.id)))
    expect(replies.filter(({ status }) => status === 201)).toHaveLength(most)
    expect((await readRecord(people.expert, id)).body.photos).toHaveLength(most)
  })
})
