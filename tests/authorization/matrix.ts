// Who gets what answer on every route, with valid input on firm A's objects. The machine-readable authorization matrix (promise A10).
// 401 no session · 403 the duty lacks it · 404 not yours or not there, alike · everything else: let through to the rule behind the guard.
import * as accounts from '#contract/accounts/endpoints.ts'
import * as editions from '#contract/assessment/public-endpoints.ts'
import * as cases from '#contract/cases/endpoints.ts'
import type { CaseAction } from '#contract/cases/workflow.ts'
import * as county from '#contract/county/endpoints.ts'
import * as files from '#contract/files/endpoints.ts'
import * as financing from '#contract/financing/endpoints.ts'
import * as library from '#contract/files/library-endpoints.ts'
import * as messages from '#contract/messages/endpoints.ts'
import { emptyRow } from '#contract/portfolio/import-table.ts'
import * as portfolio from '#contract/portfolio/endpoints.ts'
import * as subsidies from '#contract/subsidies/endpoints.ts'
import type { ActionInput } from '#contract/subsidies/schema.ts'
import type { SchemeAction } from '#contract/subsidies/scheme-schema.ts'
import { emptyScheme } from '#server/subsidies/scheme-copies.ts'
import { aPhone, aUscc } from '../support/builders.ts'
import { anObjection, fieldItem, inputs } from '../support/stages.ts'
import { chunkHeaders, tus, uploadMetadata } from '../support/upload.ts'
import { assessmentPlanRows } from './assessment-plan-rows.ts'
import { assessmentRows } from './assessment-rows.ts'
import { consultationAfterRows } from './consultation-after-rows.ts'
import { consultationBookingRows } from './consultation-booking-rows.ts'
import { consultationExpertRows } from './consultation-expert-rows.ts'
import { consultationFeedRows } from './consultation-feed-rows.ts'
import { countyFiguresRows } from './county-figures-rows.ts'
import { deskHomeRows } from './desk-home-rows.ts'
import { financingRows } from './financing-rows.ts'
import { firmChangeRows } from './firm-change-rows.ts'
import { messageRows } from './message-rows.ts'
import { noticeAudienceRows } from './notice-audience-rows.ts'
import { noticeDeskRows } from './notice-desk-rows.ts'
import { noticeFileRows } from './notice-file-rows.ts'
import { noticeMineRows } from './notice-mine-rows.ts'
import { noticePublicRows } from './notice-public-rows.ts'
import { auditRows } from './audit-rows.ts'
import { personRequestRows } from './person-request-rows.ts'
import { reportRows } from './report-rows.ts'
import { administrator, anotherOfficer, assistants, countyAction, everybody, firmAction, firmPeople, members, membersAndOfficers, officers, rawRow, row, sender, signedIn, writers, type MatrixRow } from './rows.ts'
import { secondFactorRows } from './second-factor-rows.ts'
import { staffRows } from './staff-rows.ts'
import type { World } from './world.ts'

const firm = ({ firmId }: World) => ({ params: { id: firmId } })
const draft = ({ draftId }: World) => ({ params: { id: draftId } })

const publicRows: MatrixRow[] = [
  row(county.getHealth, everybody(200)),
  row(county.getLiveness, everybody(200)),
  row(county.getReadiness, everybody(200)),
  // Nobody's duty: whoever watches the machine has a token, without one only the machine itself in the demonstration (tests/operations/metrics).
  rawRow('GET /metrics', everybody(200), () => ({}), { what: 'from this machine' }),
  rawRow('GET /metrics', everybody(404), () => ({ headers: { 'x-forwarded-for': '203.0.113.7' } }), { what: 'through a proxy' }),
  row(county.getCounty, everybody(200)),
  row(county.getLegalDocument, everybody(200), () => ({ params: { id: 'agreement' } })),
  row(county.getLegalDocument, everybody(404), () => ({ params: { id: 'nothing' } }), { what: 'that is not there' }),
  rawRow('GET /api/openapi.json', everybody(200)),
  row(accounts.requestCode, everybody(202), () => ({ body: { phone: aPhone(77) } })),
  row(accounts.signIn, everybody(422), () => ({ body: { phone: aPhone(78), code: '000000' } })),
  row(editions.listEditions, everybody(200)),
  row(editions.getEdition, everybody(200), () => ({ params: { id: 'gbt29490-2023' } })),
  row(financing.getFinancing, everybody(200)),
  row(financing.getReadiness, everybody(200)),
  row(subsidies.listProgrammes, everybody(200)),
  row(subsidies.listStandings, everybody(200)),
  row(subsidies.getProgramme, everybody(200), ({ programmeId }) => ({ params: { id: programmeId } })),
  row(subsidies.getQuickCheck, everybody(200)),
  row(subsidies.runQuickCheck, everybody(200), () => ({ body: { answers: { overseas: ['yes'] } } })),
]

