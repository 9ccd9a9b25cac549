// Pitfall C26: every link in a message leads its reader somewhere. Every occasion there is happens once; each link is opened as whoever got it.
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { appealFirm, askToJoin, decideAppeal, decideVerification, getFirm, getMe, listAppeals, listMembers, listVerifications, removeMember, submitLicence, updateMember } from '#contract/accounts/endpoints.ts'
import { actOnAssessment, addPlanSteps, assignPart, getAssessment, listPlan, listReviews, saveAnswer, startAssessment } from '#contract/assessment/endpoints.ts'
import type { AssessmentAction } from '#contract/assessment/schema.ts'
import { addLeave, endLeave, handOver, listDesk } from '#contract/cases/desk-endpoints.ts'
import { assignCases, listColleagues, listQueue } from '#contract/cases/endpoints.ts'
import { pathOf, type CaseAction } from '#contract/cases/workflow.ts'
import { getFile } from '#contract/files/endpoints.ts'
import { addPaperPage, getApplication, getPublicity, listAssists, getScheme, startScheme } from '#contract/subsidies/endpoints.ts'
import type { ActionInput } from '#contract/subsidies/schema.ts'
import { remindOfPlans } from '#server/assessment/plan-reminders.ts'
import { tellOfLeaves } from '#server/cases/leave-telling.ts'
import { remindOfDue } from '#server/cases/reminders.ts'
import { addRight, getRight, listAnnuities } from '#contract/portfolio/endpoints.ts'
import { messageValues, type MessageKind } from '#server/messages/texts.ts'
import { remindOfAnnuities } from '#server/portfolio/reminders.ts'
import { closePublicities } from '#server/subsidies/publicity.ts'
import { aPdf } from '../files/pdf-samples.ts'
import { allActors, type Actor, type Actors } from '../support/actors.ts'
import type { Client } from '../support/api-client.ts'
import { buildTestApp, type TestApp } from '../support/app.ts'
import { readyDraft, submittedApplication } from '../support/applications.ts'
import { lettingIn } from '../support/assists.ts'
import { aPhone } from '../support/builders.ts'
import { phones } from '../support/demo-phones.ts'
import { afterPublicity, done, keepSessions, move, object, stageKeeper } from '../support/stages.ts'
import { uploadFile } from '../support/upload.ts'
import { publishChange, save, take as takeScheme, withField } from '../subsidies/scheme-desk.ts'
import { opensFor, type PageReads, type Reader } from './opening.ts'

let test: TestApp
let people: Actors
let id: string
let reach: (stage: string) => Promise<void>
/** Everybody by account. */
const readers = new Map<string, Reader>()
const seen = new Set<MessageKind>()

async function know(client: Client, duty: Reader['duty'] = null): Promise<Client> {
  readers.set((await done(client.call(getMe))).id, { client, duty })
  return client
}

beforeAll(async () => {
  test = await buildTestApp()
  people = await allActors(test)
  await keepSessions(test)
  await closePublicities(test.deps)
  for (const [actor, client] of Object.entries(people.clients)) if (actor !== 'anonymous') await know(client, actor === 'expert' ? 'expert' : actor.toLowerCase().includes('officer') ? 'officer' : null)
  id = (await readyDraft(people.clients.clerk, people.firmId, 'P06')).id
  const keeper = stageKeeper({ test, clients: people.clients, id }, pathOf(test.deps.content.programme('P06', '2026-11-23')?.steps ?? []))
  reach = (stage) => keeper.reach(stage)
  await reach('draft')
}, 120_000)
afterAll(() => test.close())

const reads: PageReads = {
  'assessment-overview': (client, params) => client.call(getAssessment, { params }),
  'assessment-result': (client, params) => client.call(getAssessment, { params }),
  'assessment-plan': (client) => client.call(listPlan, { query: { firmId: people.firmId } }),
  // One page: the list, and beside it the one that was opened.
  'desk-assessments': (client, params) => (params.id === '' ? client.call(listReviews) : client.call(getAssessment, { params })),
  right: (client, params) => client.call(getRight, { params }),
  'right-fees': (client) => client.call(listAnnuities, { query: { firmId: people.firmId, year: 2027 } }),
  case: (client, params) => client.call(getApplication, { params }),
  'desk-case': (client, params) => client.call(getApplication, { params }),
  'publicity-one': (client, params) => client.call(getPublicity, { params }),
  desk: (client) => client.call(listDesk, { query: {} }),
  'desk-queue': (client, _params, query) => client.call(listQueue, { query }),
  firm: (client, params) => client.call(getFirm, { params }),
  'firm-members': (client, params) => client.call(listMembers, { params }),
  'desk-scheme': (client, params) => client.call(getScheme, { params }),
  'subsidies-application': (client, params) => client.call(getApplication, { params }),
  'desk-verifications': (client) => client.call(listVerifications),
  'desk-appeals': (client) => client.call(listAppeals),
  'me-assists': (client) => client.call(listAssists, { query: { firmId: people.firmId } }),
}

