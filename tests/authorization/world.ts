// Firm A's objects, for everybody to reach for: a draft with a paper, a submitted case, a licence, an appeal, a message.
import { randomUUID } from 'node:crypto'
import { actOnAssessment, addEvidence, addPlanSteps, deleteAssessment, getEdition, listAssessments, saveAnswer, startAssessment } from '#contract/assessment/endpoints.ts'
import type { AssessmentAction } from '#contract/assessment/schema.ts'
import { placedItems } from '#contract/assessment/scope.ts'
import { addLibraryPaper } from '#contract/files/library-endpoints.ts'
import { appealFirm, getFirm, getMe, listMembers, recordConsent } from '#contract/accounts/endpoints.ts'
import type { Verification } from '#contract/accounts/schema.ts'
import { pathOf } from '#contract/cases/workflow.ts'
import { getCounty } from '#contract/county/endpoints.ts'
import { addEntry } from '#contract/reports/county-endpoints.ts'
import { listMessages } from '#contract/messages/endpoints.ts'
import { addRight } from '#contract/portfolio/endpoints.ts'
import { addPaperPage, getApplication, getProgramme, startApplication } from '#contract/subsidies/endpoints.ts'
import { aPdf } from '../files/pdf-samples.ts'
import { allActors, type Actors } from '../support/actors.ts'
import type { Client, Reply } from '../support/api-client.ts'
import type { TestApp } from '../support/app.ts'
import { readyDraft } from '../support/applications.ts'
import { aPhone } from '../support/builders.ts'
import { lettingIn } from '../support/assists.ts'
import { phones } from '../support/demo-phones.ts'
import { freeField } from '../support/drafts.ts'
import { keepSessions, stageKeeper } from '../support/stages.ts'
import { beginUpload, uploadFile } from '../support/upload.ts'
import { addConsultations, type ConsultationWorld } from './consultation-world.ts'
import { addFinancing, type FinancingWorld } from './financing-world.ts'

export interface World extends Actors, ConsultationWorld, FinancingWorld {
  firmVersion: number
  clerkMemberId: string
  pendingMemberId: string
  /** The one handed in, and a newer one that is not handed in yet. */
  licenceId: string
  newLicenceId: string
  /** An upload of the clerk's that has not got its bytes yet. */
  openUploadId: string
  /** An open appeal of somebody outside. */
  appealId: string
  administratorId: string
  /** Of the administrator. */
  messageId: string
  /** A figure an officer has entered. */
  entryId: string
  town: string
  industry: string
  consentVersion: string
  programmeId: string
  draftId: string
  draftVersion: number
  /** A field of the draft that takes any words. */
  textField: string
  paperId: string
  pageId: string
  /** On the draft. */
  paperFileId: string
  /** On nothing yet. */
  spareFileId: string
  /** A paper of the firm's library, at version 1. */
  libraryPaperId: string
  /** A patent of the firm's, at version 1. */
  rightId: string
  submittedId: string
  submittedFileId: string
  /** Of that case where it stands now: its version, the item of its card, what waits for an answer. */
  caseVersion: number
  itemId: string
  disputeId: string
  /** Help on the spot that runs, once `letIn` was called. */
  assistId: string
  /** Firm A's assessment, open and at version 1; one item answered, with evidence, another not. */
  assessmentId: string
  checkId: string
  otherCheckId: string
  evidenceId: string
  evidenceFileId: string
  /** Of its plan, at version 1. */
  stepId: string
  /** Hands it in to officers; or the first officer has taken it, too. */
  setAssessment(stage: 'in review' | 'taken'): Promise<void>
  /** The clerk lets the assistant in for firm A. */
  letIn(): Promise<void>
  /** Bring the firm into a state, its submitted case to a stage (tests/support/stages.ts), by what people really do. Everything else is put back. */
  setFirm(verification: Verification): Promise<void>
  setCase(stage: string): Promise<void>
}

const programmeId = 'P05'
const submittedProgrammeId = 'P06'

