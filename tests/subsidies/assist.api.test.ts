import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { confirmSession, removeMember, listMembers, signIn } from '#contract/accounts/endpoints.ts'
import { listMessages } from '#contract/messages/endpoints.ts'
import { addPaperPage, endAssist, getApplication, listApplications, listAssists, requestAssist, saveAnswers, startApplication, startAssist } from '#contract/subsidies/endpoints.ts'
import { aPdf } from '../files/pdf-samples.ts'
import { allActors, type Actors } from '../support/actors.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { startDraft, submittedApplication } from '../support/applications.ts'
import { askedCode, lettingIn } from '../support/assists.ts'
import { aPhone, aUscc } from '../support/builders.ts'
import { phones } from '../support/demo-phones.ts'
import { uploadFile } from '../support/upload.ts'

let test: TestApp
let people: Actors
let restore: () => Promise<void>
let uscc: string
let otherUscc: string
const hour = 3_600_000

beforeAll(async () => {
  test = await buildTestApp()
  people = await allActors(test)
  const firms = await test.db.selectFrom('firms').select(['id', 'uscc']).execute()
  uscc = firms.find((firm) => firm.id === people.firmId)?.uscc ?? ''
  otherUscc = firms.find((firm) => firm.id === people.otherFirmId)?.uscc ?? ''
  // Towns are assist-town.api.test.ts.
  await test.db.updateTable('accounts').set({ town: null }).where('phone', '=', phones.assistant).execute()
  restore = (await test.snapshot()).restore
})
beforeEach(async () => {
  await restore()
  test.clock.set('2026-11-23T02:08:00.000Z')
})
afterAll(() => test.close())

const assistant = () => people.clients.assistant.copy()
const open = (id: string) => assistant().call(getApplication, { params: { id } })
const start = (code: string, phone: string = phones.clerk, firm = uscc) => assistant().call(startAssist, { body: { uscc: firm, phone, code } })
/** Staff are signed out after a quarter of an hour; somebody who works signs in again. */
async function assistantAt(at: string) {
  test.clock.set(at)
  return test.signIn(phones.assistant)
}

describe('asking to help a firm', () => {
  it('says the same whether or not firm and phone belong together, and sends nothing then', async () => {
    const sent: string[] = []
    const loud = await buildTestApp({ deps: { sms: { showsCode: true, sendCode: (phone, _code, _reference, text) => { sent.push(`${phone} ${text?.template} ${text?.params['who']}`); return Promise.resolve() } } } })
    const helper = await loud.signIn(phones.assistant)
    sent.length = 0
    const replies = []
    for (const body of [{ uscc, phone: phones.clerk }, { uscc, phone: phones.otherFirm }, { uscc, phone: aPhone(90) }, { uscc: aUscc(90), phone: phones.clerk }]) {
      const reply = await helper.call(requestAssist, { body })
      replies.push({ status: reply.status, body: { ...reply.body, demoCode: /^\d{6}$/.test(reply.body.demoCode ?? '') } })
    }
    expect(new Set(replies.map((reply) => JSON.stringify(reply))).size).toBe(1)
    expect(sent).toEqual([`${phones.clerk} assist-code ${(await loud.db.selectFrom('accounts').select('name').where('phone', '=', phones.assistant).executeTakeFirstOrThrow()).name}`])
    await loud.close()
  })

  it('leaves the same rows whether or not they belong together', async () => {
    const rows = async (phone: string) => {
      const before = await test.db.selectFrom('sign_in_codes').select('id').execute()
      await assistant().call(requestAssist, { body: { uscc, phone } })
      return (await test.db.selectFrom('sign_in_codes').select('id').execute()).length - before.length
    }
    expect(await rows(phones.clerk)).toBe(await rows(aPhone(91)))
  })

  it('names the box in which something is wrong', async () => {
    const reply = await assistant().call(requestAssist, { body: { uscc: '9137032', phone: '1380000' } })
    expect(reply.status).toBe(422)
    expect(reply.error.fields?.map((problem) => problem.field)).toEqual(['uscc', 'phone'])
  })

  it('takes the code of the firm in any common writing', async () => {
    const spaced = `${uscc.slice(0, 8)} ${uscc.slice(8).toLowerCase()}`
    expect((await lettingIn(assistant(), spaced, phones.clerk)).uscc).toBe(uscc)
  })

  it('is refused after 30 times in an hour', async () => {
    const asking = assistant()
    for (let asked = 0; asked < 30; asked += 1) expect((await asking.call(requestAssist, { body: { uscc: aUscc(100 + asked), phone: phones.clerk } })).status).toBe(202)
    expect((await asking.call(requestAssist, { body: { uscc, phone: phones.clerk } })).status).toBe(429)
  })
})

