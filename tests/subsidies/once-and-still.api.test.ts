// Taps that come twice, schemes that change, people who leave, and looking that changes nothing (pitfalls C17, C18, C21, C28).
import { randomUUID } from 'node:crypto'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { listMembers, removeMember } from '#contract/accounts/endpoints.ts'
import { markPresence } from '#contract/cases/endpoints.ts'
import { pathOf, type CaseAction } from '#contract/cases/workflow.ts'
import { getFile } from '#contract/files/endpoints.ts'
import { listMessages } from '#contract/messages/endpoints.ts'
import { getApplication, getApplicationForm, getProgramme, listApplications, listPayments, removePaperPage, saveAnswers, tickCorrection } from '#contract/subsidies/endpoints.ts'
import { loadContent } from '#server/content.ts'
import { matrix } from '../authorization/matrix.ts'
import { send } from '../authorization/send.ts'
import { buildWorld } from '../authorization/world.ts'
import { actors, allActors, type Actor, type Actors } from '../support/actors.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { act, readyDraft } from '../support/applications.ts'
import { everything } from '../support/everything.ts'
import { done, fieldItem, inputs, keepSessions, move, pageItem, stageKeeper, tickAll } from '../support/stages.ts'

let test: TestApp
let people: Actors
let id: string
let reach: (stage: string) => Promise<void>
beforeAll(async () => {
  test = await buildTestApp()
  people = await allActors(test)
  await keepSessions(test)
  id = (await readyDraft(people.clients.clerk, people.firmId, 'P05')).id
  const keeper = stageKeeper({ test, clients: people.clients, id }, pathOf(test.deps.content.programme('P05', '2026-11-23')?.steps ?? []))
  reach = (stage) => keeper.reach(stage)
  await reach('draft')
}, 120_000)
afterAll(() => test.close())

type Table = 'case_events' | 'recommendations' | 'payments' | 'publicities' | 'submissions'
async function countOf(table: Table): Promise<number> {
  return Number((await test.db.selectFrom(table).select((eb) => eb.fn.countAll<number>().as('n')).where('case_id', '=', id).executeTakeFirstOrThrow()).n)
}

describe('five fast taps, and a resend (pitfall C17)', () => {
  const deeds: [action: CaseAction, stage: string, actor: Actor, leaves: Table | undefined][] = [
    ['submit', 'draft', 'clerk', 'submissions'], ['recommend', 'accepted', 'officer', 'recommendations'], ['return', 'accepted', 'officer', undefined], ['resubmit', 'returned from accepted', 'clerk', 'submissions'],
    ['approve', 'reviewing', 'secondOfficer', undefined], ['publicise', 'approved', 'officer', 'publicities'], ['pay', 'publicity over', 'officer', 'payments'],
    ['payment-failed', 'paid', 'officer', 'payments'], ['archive', 'paid', 'officer', undefined],
  ]

  it.each(deeds)('%s with one key is one effect and one answer', async (action, stage, actor, leaves) => {
    await reach(stage)
    const before = { events: await countOf('case_events'), left: leaves ? await countOf(leaves) : 0 }
    const tap = () => act(people.clients[actor], id, action, inputs[action], 'one-tap')
    const replies = [...(await Promise.all(Array.from({ length: 5 }, tap))), await tap()]
    expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([200]))
    expect(new Set(replies.map(({ bytes }) => Buffer.from(bytes).toString())).size).toBe(1)
    expect(await countOf('case_events')).toBe(before.events + 1)
    if (leaves) expect(await countOf(leaves)).toBe(before.left + 1)
  })

  it.each(deeds)('%s with a key each is one effect; the others are told that it is done', async (action, stage, actor, leaves) => {
    await reach(stage)
    const before = { events: await countOf('case_events'), left: leaves ? await countOf(leaves) : 0 }
    const replies = await Promise.all(Array.from({ length: 5 }, () => act(people.clients[actor], id, action, inputs[action])))
    expect(replies.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409, 409])
    expect(new Set(replies.filter(({ status }) => status === 409).map(({ error }) => error.code))).toEqual(new Set(['cases.wrong-state']))
    expect(await countOf('case_events')).toBe(before.events + 1)
    if (leaves) expect(await countOf(leaves)).toBe(before.left + 1)
  })
})

