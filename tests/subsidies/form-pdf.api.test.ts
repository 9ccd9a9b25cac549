import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { actOnApplication, getApplicationForm } from '#contract/subsidies/endpoints.ts'
import { allActors, type Actor, type Actors } from '../support/actors.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { fillDraft, startDraft, submittedApplication } from '../support/applications.ts'
import { anItem, answer, done, field, returned } from '../support/handling.ts'
import { readPdf } from './pdf-reading.ts'

const account = '37050163000000000371'

describe('fetching the application form', () => {
  let test: TestApp
  let people: Actors
  let draftId: string
  let submittedId: string
  let number: string

  beforeAll(async () => {
    test = await buildTestApp()
    people = await allActors(test)
    const submitted = await submittedApplication(people.clients.clerk, people.firmId, 'P04', { bankAccountNo: account })
    submittedId = submitted.id
    number = submitted.number ?? ''
    const draft = await startDraft(people.clients.clerk, people.firmId, 'P02')
    draftId = (await fillDraft(people.clients.clerk, draft, { bankAccountNo: account })).id
  }, 60_000)
  afterAll(() => test.close())

  const fetchForm = (who: Actor, id: string) => people.clients[who].call(getApplicationForm, { params: { id } })
  const textOf = async (who: Actor, id: string) => (await readPdf((await fetchForm(who, id)).bytes)).text

  it('gives members a PDF to keep, named after its number, that no cache stores', async () => {
    const { status, headers, bytes } = await fetchForm('administrator', submittedId)
    expect(status).toBe(200)
    expect(headers).toMatchObject({ 'content-type': 'application/pdf', 'x-content-type-options': 'nosniff', 'cache-control': 'private, no-store', 'content-length': String(bytes.length) })
    expect(headers['content-disposition']).toBe(`attachment; filename="___-${number}.pdf"; filename*=UTF-8''${encodeURIComponent('申请表')}-${number}.pdf`)
    expect(Buffer.from(bytes).toString('latin1', 0, 8)).toBe('%PDF-1.7')
    expect(await textOf('administrator', submittedId)).toContain(`编号：${number}`)
  }, 30_000)

  it('writes the whole account number for the firm and its last digits for officers', async () => {
    const [firm, officer] = [await textOf('clerk', submittedId), await textOf('officer', submittedId)]
    expect(firm).toContain(account)
    expect(officer).toContain('****0371')
    expect(officer).not.toContain(account)
    expect(await textOf('clerk', draftId)).toContain(account)
  }, 30_000)

  it('gives the same bytes each time, however many ask at once', async () => {
    const replies = await Promise.all(['clerk', 'clerk', 'administrator', 'clerk'].map((who) => fetchForm(who as Actor, submittedId)))
    for (const { bytes } of replies) expect(Buffer.from(bytes).equals(Buffer.from(replies[0]?.bytes ?? []))).toBe(true)
  }, 30_000)

  it('is not there for other firms and newcomers, nor a draft for officers', async () => {
    for (const who of ['otherFirm', 'pending', 'assistant', 'expert', 'bank'] as const) expect((await fetchForm(who, submittedId)).status).toBe(404)
    for (const who of ['otherFirm', 'pending', 'officer'] as const) expect((await fetchForm(who, draftId)).status).toBe(404)
    expect((await fetchForm('anonymous', submittedId)).status).toBe(401)
    expect((await fetchForm('clerk', 'nonsense')).status).toBe(404)
  })

  it('leaves a line that says who fetched it', async () => {
    const { id: last } = await test.db.selectFrom('audit').select((eb) => eb.fn.max('id').as('id')).executeTakeFirstOrThrow()
    await fetchForm('officer', submittedId)
    await fetchForm('otherFirm', submittedId)
    const lines = await test.db.selectFrom('audit').select(['action', 'role', 'subject', 'firm_id']).where('id', '>', last).where('action', '=', 'subsidies.form').execute()
    expect(lines).toEqual([{ action: 'subsidies.form', role: 'officer', subject: `case:${submittedId}`, firm_id: people.firmId }])
  }, 30_000)

  it('prints what the firm is about to hand in while it corrects, and what it handed in for the officer', async () => {
    await returned(people.clients.officer, submittedId, [anItem('listNo', field('bankName'))])
    await done(answer(people.clients.clerk, submittedId, { bankName: '示例银行乙新城支行' }))
    expect(await textOf('clerk', submittedId)).toContain('示例银行乙新城支行')
    expect(await textOf('officer', submittedId)).not.toContain('示例银行乙新城支行')
  }, 30_000)

  it('says when the case was withdrawn', async () => {
    const { status } = await people.clients.clerk.call(actOnApplication, { params: { id: submittedId, action: 'withdraw' }, body: { reason: '填错了' }, key: 'form-withdraw' })
    expect(status).toBe(200)
    expect(await textOf('clerk', submittedId)).toContain(`${number}（已撤回）`)
  }, 30_000)
})
