import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { signIn } from '#contract/accounts/endpoints.ts'
import { addPaperPage, endAssist, getApplication, removePaperPage, requestAssistSubmit, saveAnswers } from '#contract/subsidies/endpoints.ts'
import type { Assist } from '#contract/subsidies/assist.ts'
import type { Application } from '#contract/subsidies/schema.ts'
import { allActors, type Actors } from '../support/actors.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { act, aPicture, readyDraft, startDraft } from '../support/applications.ts'
import { askedCode, handIn, lettingIn, submitCode } from '../support/assists.ts'
import { phones } from '../support/demo-phones.ts'
import { uploadFile } from '../support/upload.ts'

let test: TestApp
let people: Actors
let restore: () => Promise<void>
let uscc: string
let assist: Assist
/** Filled in by the assistant, complete. */
let draft: Application
const names = { assistant: '', clerk: '' }

beforeAll(async () => {
  test = await buildTestApp()
  people = await allActors(test)
  uscc = (await test.db.selectFrom('firms').select('uscc').where('id', '=', people.firmId).executeTakeFirstOrThrow()).uscc
  const nameOf = async (phone: string) => (await test.db.selectFrom('accounts').select('name').where('phone', '=', phone).executeTakeFirstOrThrow()).name
  names.assistant = await nameOf(phones.assistant)
  names.clerk = await nameOf(phones.clerk)
  assist = await lettingIn(assistant(), uscc, phones.clerk)
  draft = (await assistant().call(getApplication, { params: { id: (await readyDraft(assistant(), people.firmId, 'P07')).id } })).body
  restore = (await test.snapshot()).restore
}, 60_000)
beforeEach(async () => {
  await restore()
  test.clock.set('2026-11-23T02:08:00.000Z')
})
afterAll(() => test.close())

const assistant = () => people.clients.assistant.copy()
const clerk = () => people.clients.clerk.copy()
const read = async () => (await clerk().call(getApplication, { params: { id: draft.id } })).body
const wrongFor = (code: string) => (code === '111111' ? '222222' : '111111')

describe('the firm hands in what an assistant filled in', () => {
  it('on its own phone: the history says who typed and who confirmed', async () => {
    expect(Object.values((await read()).origins)).toContainEqual(expect.objectContaining({ from: 'assistant', of: names.assistant }))
    // What the firm's own profile gave was not typed by anybody.
    expect((await read()).origins['companyName']).toMatchObject({ from: 'firm' })
    const submitted = await act(clerk(), draft.id, 'submit', { statement: true })
    expect(submitted.status, JSON.stringify(submitted.error)).toBe(200)
    expect(submitted.body.submittedBy).toBe(names.clerk)
    expect(submitted.body.events.at(-1)).toMatchObject({ action: 'submit', actor: 'firm', actorName: names.clerk, note: `由镇办专员 ${names.assistant} 代填，企业 ${names.clerk} 确认提交` })
  })

  it('on the assistant’s phone by a code: as the member who read it out', async () => {
    const submitted = await handIn(assistant(), draft, await submitCode(assistant(), draft.id))
    expect(submitted.status, JSON.stringify(submitted.error)).toBe(200)
    expect(submitted.body.number).toMatch(/^\w+-\w+-\d+$/)
    const seen = await read()
    expect(seen).toMatchObject({ state: 'submitted', number: submitted.body.number, submittedBy: names.clerk })
    expect(seen.events.at(-1)?.note).toBe(`由镇办专员 ${names.assistant} 代填，企业 ${names.clerk} 确认提交（短信码确认，在镇办专员 ${names.assistant} 的手机上）`)
    const lines = await test.db.selectFrom('audit').select(['role', 'action', 'account_id']).where('subject', '=', `case:${draft.id}`).where('action', 'in', ['subsidies.submit', 'subsidies.submit-assisted']).orderBy('id').execute()
    expect(lines.map((line) => `${line.role} ${line.action}`)).toEqual(['assistant subsidies.submit-assisted', 'firm subsidies.submit'])
    expect(new Set(lines.map((line) => line.account_id)).size).toBe(2)
  })

  it('what it typed itself says nothing of an assistant', async () => {
    const own = await readyDraft(clerk(), people.firmId, 'P05')
    const submitted = await act(clerk(), own.id, 'submit', { statement: true })
    expect(submitted.body.events.at(-1)?.note).toBeNull()
  })

  it('after that the assistant sees it no more, and takes no action', async () => {
    await handIn(assistant(), draft, await submitCode(assistant(), draft.id))
    expect((await assistant().call(getApplication, { params: { id: draft.id } })).status).toBe(404)
    expect((await assistant().call(saveAnswers, { params: { id: draft.id }, version: draft.version, body: { answers: { contactName: '别人' } } })).status).toBe(404)
    for (const action of ['withdraw', 'accept', 'approve'] as const) expect((await act(assistant(), draft.id, action, { reason: '理由' })).status).toBe(404)
  })

  it('the reply shows no account in full', async () => {
    const account = (await read()).answers['bankAccountNo']
    const submitted = await handIn(assistant(), draft, await submitCode(assistant(), draft.id))
    if (typeof account === 'string') expect(JSON.stringify(submitted.body)).not.toContain(account)
    expect(submitted.body.actions).toEqual([])
  })
})