describe('a scheme that changed after it was handed in (pitfall C18)', () => {
  it('changes no sum, no condition and no form of the case: officers, list and payment go by what was submitted', async () => {
    await reach('accepted')
    const submitted = await done(people.clients.officer.call(getApplication, { params: { id } }))
    const formThen = Buffer.from((await people.clients.officer.call(getApplicationForm, { params: { id } })).bytes)
    const folder = mkdtempSync(join(tmpdir(), 'zqt-scheme-'))
    try {
      cpSync('content/huantai', folder, { recursive: true })
      const file = join(folder, 'subsidies/P05.json')
      const scheme = JSON.parse(readFileSync(file, 'utf8')) as { title: string; amount: object; steps: { workdays: number }[] }
      writeFileSync(file, JSON.stringify({ ...scheme, title: '改了名的奖励', amount: { ...scheme.amount, percent: 50 }, steps: scheme.steps.map((step) => ({ ...step, workdays: 9 })) }))
      Object.assign(test.deps, { content: loadContent(folder, { demo: true }) })
      expect((await done(people.clients.clerk.call(getProgramme, { params: { id: 'P05' } }))).title).toBe('改了名的奖励')

      const seen = await done(people.clients.officer.call(getApplication, { params: { id } }))
      expect([seen.amount, seen.conditions, seen.programme, seen.programmeTitle, seen.due]).toEqual([submitted.amount, submitted.conditions, submitted.programme, submitted.programmeTitle, submitted.due])
      expect(Buffer.from((await people.clients.officer.call(getApplicationForm, { params: { id } })).bytes).equals(formThen)).toBe(true)
      const scene = { clients: people.clients, id }
      const recommended = await move(scene, 'officer', 'recommend')
      expect(recommended.recommendation).toMatchObject({ amountFen: submitted.amount.amountFen, computedFen: submitted.amount.amountFen, amountReason: null })
      expect((await move(scene, 'secondOfficer', 'approve')).approvedFen).toBe(submitted.amount.amountFen)
      expect((await move(scene, 'officer', 'publicise')).publicity).toMatchObject({ workdays: 5, endsOn: '2026-11-30' })
      test.clock.set('2026-12-01T02:08:00.000Z')
      const due = await done(people.clients.officer.call(listPayments, { query: { programmeId: 'P05' } }))
      expect(due.items.find((item) => item.id === id)).toMatchObject({ approvedFen: submitted.amount.amountFen, title: submitted.programmeTitle })
    } finally {
      Object.assign(test.deps, { content: loadContent('content/huantai', { demo: true }) })
      rmSync(folder, { recursive: true, force: true })
    }
  })
})