const accountRows: MatrixRow[] = [
  row(accounts.signOut, signedIn(204)),
  // The newcomer signed in within this minute; the demo's own numbers may ask sooner.
  row(accounts.requestFreshCode, [401, 202, 202, 429, 202, 202, 202, 202, 202, 202]),
  row(accounts.confirmSession, signedIn(422), () => ({ body: { code: '000000' } })),
  row(accounts.getMe, signedIn(200)),
  row(accounts.updateMe, signedIn(200), () => ({ body: { name: '张三' } })),
  row(accounts.recordConsent, signedIn(201), ({ consentVersion }) => ({ body: { version: consentVersion } })),
  row(accounts.getLocalKey, signedIn(200)),
  row(accounts.createFirm, firmPeople(201), ({ town }) => ({ body: { uscc: aUscc(77), name: '新来的企业', town } })),
  row(accounts.getFirm, membersAndOfficers(200), firm),
  row(accounts.updateFirm, members(200), (world) => ({ ...firm(world), version: world.firmVersion, body: { industry: world.industry } })),
  row(accounts.submitLicence, members(200), (world) => ({ ...firm(world), body: { fileId: world.newLicenceId } })),
  row(accounts.listMembers, members(200), firm),
  row(accounts.askToJoin, [401, 409, 409, 200, 201, 403, 403, 403, 403, 403], (world) => ({ ...firm(world), body: {} })),
  row(accounts.updateMember, administrator(200), ({ firmId, pendingMemberId }) => ({ params: { id: firmId, memberId: pendingMemberId }, body: { state: 'active' as const } })),
  row(accounts.removeMember, administrator(204), ({ firmId, clerkMemberId }) => ({ params: { id: firmId, memberId: clerkMemberId } })),
  row(accounts.appealFirm, [401, 409, 409, 409, 409, 403, 403, 403, 403, 403], (world) => ({ ...firm(world), body: { fileId: world.licenceId, reason: '营业执照是我的' } })),
  row(accounts.findFirms, officers(200), () => ({ query: { q: '新材料' } })),
  row(accounts.listVerifications, officers(200)),
  row(accounts.decideVerification, officers(200), ({ firmId }) => ({ params: { id: firmId, action: 'verify' as const }, body: {} }), { before: (world) => world.setFirm('pending') }),
  row(accounts.listAppeals, officers(200)),
  row(accounts.decideAppeal, officers(200), ({ appealId }) => ({ params: { id: appealId, action: 'grant' as const }, body: { reason: '执照已核对' } })),
]