describe('the second code', () => {
  it('names scheme, sum and version', async () => {
    const sent: Record<string, string>[] = []
    const { sms } = test.deps
    test.deps.sms = { showsCode: true, sendCode: (phone, _code, _reference, text) => { sent.push({ phone, ...text?.params }); return Promise.resolve() } }
    await submitCode(assistant(), draft.id)
    test.deps.sms = sms
    expect(sent).toEqual([{ phone: phones.clerk, who: names.assistant, title: draft.programmeTitle, amount: expect.any(String), version: String(draft.version) }])
  })

  it('says so when the message did not leave', async () => {
    const { sms } = test.deps
    test.deps.sms = { showsCode: false, sendCode: () => Promise.reject(new Error('gateway down')) }
    expect((await assistant().call(requestAssistSubmit, { params: { id: draft.id } })).status).toBe(503)
    test.deps.sms = sms
  })

  it('is refused when it is wrong, five times, and then also when it is right', async () => {
    const code = await submitCode(assistant(), draft.id)
    for (let left = 4; left > 0; left -= 1) expect((await handIn(assistant(), draft, wrongFor(code))).error).toMatchObject({ code: 'accounts.code-wrong', details: { left } })
    expect((await handIn(assistant(), draft, wrongFor(code))).error.code).toBe('accounts.code-expired')
    expect((await handIn(assistant(), draft, code)).error.code).toBe('accounts.code-expired')
    expect((await read()).state).toBe('draft')
  })

  it('is refused after ten minutes', async () => {
    const code = await submitCode(assistant(), draft.id)
    test.clock.advance(600_000)
    expect((await handIn(assistant(), draft, code)).error.code).toBe('accounts.code-expired')
  })

  it('is another than the one for letting in, and than one for signing in', async () => {
    const forLettingIn = await askedCode(assistant(), uscc, phones.clerk)
    expect((await handIn(assistant(), draft, forLettingIn)).error.code).toBe('accounts.code-expired')
    const code = await submitCode(assistant(), draft.id)
    expect((await test.client().call(signIn, { body: { phone: phones.clerk, code, consentVersion: 'test' } })).status).toBe(422)
  })

  it('of another application does not hand in this one', async () => {
    const other = await startDraft(clerk(), people.firmId, 'P05')
    const code = await submitCode(assistant(), other.id)
    expect((await handIn(assistant(), draft, code)).error.code).toBe('accounts.code-expired')
  })

  it('does not hand in answers that changed after it was sent', async () => {
    const code = await submitCode(assistant(), draft.id)
    const changed = await assistant().call(saveAnswers, { params: { id: draft.id }, version: draft.version, body: { answers: { contactName: '别人' } } })
    expect((await handIn(assistant(), draft, code)).status).toBe(412)
    expect((await handIn(assistant(), changed.body, code)).status).toBe(412)
    expect((await read()).state).toBe('draft')
  })

  it('does not hand in papers that changed after it was sent', async () => {
    const code = await submitCode(assistant(), draft.id)
    const [page] = draft.papers
    const fileId = await uploadFile(assistant(), { bytes: await aPicture(), type: 'image/png', firmId: people.firmId, purpose: 'paper' })
    expect((await assistant().call(addPaperPage, { params: { id: draft.id }, body: { paperId: page?.paperId ?? '', fileId } })).status).toBe(201)
    expect((await handIn(assistant(), draft, code)).status).toBe(412)
    expect((await read()).state).toBe('draft')
  })

  it('does not hand in what lost a paper meanwhile', async () => {
    const code = await submitCode(assistant(), draft.id)
    await clerk().call(removePaperPage, { params: { id: draft.id, pageId: draft.papers[0]?.id ?? '' } })
    expect((await handIn(assistant(), draft, code)).status).toBe(412)
  })

  it('hands in nothing that is incomplete, and stays good', async () => {
    const own = await startDraft(assistant(), people.firmId, 'P05')
    const reply = await handIn(assistant(), own, await submitCode(assistant(), own.id))
    expect([reply.status, reply.error.code]).toEqual([422, 'subsidies.incomplete'])
  })

  it('is not asked for without help that runs', async () => {
    await clerk().call(endAssist, { params: { id: assist.id } })
    expect((await assistant().call(requestAssistSubmit, { params: { id: draft.id } })).status).toBe(404)
  })

  it('hands in nothing once the help has ended', async () => {
    const code = await submitCode(assistant(), draft.id)
    await clerk().call(endAssist, { params: { id: assist.id } })
    expect((await handIn(assistant(), draft, code)).status).toBe(404)
    expect((await read()).state).toBe('draft')
  })

  it('hands in nothing the scheme no longer takes', async () => {
    const { content } = test.deps
    const loaded = content.source('P07')
    if (!loaded) throw new Error('P07 is gone')
    const code = await submitCode(assistant(), draft.id)
    content.publish([{ source: { ...loaded.source, status: 'closed' }, version: loaded.version }])
    const reply = await handIn(assistant(), draft, code)
    content.publish([])
    expect([reply.status, reply.error.code]).toEqual([409, 'subsidies.programme-closed'])
  })

  it('does not hand in under a scheme that was published anew after it was sent', async () => {
    const { content } = test.deps
    const loaded = content.source('P07')
    if (!loaded) throw new Error('P07 is gone')
    const code = await submitCode(assistant(), draft.id)
    content.publish([{ source: { ...loaded.source, status: 'open' }, version: 'another' }])
    const reply = await handIn(assistant(), draft, code)
    content.publish([])
    expect(reply.status).toBe(412)
  })
})

