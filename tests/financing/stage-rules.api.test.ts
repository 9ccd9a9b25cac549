// What must hold of loans at any moment, and that it would be found where it does not; whatever is typed at a stage, nothing falls over and nothing unwritable is kept.
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { LeadActionInput } from '#contract/financing/lead-schema.ts'
import type { LeadAction, LeadState } from '#contract/financing/workflow.ts'
import { applyForSubsidy, rateLead } from '#contract/financing/request-endpoints.ts'
import { openTerms } from '#server/financing/sealed.ts'
import { invariantProblems } from '#server/invariants.ts'
import { badValues, poison } from '../house/bad-inputs.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { testStart } from '../support/test-clock.ts'
import { aLead, brought, lenders, move, moved, stageBody, type Lead, type Lenders } from './lending.ts'

let test: TestApp
let people: Lenders
let lead: Lead
let fresh: { restore(): Promise<void> }
beforeAll(async () => {
  test = await buildTestApp()
  people = await lenders(test)
  lead = await aLead(people)
  fresh = await test.snapshot()
})
beforeEach(async () => {
  test.clock.set(testStart)
  await fresh.restore()
})
afterAll(() => test.close())

describe('what must hold', () => {
  it('holds at every stage, after a dispute, a failure, a settlement, a rating and a subsidy', async () => {
    const states: LeadState[] = ['taken', 'due-diligence', 'approved', 'signed', 'registered', 'lent', 'disbursed', 'settled']
    for (const [index, state] of states.entries()) {
      if (index > 0) await brought(people, lead.leadId, state, states[index - 1])
      if (state === 'lent') {
        await moved(people.owner.client, lead.leadId, 'dispute', stageBody('dispute', people))
        expect(await invariantProblems(test.db)).toEqual([])
        await moved(people.bank, lead.leadId, 'lend', stageBody('lend', people))
      }
      if (state === 'disbursed') {
        expect((await people.owner.client.call(rateLead, { params: { id: lead.leadId }, body: { speed: 5, attitude: 5, result: 5, words: '' } })).status).toBe(200)
        expect((await people.owner.client.call(applyForSubsidy, { params: { id: lead.leadId } })).status).toBe(200)
      }
      expect(await invariantProblems(test.db), state).toEqual([])
    }
    await fresh.restore()
    await brought(people, lead.leadId, 'registered', 'taken')
    await moved(people.bank, lead.leadId, 'fail', { ...stageBody('fail', people), releasedOn: '2026-11-23' })
    expect(await invariantProblems(test.db)).toEqual([])
  })

  it.each([
    ['loans paid out without a registration, or before it', "update financing_leads set registered_right_ids = '[]'"],
    ['loans whose days are not in order', "update financing_leads set matures_on = '2026-11-23'"],
    ['leads without what their stage has brought, or with what comes later', 'update financing_leads set confirmed_at = null'],
    ['registered loans whose rights are not pledged with their number', "update rights set pledge = 'none'"],
    ['registered loans of which a right is gone', "update financing_leads set registered_right_ids = '[\"6f1f7d3e-0000-4000-8000-000000000000\"]'"],
    ['pledges released although nothing was settled and nothing failed, or the other way round', "update financing_leads set released_on = '2026-11-23'"],
    ['ratings of a bank that has done nothing yet', "update financing_leads set state = 'registered', lent_on = null, matures_on = null, confirmed_at = null"],
  ])('%s: would be found', async (what, harm) => {
    await brought(people, lead.leadId, 'disbursed', 'taken')
    await people.owner.client.call(rateLead, { params: { id: lead.leadId }, body: { speed: 5, attitude: 5, result: 5, words: '' } })
    await sql.raw(`${harm} ${harm.includes('update rights') ? `where id = '${people.rightId}'` : `where id = '${lead.leadId}'`}`).execute(test.db)
    expect((await invariantProblems(test.db)).map((line) => line.replace(/^\d+ /, ''))).toContain(what)
  })
})

const stages: readonly [LeadAction, LeadState, (keyof LeadActionInput)[]][] = [
  ['approve', 'taken', ['amount', 'rate', 'months']], ['sign', 'approved', ['contractNumber', 'on']], ['register', 'signed', ['registrationNumber', 'on', 'rightIds']],
  ['lend', 'registered', ['amount', 'on', 'maturesOn']], ['dispute', 'lent', ['reason']], ['settle', 'disbursed', ['on', 'releasedOn']], ['fail', 'registered', ['reason', 'code', 'releasedOn']],
]
const isPoison = (value: unknown) => poison.some(([, text]) => text === value)

describe('whatever is typed', () => {
  it.each(stages)('%s at %s is answered in our words, and keeps nothing that cannot be written down', async (action, state, fields) => {
    await brought(people, lead.leadId, state, 'taken')
    const there = await test.snapshot()
    for (const field of fields) {
      for (const [what, value] of badValues(2000)) {
        const body = { ...stageBody(action, people), ...(action === 'fail' ? { releasedOn: '2026-11-23' } : {}), [field]: value } as LeadActionInput
        const reply = await move(action === 'dispute' ? people.owner.client : people.bank, lead.leadId, action, body)
        expect([200, 409, 422, 400], `${field}: ${what}: ${JSON.stringify(reply.error)}`).toContain(reply.status)
        if (reply.status !== 200) continue
        expect(isPoison(value), `${field}: ${what}`).toBe(false)
        const row = await test.db.selectFrom('financing_leads').selectAll().where('id', '=', lead.leadId).executeTakeFirstOrThrow()
        expect(JSON.stringify({ ...row, terms: openTerms(test.deps.config.secret, row) })).not.toMatch(/\\u0000|\\ud[89a-f]|\ufffd|[\u0001-\u0008]/i)
        await there.restore()
      }
    }
  })
})