describe('the code the member reads out', () => {
  it('lets the assistant in for 8 hours, and no longer', async () => {
    const draft = await startDraft(people.clients.clerk.copy(), people.firmId, 'P05')
    const assist = await lettingIn(assistant(), uscc, phones.clerk)
    expect(assist).toMatchObject({ firmId: people.firmId, startedAt: '2026-11-23T02:08:00.000Z', endsAt: '2026-11-23T10:08:00.000Z', endedAt: null })
    expect((await (await assistantAt('2026-11-23T10:07:59.999Z')).call(getApplication, { params: { id: draft.id } })).status).toBe(200)
    expect((await (await assistantAt('2026-11-23T10:08:00.000Z')).call(getApplication, { params: { id: draft.id } })).status).toBe(404)
  })

  it('is refused when it is wrong, five times, and then also when it is right', async () => {
    const code = await askedCode(assistant(), uscc, phones.clerk)
    const wrong = code === '111111' ? '222222' : '111111'
    for (let left = 4; left > 0; left -= 1) expect((await start(wrong)).error).toMatchObject({ code: 'accounts.code-wrong', details: { left } })
    expect((await start(wrong)).error.code).toBe('accounts.code-expired')
    expect((await start(code)).error.code).toBe('accounts.code-expired')
  })

  it('is refused after ten minutes', async () => {
    const code = await askedCode(assistant(), uscc, phones.clerk)
    test.clock.set('2026-11-23T02:18:00.000Z')
    expect((await start(code)).error.code).toBe('accounts.code-expired')
  })

  it('serves once', async () => {
    const code = await askedCode(assistant(), uscc, phones.clerk)
    expect((await start(code)).status).toBe(201)
    expect((await start(code)).error.code).toBe('accounts.code-expired')
  })

  it('does not sign in, and a code for signing in lets nobody in', async () => {
    const forHelp = await askedCode(assistant(), uscc, phones.clerk)
    expect((await test.client().call(signIn, { body: { phone: phones.clerk, code: forHelp, consentVersion: 'test' } })).status).toBe(422)
    expect((await people.clients.clerk.copy().call(confirmSession, { body: { code: forHelp } })).status).toBe(422)
    const forSignIn = await test.client().request('POST', '/api/accounts/codes', { headers: { 'content-type': 'application/json' }, body: JSON.stringify({ phone: phones.clerk }) })
    const { demoCode } = forSignIn.body as { demoCode: string }
    if (demoCode !== forHelp) expect((await start(demoCode)).error.code).toBe('accounts.code-wrong')
    // Neither kills the other.
    expect((await start(forHelp)).status).toBe(201)
    expect((await test.client().call(signIn, { body: { phone: phones.clerk, code: demoCode, consentVersion: 'test' } })).status).toBe(201)
  })

  it('serves this firm only', async () => {
    const code = await askedCode(assistant(), uscc, phones.clerk)
    expect((await start(code, phones.clerk, otherUscc)).error.code).toBe('accounts.code-expired')
  })

  it('serves this assistant only', async () => {
    await test.db.updateTable('accounts').set({ staff_role: 'assistant' }).where('phone', '=', phones.expert).execute()
    const code = await askedCode(assistant(), uscc, phones.clerk)
    expect((await people.clients.expert.copy().call(startAssist, { body: { uscc, phone: phones.clerk, code } })).error.code).toBe('accounts.code-expired')
  })

  it('that was shown for a phone of another firm is no code at all', async () => {
    const shown = await askedCode(assistant(), uscc, phones.otherFirm)
    expect((await start(shown, phones.otherFirm)).error).toMatchObject({ code: 'accounts.code-wrong', details: { left: 4 } })
    const unknown = await askedCode(assistant(), aUscc(92), phones.clerk)
    expect((await start(unknown, phones.clerk, aUscc(92))).error).toMatchObject({ code: 'accounts.code-wrong', details: { left: 4 } })
  })

  it('of somebody who only asked to join the firm lets nobody in', async () => {
    // It signed in within this minute; the demo's own numbers may ask sooner.
    test.clock.advance(60_000)
    const shown = await askedCode(assistant(), uscc, aPhone(1))
    expect((await start(shown, aPhone(1))).error.code).toBe('accounts.code-wrong')
  })

  it('taken twice at once lets in once', async () => {
    const code = await askedCode(assistant(), uscc, phones.clerk)
    const statuses = (await Promise.all([start(code), start(code), start(code)])).map((reply) => reply.status).toSorted()
    expect(statuses).toEqual([201, 422, 422])
    expect(await test.db.selectFrom('assists').selectAll().execute()).toHaveLength(1)
  })
})

