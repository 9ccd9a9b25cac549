// The stamped scan of the form has a door of its own, the papers': in every place a case can stand it is taken there as the table says of add-form, or refused.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findMove, type CaseState } from '#contract/cases/workflow.ts'
import { addPaperPage, getApplication, removePaperPage } from '#contract/subsidies/endpoints.ts'
import { aPdf } from '../files/pdf-samples.ts'
import { allActors, type Actors } from '../support/actors.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { readyDraft } from '../support/applications.ts'
import { everything } from '../support/everything.ts'
import { done, keepSessions, stageKeeper, stagesOf } from '../support/stages.ts'
import { uploadFile } from '../support/upload.ts'

const path: CaseState[] = ['submitted', 'accepted', 'reviewing', 'approved', 'publicity', 'paid', 'archived']
let test: TestApp
let people: Actors
let id: string
let fileId: string
let secondFileId: string
let reach: (stage: string) => Promise<void>
beforeAll(async () => {
  test = await buildTestApp()
  people = await allActors(test)
  await keepSessions(test)
  const { clerk } = people.clients
  const upload = () => uploadFile(clerk, { bytes: aPdf(), type: 'application/pdf', firmId: people.firmId, purpose: 'paper' })
  fileId = await upload()
  secondFileId = await upload()
  id = (await readyDraft(clerk, people.firmId, 'P06')).id
  const keeper = stageKeeper({ test, clients: people.clients, id }, path)
  reach = (stage) => keeper.reach(stage)
  await reach('draft')
}, 120_000)
afterAll(() => test.close())

const add = (actor: 'clerk' | 'officer' | 'otherFirm', file = fileId) => people.clients[actor].call(addPaperPage, { params: { id }, body: { paperId: 'applyForm', fileId: file } })
const seenBy = (actor: 'clerk' | 'officer') => done(people.clients[actor].call(getApplication, { params: { id } }))
const events = async () => (await seenBy('officer')).events.filter(({ action }) => action === 'add-form').length

describe('the stamped form', () => {
  it.each(Object.entries(stagesOf(path)))('%s', async (name, stage) => {
    await reach(name)
    const before = await everything(test)
    for (const actor of ['officer', 'otherFirm'] as const) expect((await add(actor)).status).toBe(404)
    expect(await everything(test)).toBe(before)
    const given = await add('clerk')
    // While the firm corrects something else the form may come too; after a payment that failed it is too late.
    const isTaken = findMove('add-form', 'firm', stage.state, path) !== undefined || (stage.state === 'returned' && stage.resume !== 'publicity')
    if (isTaken) {
      expect(given.status, JSON.stringify(given.error)).toBe(201)
      expect((await seenBy('officer')).papers.map(({ file }) => file.id)).toContain(fileId)
      expect((await seenBy('officer')).state).toBe(stage.state)
      return
    }
    const expected = stage.state === 'draft' ? [422, 'invalid-input'] : stage.state === 'returned' ? [409, 'subsidies.not-open'] : [409, 'subsidies.not-editable']
    expect([given.status, given.error.code]).toEqual(expected)
    expect(await everything(test)).toBe(before)
  })

  it('has one line of history and one message, however many pages it has; sent again it changes nothing', async () => {
    await reach('accepted')
    await add('clerk')
    expect((await add('clerk')).status).toBe(200)
    await add('clerk', secondFileId)
    expect(await events()).toBe(1)
    const told = await test.db.selectFrom('outbox').select('account_id').where('dedupe_key', 'like', `case:${id}:add-form:%`).execute()
    expect(told).toHaveLength(1)
    expect((await seenBy('clerk')).stampedForm).toMatchObject({ when: 'after', pages: 2 })
  })

  it('may be taken away again until the first review is done, not after', async () => {
    await reach('accepted')
    await add('clerk')
    const pageOf = async () => (await seenBy('clerk')).papers.find(({ paperId }) => paperId === 'applyForm')?.id ?? ''
    await done(people.clients.clerk.call(removePaperPage, { params: { id, pageId: await pageOf() } }))
    expect((await seenBy('officer')).papers.filter(({ paperId }) => paperId === 'applyForm')).toEqual([])
  })
})