const fileRows: MatrixRow[] = [
  rawRow('POST /api/files', [401, 201, 201, 404, 404, 404, 404, 404, 404, 404], ({ firmId }) => ({
    headers: { ...tus, 'upload-length': '1000', 'upload-metadata': uploadMetadata({ type: 'application/pdf', firmId, purpose: 'paper' }) },
  })),
  rawRow('OPTIONS /api/files', signedIn(204)),
  rawRow('HEAD /api/files/:id', sender(200), ({ openUploadId }) => ({ params: { id: openUploadId }, headers: tus })),
  rawRow('PATCH /api/files/:id', sender(204), ({ openUploadId }) => ({ params: { id: openUploadId }, headers: chunkHeaders(0), bytes: Buffer.alloc(100) })),
  rawRow('DELETE /api/files/:id', sender(204), ({ openUploadId }) => ({ params: { id: openUploadId }, headers: tus })),
  rawRow('HEAD /api/files/:id/info', members(200), ({ paperFileId }) => ({ params: { id: paperFileId } })),
  row(files.getFile, members(200), ({ paperFileId }) => ({ params: { id: paperFileId } }), { what: 'a paper of a draft' }),
  row(files.getFile, membersAndOfficers(200), ({ submittedFileId }) => ({ params: { id: submittedFileId } }), { what: 'a paper of a submitted case' }),
  row(files.getFile, membersAndOfficers(200), ({ licenceId }) => ({ params: { id: licenceId } }), { what: 'the licence' }),
  row(files.getFileInfo, members(200), ({ paperFileId }) => ({ params: { id: paperFileId } })),
]

const right = ({ rightId }: World) => ({ params: { id: rightId } })

const tableRow = { ...emptyRow, line: 1, number: 'ZL202011313113.9', title: '一种反应釜' }
const portfolioRows: MatrixRow[] = [
  row(portfolio.getPortfolioRules, everybody(200)),
  row(portfolio.listRights, members(200), ({ firmId }) => ({ query: { firmId } })),
  row(portfolio.addRight, members(201), ({ firmId }) => ({ body: { firmId, kind: 'patent' as const, number: 'ZL202011313113.9', title: '一种反应釜' } })),
  row(portfolio.getRight, members(200), right),
  row(portfolio.updateRight, members(200), (world) => ({ ...right(world), version: 1, body: { title: '一种搅拌桨' } })),
  row(portfolio.deleteRight, members(204), right),
  row(portfolio.listAnnuities, members(200), ({ firmId }) => ({ query: { firmId, year: 2027 } })),
  row(portfolio.exportRights, members(200), ({ firmId }) => ({ query: { firmId } })),
  row(portfolio.getAnnuityCalendar, members(200), ({ firmId }) => ({ query: { firmId } })),
  row(portfolio.previewImport, members(200), ({ firmId }) => ({ body: { firmId, rows: [tableRow] } })),
  row(portfolio.importRights, members(200), ({ firmId }) => ({ body: { firmId, rows: [tableRow] }, key: 'matrix-import' })),
  row(portfolio.addRightPaper, members(201), (world) => ({ ...right(world), body: { fileId: world.spareFileId, kind: 'certificate' as const } })),
  row(portfolio.removeRightPaper, members(404), ({ rightId }) => ({ params: { id: rightId, paperId: '01234567-89ab-4cde-8f01-23456789abcd' } })),
  row(portfolio.savePortfolioSettings, members(200), ({ firmId }) => ({ body: { firmId, isReduced: true } })),
]

const inPublicity = (world: World) => world.setCase('publicity')
const act = (action: CaseAction, id: (world: World) => string, more: (world: World) => ActionInput = () => ({})) => (world: World) => ({
  params: { id: id(world), action }, body: { ...inputs[action], ...more(world) }, key: `matrix-${action}`,
})
const submitted = ({ submittedId }: World) => submittedId
async function giveToOfficer({ clients, submittedId }: World): Promise<void> {
  const { items } = (await clients.officer.call(cases.listColleagues)).body
  await clients.officer.call(cases.assignCases, { body: { caseIds: [submittedId], to: items[0]?.id ?? '' } })
}