function ok<T>(reply: Reply<T>, ...statuses: number[]): T {
  if (!statuses.includes(reply.status)) throw new Error(`the world is not as expected: ${reply.status} ${JSON.stringify(reply.error)}`)
  return reply.body
}

async function addAppeal(test: TestApp, firmId: string): Promise<string> {
  const outsider = await test.signIn(aPhone(2))
  const fileId = await uploadFile(outsider, { bytes: aPdf(), type: 'application/pdf', purpose: 'licence' })
  return ok(await outsider.call(appealFirm, { params: { id: firmId }, body: { fileId, reason: '这家企业是我的' } }), 201).id
}

async function addDraft(clerk: Client, firmId: string): Promise<Pick<World, 'draftId' | 'draftVersion' | 'textField' | 'paperId' | 'pageId' | 'paperFileId' | 'spareFileId'>> {
  const programme = ok(await clerk.call(getProgramme, { params: { id: programmeId } }), 200)
  const textField = freeField(programme)
  const paperId = programme.papers.find((paper) => paper.origin === 'firm')?.id
  if (textField === undefined || paperId === undefined) throw new Error(`${programmeId} has no words or no papers`)
  const { id } = ok(await clerk.call(startApplication, { body: { firmId, programmeId } }), 200, 201)
  const upload = () => uploadFile(clerk, { bytes: aPdf(), type: 'application/pdf', firmId, purpose: 'paper' })
  const paperFileId = await upload()
  const draft = ok(await clerk.call(addPaperPage, { params: { id }, body: { paperId, fileId: paperFileId } }), 201)
  return { draftId: id, draftVersion: draft.version, textField, paperId, pageId: draft.papers.find((page) => page.file.id === paperFileId)?.id ?? '', paperFileId, spareFileId: await upload() }
}

async function addReady(clerk: Client, firmId: string): Promise<Pick<World, 'submittedId' | 'submittedFileId'>> {
  const { id } = await readyDraft(clerk, firmId, submittedProgrammeId)
  const { papers } = ok(await clerk.call(getApplication, { params: { id } }), 200)
  // One that the paper library does not keep.
  const { papers: asked } = ok(await clerk.call(getProgramme, { params: { id: submittedProgrammeId } }), 200)
  const own = papers.find((page) => asked.some((paper) => paper.id === page.paperId && paper.library === undefined))
  return { submittedId: id, submittedFileId: own?.file.id ?? '' }
}

/** The only one of firm A that goes on: those of the demonstration are taken away. */
async function addAssessment(clerk: Client, firmId: string): Promise<Pick<World, 'assessmentId' | 'checkId' | 'otherCheckId' | 'evidenceId' | 'evidenceFileId' | 'stepId'>> {
  for (const { id, state } of ok(await clerk.call(listAssessments, { query: { firmId } }), 200).items) if (state !== 'closed') ok(await clerk.call(deleteAssessment, { params: { id } }), 204)
  const { id } = ok(await clerk.call(startAssessment, { body: { firmId, editionId: 'gbt29490-2023' } }), 201)
  const [checkId = '', otherCheckId = ''] = placedItems(ok(await clerk.call(getEdition, { params: { id: 'gbt29490-2023' } }), 200)).map(({ item }) => item.id)
  ok(await clerk.call(saveAnswer, { params: { id, itemId: checkId }, body: { answer: 'minor' } }), 200)
  const evidenceFileId = await uploadFile(clerk, { bytes: aPdf(), type: 'application/pdf', firmId, purpose: 'paper' })
  const { id: evidenceId } = ok(await clerk.call(addEvidence, { params: { id, itemId: checkId }, body: { fileId: evidenceFileId } }), 201)
  const stepId = ok(await clerk.call(addPlanSteps, { params: { id }, body: { itemIds: [checkId] } }), 200).items.find((step) => step.assessmentId === id)?.id ?? ''
  return { assessmentId: id, checkId, otherCheckId, evidenceId, evidenceFileId, stepId }
}