describe('a clerk who leaves in the middle of a correction (pitfall C21)', () => {
  it('is out with the next request, in every window; the administrator goes on where it was left', async () => {
    await reach('accepted')
    const { administrator, clerk, officer } = people.clients
    const page = (await done(officer.call(getApplication, { params: { id } }))).papers[0]
    await move({ clients: people.clients, id }, 'officer', 'return', { items: [fieldItem('contactName'), pageItem(page?.paperId ?? '', page?.file.id ?? '')] })
    const mine = await done(clerk.call(getApplication, { params: { id } }))
    const saved = await done(clerk.call(saveAnswers, { params: { id }, version: mine.version, body: { answers: { contactName: '周接手' } } }))
    const [field, paper] = mine.correction?.items ?? []
    await done(clerk.call(tickCorrection, { params: { id, itemId: field?.id ?? '' }, body: { done: true } }))
    const otherWindow = clerk.copy()

    const firm = { id: people.firmId }
    const { items } = await done(administrator.call(listMembers, { params: firm }))
    const memberId = items.find(({ role, state }) => role === 'clerk' && state === 'active')?.id ?? ''
    await done(administrator.call(removeMember, { params: { ...firm, memberId } }), 204)
    const before = await everything(test)
    for (const person of [clerk, otherWindow]) {
      const replies = [
        await person.call(getApplication, { params: { id } }), await person.call(getApplicationForm, { params: { id } }), await person.call(listApplications, { query: { firmId: people.firmId } }),
        await person.call(getFile, { params: { id: page?.file.id ?? '' } }), await person.call(markPresence, { params: { id }, body: { doing: 'editing' } }),
        await person.call(saveAnswers, { params: { id }, version: saved.version, body: { answers: { contactName: '还想改' } } }),
        await person.call(tickCorrection, { params: { id, itemId: paper?.id ?? '' }, body: { done: true, reply: '还想勾' } }),
        await person.call(removePaperPage, { params: { id, pageId: page?.id ?? '' } }), await act(person, id, 'resubmit', { statement: true }), await act(person, id, 'withdraw'),
      ]
      expect(replies.map(({ status }) => status)).toEqual(replies.map(() => 404))
    }
    expect(await everything(test)).toBe(before)

    const taken = await done(administrator.call(getApplication, { params: { id } }))
    expect([taken.answers.contactName, taken.correction?.items.map(({ doneAt, doneBy }) => [doneAt !== null, doneBy])]).toEqual(['周接手', [[true, '李敏'], [false, null]]])
    await done(administrator.call(tickCorrection, { params: { id, itemId: paper?.id ?? '' }, body: { done: true, reply: '原件就是这样' } }))
    expect((await done(act(administrator, id, 'resubmit', { statement: true }))).state).toBe('accepted')
  })

  it('hears nothing more of the case, not even what was on its way', async () => {
    await reach('accepted')
    const { administrator, clerk } = people.clients
    await test.runWorker()
    const titles = async () => (await done(clerk.call(listMessages, { query: { limit: 100 } }))).items.map(({ title }) => title)
    const before = await titles()
    await move({ clients: people.clients, id }, 'officer', 'return')
    const firm = { id: people.firmId }
    const { items } = await done(administrator.call(listMembers, { params: firm }))
    await done(administrator.call(removeMember, { params: { ...firm, memberId: items.find(({ role, state }) => role === 'clerk' && state === 'active')?.id ?? '' } }), 204)
    await tickAll({ clients: { ...people.clients, clerk: administrator }, id })
    await act(administrator, id, 'resubmit', { statement: true })
    await test.runWorker()
    expect((await titles()).filter((title) => !before.includes(title))).toEqual(['您已不再替桓台苇畔新材料有限公司办事'])
  })
})

const lookers = ['clerk', 'officer'] as const satisfies readonly Actor[]

describe('looking', () => {
  it('changes nothing, at any address, for anybody, sent as often as you like (pitfall C28)', async () => {
    const other = await buildTestApp()
    try {
      const world = await buildWorld(other)
      const beginning = await other.snapshot()
      const reading = matrix.filter(({ route }) => /^(GET|HEAD|OPTIONS) /.test(route))
      expect(reading.length).toBeGreaterThan(25)
      for (const stage of [undefined, ...new Set(reading.flatMap(({ before }) => (before ? [before] : [])))]) {
        await beginning.restore()
        await stage?.(world)
        const before = await everythingButLines(other)
        // Twice and by everybody at the stage a reading is about, once by a firm and an officer at every other. Tables and PDFs take their time to make: once a person, at their stage.
        const isHeavy = (route: string) => /\.(pdf|xlsx)$/.test(route)
        const asked = reading.filter((row) => !isHeavy(row.route) || row.before === stage)
        for (const row of asked) for (const actor of row.before === stage ? actors : lookers) for (let n = 0; n < (isHeavy(row.route) || row.before !== stage ? 1 : 2); n += 1) await send(world.clients[actor], row, row.request(world))
        expect(await everythingButLines(other)).toBe(before)
      }
    } finally {
      await other.close()
    }
  }, 300_000)

  it('at the address of a move does not move: it is nowhere', async () => {
    await reach('submitted')
    const before = await everything(test)
    for (const action of ['withdraw', 'accept', 'refuse'] as const) {
      for (const method of ['GET', 'HEAD']) {
        for (const actor of ['clerk', 'officer', 'anonymous'] as const) {
          const reply = await people.clients[actor].request(method, `/api/subsidies/applications/${id}/actions/${action}`, { headers: { 'idempotency-key': randomUUID() } })
          expect(reply.status, `${method} ${action} ${actor}`).toBe(404)
        }
      }
    }
    expect(await everything(test)).toBe(before)
  })
})

/** Who read what is written down (files, forms, the finance office's list, who saw a firm's wish for a loan); nothing else is. */
async function everythingButLines(app: TestApp): Promise<string> {
  return (await everything(app)).split('\n').filter((line) => !line.startsWith('done ') && !line.startsWith('financing_views ')).join('\n')
}