const caseRows: MatrixRow[] = [
  row(cases.listQueue, officers(200)),
  row(subsidies.listPayments, officers(200)),
  row(subsidies.exportPayments, officers(200)),
  row(cases.getCasework, officers(200)),
  row(cases.listColleagues, officers(200)),
  row(cases.assignCases, officers(200), ({ submittedId }) => ({ body: { caseIds: [submittedId], to: null } }), { before: giveToOfficer }),
  row(cases.markPresence, members(200), ({ draftId }) => ({ params: { id: draftId }, body: { doing: 'reading' as const } }), { what: 'on a draft' }),
  row(cases.markPresence, membersAndOfficers(200), ({ submittedId }) => ({ params: { id: submittedId }, body: { doing: 'editing' as const } }), { what: 'on a submitted case' }),
  row(subsidies.listMatches, members(200), ({ firmId }) => ({ query: { firmId } })),
  row(subsidies.saveMatchAnswers, members(200), ({ firmId }) => ({ body: { firmId, programmeId: 'P06', answers: { certValid: true } } })),
  row(subsidies.takeQuickCheck, members(200), ({ firmId }) => ({ body: { firmId, answers: { uses: ['insure'], titles: ['award'], before: ['no'] } } })),
  row(subsidies.startApplication, members(200), ({ firmId, programmeId }) => ({ body: { firmId, programmeId } })),
  row(subsidies.listApplications, members(200), ({ firmId }) => ({ query: { firmId } })),
  row(subsidies.getApplication, members(200), draft, { what: 'a draft' }),
  row(subsidies.getApplication, membersAndOfficers(200), ({ submittedId }) => ({ params: { id: submittedId } }), { what: 'a submitted case' }),
  row(subsidies.getApplicationForm, members(200), draft, { what: 'a draft' }),
  row(subsidies.getApplicationForm, membersAndOfficers(200), ({ submittedId }) => ({ params: { id: submittedId } }), { what: 'a submitted case' }),
  row(subsidies.getPapersPdf, members(200), draft, { what: 'a draft' }),
  row(subsidies.getPapersPdf, membersAndOfficers(200), ({ submittedId }) => ({ params: { id: submittedId } }), { what: 'a submitted case' }),
  row(subsidies.getPaperPdf, members(200), ({ draftId, paperId }) => ({ params: { id: draftId, paperId } })),
  row(subsidies.saveAnswers, members(200), (world) => ({ ...draft(world), version: world.draftVersion, body: { answers: { [world.textField]: '新写的' } } })),
  row(subsidies.discardDraft, members(204), draft),
  row(subsidies.addPaperPage, members(201), (world) => ({ ...draft(world), body: { paperId: world.paperId, fileId: world.spareFileId } })),
  row(subsidies.removePaperPage, members(200), ({ draftId, pageId }) => ({ params: { id: draftId, pageId } })),
]

/** One row for every action of the workflow table, in a place where the table has it; every state × action × role stands in tests/subsidies/workflow.api.test.ts. */
const move = (action: CaseAction, expected: readonly number[], stage = 'submitted', more?: (world: World) => ActionInput): MatrixRow =>
  row(subsidies.actOnApplication, expected, act(action, submitted, more), { what: stage === 'submitted' ? action : `${action}, ${stage}`, ...(stage === 'submitted' ? {} : { before: (world) => world.setCase(stage) }) })

const answered = (outcome: 'upheld' | 'dismissed') => ({ disputeId }: World): ActionInput => ({ disputeId, outcome, reason: '已经核实' })

const moveRows: MatrixRow[] = [
  row(subsidies.actOnApplication, members(422), act('submit', ({ draftId }) => draftId), { what: 'submit an incomplete draft' }),
  move('withdraw', firmAction(200)),
  move('resubmit', firmAction(200), 'returned from accepted'),
  move('appeal', firmAction(200), 'refused'),
  // Through its own door: the page of the paper.
  move('add-form', firmAction(409)),
  move('accept', countyAction(200)),
  move('return', countyAction(200)),
  move('take-back', countyAction(200), 'returned from submitted'),
  move('correct', countyAction(200)),
  move('recommend', countyAction(200), 'accepted'),
  move('send-back', countyAction(200), 'reviewing'),
  move('approve', anotherOfficer(200), 'reviewing'),
  move('refuse', countyAction(200)),
  move('refuse', anotherOfficer(200), 'reviewing'),
  move('recuse', countyAction(200)),
  move('publicise', countyAction(200), 'approved'),
  move('answer-objection', countyAction(200), 'publicity, objected', answered('dismissed')),
  move('pay', countyAction(200), 'publicity over'),
  move('payment-failed', countyAction(200), 'paid'),
  move('archive', countyAction(200), 'paid'),
  move('answer-appeal', anotherOfficer(200), 'refused and appealed', answered('upheld')),
  // Nobody's: the calendar does it.
  move('close-publicity', [401, 403, 403, 404, 404, 403, 403, 404, 404, 404], 'publicity'),
  row(subsidies.objectToApplication, [401, 403, 403, 201, 201, 201, 201, 201, 201, 201], ({ submittedId }) => ({ params: { id: submittedId }, body: anObjection, key: 'matrix-object' }), { before: (world) => world.setCase('publicity') }),
  row(subsidies.saveCorrection, officers(200), ({ submittedId }) => ({ params: { id: submittedId }, body: { version: 0, items: [fieldItem('contactName')] } })),
  row(subsidies.tickCorrection, members(200), ({ submittedId, itemId }) => ({ params: { id: submittedId, itemId }, body: { done: false } }), { before: (world) => world.setCase('returned from submitted') }),
  row(subsidies.saveAnswers, members(200), ({ submittedId, caseVersion }) => ({ params: { id: submittedId }, version: caseVersion, body: { answers: { contactName: '周联系' } } }), { what: 'of a returned case', before: (world) => world.setCase('returned from submitted') }),
]