/** Builds on the demo's firm A. Everything is done through the API. */
export async function buildWorld(test: TestApp): Promise<World> {
  const people = await allActors(test)
  const { firmId, clients } = people
  const { administrator, clerk, anonymous } = clients
  const county = ok(await anonymous.call(getCounty), 200)
  const appealId = await addAppeal(test, firmId)
  const draft = await addDraft(clerk, firmId)
  const submitted = await addReady(clerk, firmId)
  const { id: rightId } = ok(await clerk.call(addRight, { body: { firmId, kind: 'patent', number: 'ZL201710601862.3', title: '一种流化床' } }), 201)
  const kept = ok(await clerk.call(addLibraryPaper, { body: { firmId, kind: 'honour', name: '公布名单', fileIds: [await uploadFile(clerk, { bytes: aPdf(), type: 'application/pdf', firmId, purpose: 'paper' })] } }), 201)
  const assessed = await addAssessment(clerk, firmId)
  const consulted = await addConsultations(test, people)
  const financed = await addFinancing(test, people)
  await test.runWorker()
  const members = ok(await administrator.call(listMembers, { params: { id: firmId } }), 200).items
  const firm = ok(await administrator.call(getFirm, { params: { id: firmId } }), 200)
  const inbox = ok(await administrator.call(listMessages), 200)
  ok(await administrator.call(recordConsent, { body: { version: county.privacy.version } }), 201)
  const { steps } = ok(await anonymous.call(getProgramme, { params: { id: submittedProgrammeId } }), 200)
  await keepSessions(test)
  const openUploadId = await beginUpload(clerk, { size: 1000, type: 'application/pdf', firmId, purpose: 'paper' })
  const newLicenceId = await uploadFile(administrator, { bytes: aPdf(), type: 'application/pdf', firmId, purpose: 'licence' })
  const stages = stageKeeper({ test, clients, id: submitted.submittedId }, pathOf(steps))
  const world: World = {
    ...people, ...draft, ...submitted, ...assessed, ...consulted, ...financed, rightId, libraryPaperId: kept.id, appealId, programmeId, openUploadId, newLicenceId,
    caseVersion: 0, itemId: '', disputeId: '', assistId: '',
    firmVersion: firm.version,
    licenceId: firm.licenceFileId ?? '',
    clerkMemberId: members.find((member) => member.role === 'clerk' && member.state === 'active')?.id ?? '',
    pendingMemberId: members.find((member) => member.state === 'pending')?.id ?? '',
    administratorId: ok(await administrator.call(getMe), 200).id,
    messageId: inbox.items[0]?.id ?? '',
    entryId: ok(await clients.officer.call(addEntry, { params: { id: 'training' }, body: { on: '2026-09-01', value: 60, people: 60, title: '培训', basis: '签到表' }, key: randomUUID() }), 201).id,
    town: county.towns[0] ?? '',
    industry: county.industries[0] ?? '',
    consentVersion: county.privacy.version,
    async setAssessment(stage) {
      const act = async (client: Client, action: AssessmentAction, body = {}) => ok(await client.call(actOnAssessment, { params: { id: assessed.assessmentId, action }, body, key: randomUUID() }), 200)
      await act(clients.clerk.copy(), 'submit', { to: 'officer' })
      if (stage === 'taken') await act(clients.officer.copy(), 'take')
    },
    async letIn() {
      world.assistId = (await lettingIn(clients.assistant.copy(), firm.uscc, phones.clerk)).id
    },
    async setFirm(verification) {
      await test.db.updateTable('firms').set({ verification }).where('id', '=', firmId).execute()
    },
    async setCase(stage) {
      await stages.reach(stage)
      const seen = ok(await clients.officer.copy().call(getApplication, { params: { id: submitted.submittedId } }), 200)
      world.caseVersion = seen.version
      world.itemId = seen.correction?.items[0]?.id ?? ''
      world.disputeId = seen.disputes.find((dispute) => dispute.state === 'open')?.id ?? ''
    },
  }
  await world.setCase('submitted')
  return world
}