describe('while an assistant is let in', () => {
  it('it sees drafts and no other case of the firm', async () => {
    const clerk = people.clients.clerk.copy()
    const submitted = await submittedApplication(clerk, people.firmId, 'P06')
    const draft = await startDraft(clerk, people.firmId, 'P05')
    await lettingIn(assistant(), uscc, phones.clerk)
    const { items } = (await assistant().call(listApplications, { query: { firmId: people.firmId } })).body
    expect(items.map((item) => item.id)).toContain(draft.id)
    expect(new Set(items.map((item) => item.state))).toEqual(new Set(['draft']))
    expect((await open(submitted.id)).status).toBe(404)
    expect((await assistant().call(listApplications, { query: { firmId: people.otherFirmId } })).status).toBe(404)
  })

  it('a draft it begins carries the name and phone of the member who let it in', async () => {
    await lettingIn(assistant(), uscc, phones.clerk)
    const draft = await startDraft(assistant(), people.firmId, 'P05')
    const values = Object.values(draft.answers)
    expect(values).toContain(phones.clerk)
    expect(values).not.toContain(phones.assistant)
  })

  it('what it types carries its name until a member types something else', async () => {
    const clerk = people.clients.clerk.copy()
    const draft = await startDraft(clerk, people.firmId, 'P05')
    await lettingIn(assistant(), uscc, phones.clerk)
    const typed = await assistant().call(saveAnswers, { params: { id: draft.id }, version: draft.version, body: { answers: { contactName: '周联系', bankName: '示例银行' } } })
    expect(typed.status).toBe(200)
    const name = (await test.db.selectFrom('accounts').select('name').where('phone', '=', phones.assistant).executeTakeFirstOrThrow()).name
    expect(typed.body.origins).toMatchObject({ contactName: { from: 'assistant', of: name }, bankName: { from: 'assistant', of: name } })
    expect(typed.body.savedBy).toBe(name)
    const retyped = await clerk.call(saveAnswers, { params: { id: draft.id }, version: typed.body.version, body: { answers: { contactName: '周联络' } } })
    expect(retyped.body.origins['contactName']).toBeUndefined()
    expect(retyped.body.origins['bankName']).toMatchObject({ from: 'assistant' })
    const lines = await test.db.selectFrom('audit').select(['role', 'details']).where('action', '=', 'subsidies.save').where('subject', '=', `case:${draft.id}`).orderBy('id').execute()
    expect(lines.map((line) => line.role)).toEqual(['assistant', 'firm'])
  })

  it('it sees the last digits of an account, does not overwrite it by them, and may type another', async () => {
    const clerk = people.clients.clerk.copy()
    const draft = await startDraft(clerk, people.firmId, 'P05')
    const full = '3705016300000000371'
    const saved = await clerk.call(saveAnswers, { params: { id: draft.id }, version: draft.version, body: { answers: { bankAccountNo: full } } })
    expect(saved.status, JSON.stringify(saved.error)).toBe(200)
    await lettingIn(assistant(), uscc, phones.clerk)
    const seen = (await open(draft.id)).body
    expect(seen.answers['bankAccountNo']).toBe('****0371')
    expect(JSON.stringify(seen)).not.toContain(full)
    const again = await assistant().call(saveAnswers, { params: { id: draft.id }, version: seen.version, body: { answers: { bankAccountNo: '****0371', contactName: '周联系' } } })
    expect(again.status, JSON.stringify(again.error)).toBe(200)
    expect((await clerk.call(getApplication, { params: { id: draft.id } })).body.answers['bankAccountNo']).toBe(full)
    const typed = await assistant().call(saveAnswers, { params: { id: draft.id }, version: again.body.version, body: { answers: { bankAccountNo: '3705016300000000999' } } })
    expect(typed.body.answers['bankAccountNo']).toBe('****0999')
    expect((await clerk.call(getApplication, { params: { id: draft.id } })).body.answers['bankAccountNo']).toBe('3705016300000000999')
  })

  it('it adds a page it took itself, and none of another that it may not see', async () => {
    const clerk = people.clients.clerk.copy()
    const draft = await startDraft(clerk, people.firmId, 'P05')
    const paperId = test.deps.content.programme('P05', test.clock.now())?.papers.find((paper) => paper.origin === 'firm')?.id ?? ''
    const theirs = await uploadFile(clerk, { bytes: aPdf(), type: 'application/pdf', firmId: people.firmId, purpose: 'paper' })
    await lettingIn(assistant(), uscc, phones.clerk)
    expect((await assistant().call(addPaperPage, { params: { id: draft.id }, body: { paperId, fileId: theirs } })).status).toBe(404)
    const own = await uploadFile(assistant(), { bytes: aPdf(), type: 'application/pdf', firmId: people.firmId, purpose: 'paper' })
    const added = await assistant().call(addPaperPage, { params: { id: draft.id }, body: { paperId, fileId: own } })
    expect(added.status, JSON.stringify(added.error)).toBe(201)
    expect(added.body.origins[`papers.${paperId}`]).toMatchObject({ from: 'assistant' })
    const line = await test.db.selectFrom('audit').select('role').where('action', '=', 'files.store').where('subject', '=', `file:${own}`).executeTakeFirstOrThrow()
    expect(line.role).toBe('assistant')
  })

  it('everybody of the firm is told who was let in, by whom and until when', async () => {
    await lettingIn(assistant(), uscc, phones.clerk)
    await test.runWorker()
    for (const member of [people.clients.administrator, people.clients.clerk]) {
      const { items } = (await member.copy().call(listMessages)).body
      const told = items.filter((message) => message.link === '/me/assists')
      expect(told).toHaveLength(1)
      expect(told[0]?.body).toContain('11月23日（周一）18:08')
    }
  })

  it.each(['administrator', 'clerk', 'assistant'] as const)('the %s ends it at once, and the next request is a stranger’s', async (who) => {
    const draft = await startDraft(people.clients.clerk.copy(), people.firmId, 'P05')
    const { id } = await lettingIn(assistant(), uscc, phones.clerk)
    expect((await open(draft.id)).status).toBe(200)
    expect((await people.clients[who].copy().call(endAssist, { params: { id } })).status).toBe(204)
    const after = await open(draft.id)
    const nowhere = await open('01234567-89ab-4cde-8f01-23456789abcd')
    expect(after.status).toBe(404)
    expect({ ...after.error, requestId: '' }).toEqual({ ...nowhere.error, requestId: '' })
    expect((await assistant().call(saveAnswers, { params: { id: draft.id }, version: draft.version, body: { answers: { contactName: '周联系' } } })).status).toBe(404)
    expect((await assistant().call(startApplication, { body: { firmId: people.firmId, programmeId: 'P06' } })).status).toBe(404)
    // Ended twice is ended.
    expect((await people.clients[who].copy().call(endAssist, { params: { id } })).status).toBe(204)
  })

  it('it ends when the member who agreed leaves the firm', async () => {
    const draft = await startDraft(people.clients.clerk.copy(), people.firmId, 'P05')
    await lettingIn(assistant(), uscc, phones.clerk)
    const { items } = (await people.clients.administrator.copy().call(listMembers, { params: { id: people.firmId } })).body
    const member = items.find((one) => one.role === 'clerk' && one.state === 'active')
    expect((await people.clients.administrator.copy().call(removeMember, { params: { id: people.firmId, memberId: member?.id ?? '' } })).status).toBe(204)
    expect((await open(draft.id)).status).toBe(404)
    expect((await assistant().call(listAssists)).body.items.map(({ isRunning }) => isRunning)).toEqual([false])
  })

  it('letting it in again for the same firm ends the help before', async () => {
    const first = await lettingIn(assistant(), uscc, phones.clerk)
    test.clock.set('2026-11-23T02:12:00.000Z')
    const second = await lettingIn(assistant(), uscc, phones.administrator)
    const { items } = (await people.clients.clerk.copy().call(listAssists, { query: { firmId: people.firmId } })).body
    expect(items.map(({ id, endedAt }) => ({ id, endedAt }))).toEqual([{ id: second.id, endedAt: null }, { id: first.id, endedAt: '2026-11-23T02:12:00.000Z' }])
  })

  it('who was one of the county’s own people meanwhile stands aside in what it filled in', async () => {
    const clerk = people.clients.clerk.copy()
    await lettingIn(assistant(), uscc, phones.clerk)
    const submitted = await submittedApplication(clerk, people.firmId, 'P06')
    await test.db.updateTable('accounts').set({ staff_role: 'officer' }).where('phone', '=', phones.assistant).execute()
    const seen = await assistant().call(getApplication, { params: { id: submitted.id } })
    expect(seen.body.blocked.map(({ code }) => code)).toContain('cases.recused')
    expect(seen.body.actions).not.toContain('accept')
  })

  it('an assistant that is shut out or has lost its duty sees nothing more', async () => {
    const draft = await startDraft(people.clients.clerk.copy(), people.firmId, 'P05')
    await lettingIn(assistant(), uscc, phones.clerk)
    await test.db.updateTable('accounts').set({ staff_role: 'expert' }).where('phone', '=', phones.assistant).execute()
    expect((await open(draft.id)).status).toBe(404)
  })
})

describe('who helped', () => {
  it('is listed for the assistant itself, and for members of the firm only', async () => {
    const assist = await lettingIn(assistant(), uscc, phones.clerk)
    expect((await assistant().call(listAssists)).body.items.map(({ id }) => id)).toEqual([assist.id])
    expect((await people.clients.otherFirm.copy().call(listAssists)).body.items).toEqual([])
    expect((await people.clients.otherFirm.copy().call(listAssists, { query: { firmId: people.firmId } })).status).toBe(404)
    expect((await people.clients.clerk.copy().call(listAssists, { query: { firmId: people.firmId } })).body.items[0]).toMatchObject({ id: assist.id, phoneMasked: '138****0002' })
  })

  it('stands in the order of what still runs first', async () => {
    const first = await lettingIn(assistant(), uscc, phones.clerk)
    test.clock.set(new Date(test.clock.now() + 9 * hour).toISOString())
    const helper = await test.signIn(phones.assistant)
    const second = await lettingIn(helper, otherUscc, phones.otherFirm)
    expect((await helper.call(listAssists)).body.items.map(({ id }) => id)).toEqual([second.id, first.id])
  })
})