const publicityRows: MatrixRow[] = [
  row(subsidies.listPublicity, everybody(200), () => ({}), { before: inPublicity }),
  row(subsidies.getPublicity, everybody(200), ({ submittedId }) => ({ params: { id: submittedId } }), { before: inPublicity }),
  row(subsidies.listMyObjections, signedIn(200), ({ submittedId }) => ({ params: { id: submittedId } }), { before: (world) => world.setCase('publicity, objected') }),
]

const chosen = ({ submittedId }: World) => ({ body: { caseIds: [submittedId] } })
const payTable = Buffer.from('编号,金额,拨付日期,凭证号\nHT2026-XX-9999,1,2026-12-01,PZ-1\n')
const approvedBefore = { before: (world: World) => world.setCase('approved') }
const batchRows: MatrixRow[] = [
  row(subsidies.listBatchCases, officers(200)),
  row(subsidies.exportBatch, officers(200), chosen),
  row(subsidies.exportSummary, officers(200), chosen),
  row(subsidies.previewNotice, officers(200), chosen, approvedBefore),
  row(subsidies.getPayTemplate, officers(200)),
  rawRow(`POST ${subsidies.previewPayments.path}`, officers(200), () => ({ bytes: payTable, headers: { 'content-type': 'text/csv' } })),
  row(subsidies.checkPayments, officers(200), () => ({ body: { rows: [] } })),
  row(subsidies.importPayments, officers(200), ({ submittedId }) => ({ body: { rows: [{ row: 2, caseId: submittedId, paidOn: '2026-12-01', reference: 'PZ-1', amountFen: 1 }] }, key: 'matrix-import' })),
  row(subsidies.publiciseBatch, officers(200), ({ submittedId }) => ({ body: { caseIds: [submittedId] }, key: 'matrix-publicise' }), approvedBefore),
]