describe('once', () => {
  it('a repeat with the same key gets the same reply, and one number is used', async () => {
    const code = await submitCode(assistant(), draft.id)
    const key = randomUUID()
    const first = await handIn(assistant(), draft, code, key)
    const again = await handIn(assistant(), draft, code, key)
    expect(again.status).toBe(200)
    expect(again.body).toEqual(first.body)
  })

  it('the code cannot be used again for the same draft', async () => {
    const code = await submitCode(assistant(), draft.id)
    await handIn(assistant(), draft, code)
    expect((await handIn(assistant(), draft, code)).status).toBe(404)
  })

  it('the same key with another body is refused', async () => {
    const code = await submitCode(assistant(), draft.id)
    const key = randomUUID()
    await handIn(assistant(), draft, code, key)
    expect((await handIn(assistant(), draft, wrongFor(code), key)).error.code).toBe('key-reused')
  })

  it('two at once, by different keys, make one submission with one number', async () => {
    const code = await submitCode(assistant(), draft.id)
    const before = await test.db.selectFrom('case_counters').select('last').execute()
    const statuses = (await Promise.all([handIn(assistant(), draft, code), handIn(assistant(), draft, code)])).map((reply) => reply.status).toSorted()
    expect(statuses).toEqual([200, 404])
    const after = await test.db.selectFrom('case_counters').select('last').execute()
    const sum = (rows: { last: number }[]) => rows.reduce((total, row) => total + Number(row.last), 0)
    expect(sum(after) - sum(before)).toBe(1)
    expect(await test.db.selectFrom('submissions').select('round').where('case_id', '=', draft.id).execute()).toHaveLength(1)
  })

  it('the firm on its own phone and the assistant by code at once make one submission', async () => {
    const code = await submitCode(assistant(), draft.id)
    const statuses = (await Promise.all([handIn(assistant(), draft, code), act(clerk(), draft.id, 'submit', { statement: true })])).map((reply) => reply.status)
    expect(statuses.filter((status) => status === 200)).toHaveLength(1)
    expect(await test.db.selectFrom('submissions').select('round').where('case_id', '=', draft.id).execute()).toHaveLength(1)
  })
})