const opens = (deed: () => Promise<unknown>) => opensFor({ test, readers, reads, seen }, deed)

async function take(stage: string, actor: Actor, action: CaseAction, input: ActionInput = {}): Promise<void> {
  await reach(stage)
  const dispute = await test.db.selectFrom('disputes').select('id').where('case_id', '=', id).where('state', '=', 'open').executeTakeFirst()
  await opens(() => move({ clients: people.clients, id }, actor, action, { ...input, ...(dispute ? { disputeId: dispute.id } : {}) }))
}

const upheld: ActionInput = { outcome: 'upheld', reason: '情况属实' }
const dismissed: ActionInput = { outcome: 'dismissed', reason: '已经核实' }

describe('a link in a message opens for its reader', () => {
  it.each<[string, Actor, CaseAction, ActionInput?]>([
    ['draft', 'clerk', 'submit'], ['submitted', 'officer', 'accept'], ['submitted', 'officer', 'refuse'], ['accepted', 'clerk', 'withdraw'], ['accepted', 'officer', 'return'],
    ['accepted', 'officer', 'correct'], ['accepted', 'officer', 'recommend'], ['returned from accepted', 'officer', 'take-back'], ['returned from accepted', 'clerk', 'resubmit'],
    ['reviewing', 'secondOfficer', 'send-back'], ['reviewing', 'secondOfficer', 'approve'], ['reviewing', 'officer', 'recuse'], ['approved', 'officer', 'publicise'],
    ['publicity, objected', 'officer', 'answer-objection', upheld], ['publicity, objected', 'officer', 'answer-objection', dismissed], ['publicity over', 'officer', 'pay'],
    ['paid', 'officer', 'payment-failed'], ['paid', 'officer', 'archive'], ['refused', 'clerk', 'appeal'], ['refused and appealed', 'secondOfficer', 'answer-appeal', upheld], ['refused and appealed', 'secondOfficer', 'answer-appeal', dismissed],
  ])('%s: %s %s', (stage, actor, action, input) => take(stage, actor, action, input))

  it('objection, end of publicity, the stamped form', async () => {
    await reach('publicity')
    await opens(() => object({ clients: people.clients, id }))
    await reach('publicity')
    test.clock.set(afterPublicity)
    await opens(() => closePublicities(test.deps))
    await reach('submitted')
    const fileId = await uploadFile(people.clients.clerk, { bytes: aPdf(), type: 'application/pdf', firmId: people.firmId, purpose: 'paper' })
    await opens(() => done(people.clients.clerk.call(addPaperPage, { params: { id }, body: { paperId: 'applyForm', fileId } }), 201))
  })

  it.each([1, 2])('yearly fees of %s', async (count) => {
    const patents = [{ number: 'ZL201910601862.X', filedOn: '2019-07-13' }, { number: 'ZL202010601862.5', filedOn: '2020-07-13' }].slice(0, count)
    for (const [day, paid] of [['2027-07-06', true], ['2027-09-20', true], ['2027-09-20', false]] as const) {
      await reach('draft')
      // Only the patents of this test: the demonstration's would be told of together with them.
      await test.deps.commands.run((tx) => tx.deleteFrom('rights').execute())
      for (const { number, filedOn } of patents) {
        await done(people.clients.clerk.call(addRight, { body: { firmId: people.firmId, kind: 'patent', number, title: '一种流化床', filedOn, grantedOn: '2022-05-08', ...(paid ? { paidYear: 2027 - Number(filedOn.slice(0, 4)) } : {}) } }), 201)
      }
      test.clock.set(`${day}T02:00:00.000Z`)
      await opens(() => remindOfAnnuities(test.deps))
    }
  })

  it('handing over, of one and of many', async () => {
    await reach('submitted')
    const { items } = await done(people.clients.officer.call(listColleagues))
    const to = items.find(({ isMe }) => !isMe)?.id ?? ''
    const other = await submittedApplication(people.clients.otherFirm, people.otherFirmId, 'P08')
    await opens(() => done(people.clients.officer.call(assignCases, { body: { caseIds: [id], to } })))
    await done(people.clients.officer.call(assignCases, { body: { caseIds: [id], to: null } }))
    await opens(() => done(people.clients.officer.call(assignCases, { body: { caseIds: [id, other.id], to } })))
  })

  it.each([
    ['submitted', '2026-11-25T02:00:00.000Z'], ['submitted', '2026-12-15T02:00:00.000Z'], ['returned from accepted', '2026-12-15T02:00:00.000Z'],
  ])('reminders: %s, on %s', async (stage, instant) => {
    await reach(stage)
    test.clock.set(instant)
    await opens(() => remindOfDue(test.deps))
  })

  it('a reminder to the firm that has not begun to correct', async () => {
    await reach('accepted')
    await move({ clients: people.clients, id }, 'officer', 'return')
    test.clock.set('2026-11-27T02:00:00.000Z')
    await opens(() => remindOfDue(test.deps))
  })

  it('members: asking, in, out, up and down', async () => {
    await reach('draft')
    const { administrator } = people.clients
    const params = { id: people.firmId }
    const newcomer = await know(await test.signIn(aPhone(61)))
    const memberId = async () => (await done(administrator.call(listMembers, { params }))).items.find(({ phoneMasked }) => phoneMasked.endsWith(aPhone(61).slice(-4)))?.id ?? ''
    await opens(() => done(newcomer.call(askToJoin, { params, body: {} }), 201))
    const asked = { ...params, memberId: await memberId() }
    await opens(() => done(administrator.call(removeMember, { params: asked }), 204))
    await done(newcomer.call(askToJoin, { params, body: {} }), 201)
    await opens(() => done(administrator.call(updateMember, { params: asked, body: { state: 'active' } })))
    await opens(() => done(administrator.call(updateMember, { params: asked, body: { role: 'administrator' } })))
    await opens(() => done(administrator.call(updateMember, { params: asked, body: { role: 'clerk' } })))
    await opens(() => done(administrator.call(removeMember, { params: asked }), 204))
  })

  it('an assistant let in', async () => {
    await reach('draft')
    const { uscc } = await done(people.clients.administrator.call(getFirm, { params: { id: people.firmId } }))
    await opens(() => lettingIn(people.clients.assistant, uscc, phones.clerk))
  })

  it('licences and appeals about a firm', async () => {
    await reach('draft')
    const { otherFirm, officer, secondOfficer } = people.clients
    const params = { id: people.otherFirmId }
    const licence = (client: Client, firm: object) => uploadFile(client, { bytes: aPdf(), type: 'application/pdf', purpose: 'licence', ...firm })
    const handIn = async () => done(otherFirm.call(submitLicence, { params, body: { fileId: await licence(otherFirm, { firmId: people.otherFirmId }) } }))
    await opens(handIn)
    await opens(() => done(officer.call(decideVerification, { params: { ...params, action: 'refuse' }, body: { reason: '看不清' } })))
    await handIn()
    await opens(() => done(officer.call(decideVerification, { params: { ...params, action: 'verify' }, body: {} })))
    const claimant = await know(await test.signIn(aPhone(62)))
    for (const action of ['refuse', 'grant'] as const) {
      const fileId = await licence(claimant, {})
      let appealId = ''
      await opens(async () => { appealId = (await done(claimant.call(appealFirm, { params, body: { fileId, reason: '这家企业是我的' } }), 201)).id })
      await opens(() => done(officer.call(decideAppeal, { params: { id: appealId, action }, body: { reason: '执照已核对' } })))
      if (action === 'grant') await opens(() => done(secondOfficer.call(decideAppeal, { params: { id: appealId, action: 'agree' }, body: {} })))
    }
  })

  it.each(['officer', 'expert'] as const)('an assessment: a part given, handed in to an %s, taken back, sent back, closed', async (to) => {
    await reach('draft')
    const { administrator, clerk } = people.clients
    const reviewer = people.clients[to]
    const { id: assessmentId } = (await administrator.call(startAssessment, { body: { firmId: people.firmId, editionId: 'gbt29490-2023' } })).body
    await administrator.call(saveAnswer, { params: { id: assessmentId, itemId: 'A23-4.1-01' }, body: { answer: 'minor' } })
    const act = (client: Client, action: AssessmentAction, body = {}) => done(client.call(actOnAssessment, { params: { id: assessmentId, action }, body, key: randomUUID() }))
    const { id: clerkId } = await done(clerk.call(getMe))
    await opens(() => done(administrator.call(assignPart, { params: { id: assessmentId }, body: { scope: 'chapter', ref: '4', accountId: clerkId } })))
    await opens(() => act(administrator, 'submit', { to }))
    await act(reviewer, 'take')
    await opens(() => act(administrator, 'withdraw'))
    await opens(() => act(administrator, 'submit', { to }))
    await act(reviewer, 'take')
    await opens(() => act(reviewer, 'request-changes', { note: '请附记录' }))
    await opens(() => act(administrator, 'submit', { to }))
    await opens(() => act(reviewer, 'close-review'))
  })

  it.each([1, 2])('steps of a plan, %s of them', async (count) => {
    await reach('draft')
    const { administrator } = people.clients
    const { id: assessmentId } = (await administrator.call(startAssessment, { body: { firmId: people.firmId, editionId: 'gbt29490-2023' } })).body
    await test.db.deleteFrom('plan_steps').execute()
    const itemIds = ['A23-4.1-01', 'A23-4.2-01'].slice(0, count)
    await done(administrator.call(addPlanSteps, { params: { id: assessmentId }, body: { itemIds, ownerId: (await done(people.clients.clerk.call(getMe))).id, dueOn: '2026-12-01' } }))
    for (const day of ['2026-11-25', '2026-12-02']) {
      test.clock.set(`${day}T02:00:00.000Z`)
      await opens(() => remindOfPlans(test.deps))
    }
  })

  it('a scheme proposed, sent back, published, stopped', async () => {
    await reach('draft')
    const { officer, secondOfficer } = people.clients
    await done(officer.call(startScheme, { body: { id: 'P06', of: 'P06' } }), 201)
    await save(officer, 'P06', (source) => ({ ...source, title: '改了名字' }))
    await opens(() => takeScheme(officer, 'P06', 'propose'))
    await opens(() => takeScheme(secondOfficer, 'P06', 'send-back', '请写清楚'))
    await save(officer, 'P06', (source) => withField(source, 'contactName', { label: '办事的人' }))
    await takeScheme(officer, 'P06', 'propose')
    await opens(() => takeScheme(secondOfficer, 'P06', 'publish'))
    await opens(() => publishChange([officer, secondOfficer], 'P06', (source) => withField(source, 'contactName', { maxLength: 1 })))
    await opens(() => publishChange([officer, secondOfficer], 'P06', (source) => ({ ...source, status: 'closed' })))
  })

  it('things of the desk home handed over, and leave with its cover', async () => {
    await reach('submitted')
    const { officer } = people.clients
    const { items } = await done(officer.call(listColleagues))
    const [mine, other] = [items.find(({ isMe }) => isMe)?.id ?? '', items.find(({ isMe }) => !isMe)?.id ?? '']
    const things = (await done(officer.call(listDesk, { query: { group: 'all' } }))).items.filter(({ isBarred }) => !isBarred).map(({ kind, id: thing }) => ({ kind, id: thing }))
    await opens(() => done(officer.call(handOver, { body: { items: things.slice(0, 1), to: other } })))
    await opens(() => done(officer.call(handOver, { body: { items: things.slice(1, 3), to: other } })))
    await done(officer.call(handOver, { body: { items: things, to: null } }))
    const leave = await done(officer.call(addLeave, { body: { personId: mine, coverId: other, fromOn: '2026-11-23', toOn: '2026-11-24', note: '' } }), 201)
    await opens(() => tellOfLeaves(test.deps))
    await opens(() => done(officer.call(endLeave, { params: { id: leave.id } })))
  })

  it('very many files opened', async () => {
    await reach('submitted')
    const { papers } = await done(people.clients.officer.call(getApplication, { params: { id } }))
    await opens(async () => {
      for (let n = 0; n <= 200; n += 1) await people.clients.officer.call(getFile, { params: { id: papers[0]?.file.id ?? '' } })
    })
  }, 60_000)

  it('and no occasion was left out (those of consultations, financing, notices, accounts of staff, changes of firms and requests of data subjects are in files of their own)', () => {
    expect(Object.keys(messageValues).filter((kind) => !/^(consultation|financing|notice|follow|person|factor)\.|^staff\.(?!many)|^firm\.(?!verif)/.test(kind) && !seen.has(kind as MessageKind))).toEqual([])
  })
})