/** P04 with a change of the first officer's, as far as named. */
function schemeBefore(upTo: 'draft' | 'proposed') {
  return { what: upTo, before: async ({ clients: { officer } }: World) => {
    const { draft } = (await officer.call(subsidies.startScheme, { body: { id: 'P04', of: 'P04' } })).body
    if (!draft) throw new Error('P04 has no draft')
    await officer.call(subsidies.saveScheme, { params: { id: 'P04' }, version: 1, body: { source: { ...draft, title: '改了名字' }, note: '' } })
    if (upTo === 'proposed') await officer.call(subsidies.actOnScheme, { params: { id: 'P04', action: 'propose' }, body: { revision: 2 } })
  } }
}
const scheme = { params: { id: 'P04' } }
const newScheme = emptyScheme({ id: 'P04', office: '市场监管局', hotlines: [], numberKind: 'XX', at: Date.parse('2026-11-23T02:08:00.000Z') })
const actScheme = (action: SchemeAction, expected: readonly number[], upTo: 'draft' | 'proposed') => row(subsidies.actOnScheme, expected, () => ({ params: { id: 'P04', action }, body: { revision: 2, reason: '请写清楚' } }), { ...schemeBefore(upTo), what: action })
const schemeRows: MatrixRow[] = [
  row(subsidies.listSchemes, officers(200)),
  row(subsidies.getScheme, officers(200), () => scheme),
  row(subsidies.listPaperKinds, officers(200)),
  row(subsidies.getSchemeVersion, officers(200), () => ({ params: { id: 'P04', number: 1 } })),
  row(subsidies.startScheme, officers(201), () => ({ body: { id: 'P04', of: 'P04' } })),
  row(subsidies.saveScheme, officers(200), () => ({ ...scheme, version: 2, body: { source: newScheme, note: '' } }), schemeBefore('draft')),
  row(subsidies.discardScheme, officers(204), () => scheme, schemeBefore('draft')),
  actScheme('propose', officers(200), 'draft'),
  actScheme('take-back', [401, 403, 403, 403, 403, 200, 403, 403, 403, 403], 'proposed'),
  actScheme('send-back', [401, 403, 403, 403, 403, 403, 200, 403, 403, 403], 'proposed'),
  // Four eyes: not the first officer, who wrote it.
  actScheme('publish', [401, 403, 403, 403, 403, 403, 200, 403, 403, 403], 'proposed'),
]

/** One function for all rows: what only looks is tried once at each stage, not once a row. */
const letIn = (world: World) => world.letIn()
const helping = (what: string) => ({ what: what === '' ? 'while the assistant is let in' : `${what}, while the assistant is let in`, before: letIn })
const whom = { uscc: aUscc(77), phone: aPhone(76) }

const kept = ({ libraryPaperId }: World) => ({ params: { id: libraryPaperId } })
const libraryRows: MatrixRow[] = [
  row(library.listLibrary, members(200), ({ firmId }) => ({ query: { firmId } })),
  row(library.addLibraryPaper, members(201), ({ firmId, spareFileId }) => ({ body: { firmId, kind: 'honour', fileIds: [spareFileId] } })),
  row(library.updateLibraryPaper, members(200), (world) => ({ ...kept(world), version: 1, body: { name: '公布的名单' } })),
  row(library.deleteLibraryPaper, members(204), kept),
]

/** What help on the spot opens and what stays shut; without it the assistant is a stranger in every row above. */
const assistRows: MatrixRow[] = [
  row(subsidies.requestAssist, assistants(202), () => ({ body: whom })),
  row(subsidies.startAssist, assistants(422), () => ({ body: { ...whom, code: '000000' } })),
  row(subsidies.listAssists, signedIn(200)),
  row(subsidies.listAssists, members(200), ({ firmId }) => ({ query: { firmId } }), helping('of the firm')),
  row(subsidies.endAssist, writers(204), ({ assistId }) => ({ params: { id: assistId } }), helping('')),
  row(subsidies.requestAssistSubmit, assistants(404), draft),
  row(subsidies.requestAssistSubmit, assistants(202), draft, helping('')),
  row(subsidies.submitAssisted, assistants(404), ({ draftId, draftVersion }) => ({ params: { id: draftId }, body: { code: '000000', version: draftVersion, statement: true as const }, key: 'matrix-assisted' })),
  row(subsidies.submitAssisted, assistants(422), ({ draftId, draftVersion }) => ({ params: { id: draftId }, body: { code: '000000', version: draftVersion, statement: true as const }, key: 'matrix-assisted' }), helping('')),
  row(subsidies.startApplication, writers(200), ({ firmId, programmeId }) => ({ body: { firmId, programmeId } }), helping('')),
  row(subsidies.listApplications, writers(200), ({ firmId }) => ({ query: { firmId } }), helping('')),
  row(subsidies.getApplication, writers(200), draft, helping('a draft')),
  row(subsidies.getApplication, membersAndOfficers(200), ({ submittedId }) => ({ params: { id: submittedId } }), helping('a submitted case')),
  row(subsidies.getApplicationForm, members(200), draft, helping('a draft')),
  row(subsidies.getPapersPdf, members(200), draft, helping('a draft')),
  row(subsidies.saveAnswers, writers(200), (world) => ({ ...draft(world), version: world.draftVersion, body: { answers: { [world.textField]: '新写的' } } }), helping('')),
  row(subsidies.discardDraft, members(204), draft, helping('')),
  row(subsidies.addPaperPage, members(201), (world) => ({ ...draft(world), body: { paperId: world.paperId, fileId: world.spareFileId } }), helping('a file somebody else sent')),
  row(subsidies.removePaperPage, writers(200), ({ draftId, pageId }) => ({ params: { id: draftId, pageId } }), helping('')),
  row(subsidies.actOnApplication, members(422), act('submit', ({ draftId }) => draftId), helping('submit')),
  row(subsidies.actOnApplication, firmAction(200), act('withdraw', submitted), helping('withdraw')),
  rawRow('POST /api/files', [401, 201, 201, 404, 404, 404, 404, 201, 404, 404], ({ firmId }) => ({
    headers: { ...tus, 'upload-length': '1000', 'upload-metadata': uploadMetadata({ type: 'application/pdf', firmId, purpose: 'paper' }) },
  }), helping('a paper')),
  rawRow('POST /api/files', [401, 201, 201, 404, 404, 404, 404, 404, 404, 404], ({ firmId }) => ({
    headers: { ...tus, 'upload-length': '1000', 'upload-metadata': uploadMetadata({ type: 'application/pdf', firmId, purpose: 'licence' }) },
  }), helping('a licence')),
  row(files.getFile, writers(200), ({ paperFileId }) => ({ params: { id: paperFileId } }), helping('a paper of a draft')),
  row(files.getFile, membersAndOfficers(200), ({ submittedFileId }) => ({ params: { id: submittedFileId } }), helping('a paper of a submitted case')),
  row(files.getFile, [401, 200, 200, 404, 404, 200, 200, 200, 404, 404], ({ licenceId }) => ({ params: { id: licenceId } }), helping('the licence, which is in the draft')),
  row(library.listLibrary, writers(200), ({ firmId }) => ({ query: { firmId } }), helping('')),
  row(library.addLibraryPaper, writers(201), ({ firmId, spareFileId }) => ({ body: { firmId, kind: 'honour', fileIds: [spareFileId] } }), helping('')),
  row(library.updateLibraryPaper, writers(200), (world) => ({ ...kept(world), version: 1, body: { name: '公布的名单' } }), helping('')),
  row(library.deleteLibraryPaper, members(204), kept, helping('')),
  row(portfolio.listRights, writers(200), ({ firmId }) => ({ query: { firmId } }), helping('')),
  row(portfolio.getRight, writers(200), right, helping('')),
  row(portfolio.updateRight, members(200), (world) => ({ ...right(world), version: 1, body: { title: '一种搅拌桨' } }), helping('')),
  row(accounts.getFirm, membersAndOfficers(200), firm, helping('')),
  row(accounts.listMembers, members(200), firm, helping('')),
  row(messages.readMessage, [401, 200, 404, 404, 404, 404, 404, 404, 404, 404], ({ messageId }) => ({ params: { id: messageId } }), helping('')),
  row(cases.markPresence, members(200), ({ draftId }) => ({ params: { id: draftId }, body: { doing: 'reading' as const } }), helping('on a draft')),
]

export const matrix: readonly MatrixRow[] = [...staffRows, ...firmChangeRows, ...batchRows, ...schemeRows, ...publicRows, ...accountRows, ...fileRows, ...messageRows, ...financingRows, ...reportRows, ...auditRows, ...secondFactorRows, ...deskHomeRows, ...personRequestRows,
  ...countyFiguresRows, ...noticeAudienceRows, ...noticeDeskRows, ...noticeFileRows, ...noticeMineRows, ...noticePublicRows, ...portfolioRows, ...caseRows, ...moveRows, ...publicityRows, ...libraryRows, ...assistRows, ...assessmentRows, ...assessmentPlanRows, ...consultationAfterRows, ...consultationBookingRows, ...consultationExpertRows, ...consultationFeedRows]
