// Rows of the matrix: what comes after a visit of firm A, and a written question of its.
import * as consultations from '#contract/consultations/endpoints.ts'
import type { QuestionAction, QuestionActionInput } from '#contract/consultations/schema.ts'
import * as files from '#contract/files/endpoints.ts'
import { tus, uploadMetadata } from '../support/upload.ts'
import { arrived, itsPeople, recorded } from './consultation-booking-rows.ts'
import { sampleRecord } from './consultation-world.ts'
import { members, rawRow, row, type MatrixRow } from './rows.ts'
import type { World } from './world.ts'

const its = ({ bookingId }: World) => ({ params: { id: bookingId } })
const done = { what: 'done', before: (world: World) => world.setBooking('done') }

async function hangPhoto({ clients, bookingId, visitPhotoId }: World): Promise<void> {
  const reply = await clients.expert.copy().call(consultations.addRecordPhoto, { params: { id: bookingId }, body: { fileId: visitPhotoId } })
  if (reply.status !== 201) throw new Error(`the photograph does not hang: ${reply.status}`)
}
/** In a draft, or in a record the firm has. */
const photographed = (isHandedIn: boolean) => async (world: World) => {
  await world.setBooking('arrived')
  await hangPhoto(world)
  if (isHandedIn) await world.setBooking('recorded')
}
const photo = ({ visitPhotoId }: World) => ({ params: { id: visitPhotoId } })

const act = (action: QuestionAction, expected: readonly number[], body: (world: World) => QuestionActionInput = () => ({}), before?: (world: World) => Promise<void>): MatrixRow =>
  row(consultations.actOnQuestion, expected, (world) => ({ params: { id: world.questionId, action }, body: body(world), key: `matrix-${action}` }), { what: action, ...(before ? { before } : {}) })
const take = async ({ clients, questionId }: World) => void (await clients.expert.copy().call(consultations.actOnQuestion, { params: { id: questionId, action: 'take' }, body: {}, key: 'matrix-before' }))

export const consultationAfterRows: MatrixRow[] = [
  rawRow('POST /api/files', [401, 403, 403, 403, 403, 403, 403, 403, 201, 403], () => ({ headers: { ...tus, 'upload-length': '1000', 'upload-metadata': uploadMetadata({ type: 'image/jpeg', purpose: 'visit' }) } }), { what: 'a photograph of a visit' }),
  row(files.getFile, [401, 404, 404, 404, 404, 404, 404, 404, 200, 404], photo, { what: 'a photograph of a visit, draft', before: photographed(false) }),
  row(files.getFile, itsPeople(200, 200, 200), photo, { what: 'a photograph of a visit', before: photographed(true) }),
  row(consultations.getRecord, itsPeople(200, 200, 200), its, arrived),
  row(consultations.getRecord, itsPeople(200, 200, 200), its, recorded),
  row(consultations.saveRecord, itsPeople(403, 403, 200), (world) => ({ ...its(world), version: 1, body: { ...sampleRecord, plan: '下周再来' } }), arrived),
  row(consultations.addRecordPhoto, itsPeople(403, 403, 201), (world) => ({ ...its(world), body: { fileId: world.visitPhotoId } }), arrived),
  row(consultations.removeRecordPhoto, itsPeople(403, 403, 200), ({ bookingId, visitPhotoId }) => ({ params: { id: bookingId, fileId: visitPhotoId } }), { before: photographed(false) }),
  row(consultations.sendRecordCode, itsPeople(403, 403, 200), its, recorded),
  row(consultations.getRecordPdf, itsPeople(404, 404, 200), its, arrived),
  row(consultations.getRecordPdf, itsPeople(200, 200, 200), its, recorded),
  row(consultations.setFollowUp, itsPeople(200, 200, 200), ({ bookingId }) => ({ params: { id: bookingId, followUpId: 'f1' }, body: { isDone: true } }), done),
  row(consultations.rateBooking, itsPeople(200, 403, 403), (world) => ({ ...its(world), body: { professional: 5, relevant: 5, solved: 4, words: '' } }), done),
  row(consultations.answerRevisit, itsPeople(200, 200, 403), (world) => ({ ...its(world), body: { result: 'solved' as const, words: '' } }), done),
  row(consultations.listQuestions, members(200), ({ firmId }) => ({ query: { firmId } })),
  row(consultations.listQuestions, [401, 403, 403, 403, 403, 200, 200, 403, 200, 403], () => ({}), { what: 'of a duty' }),
  row(consultations.askQuestion, members(201), ({ firmId, topic }) => ({ body: { firmId, topic, text: '客户名单怎么保密？' }, key: 'matrix-ask' })),
  row(consultations.getQuestion, itsPeople(200, 200, 200), ({ questionId }) => ({ params: { id: questionId } })),
  row(consultations.getQuestion, itsPeople(200, 200, 200), ({ questionId }) => ({ params: { id: questionId } }), {
    what: 'another expert has it: who, and no more',
    before: async ({ clients, questionId, otherExpertId }) => void (await clients.officer.copy().call(consultations.actOnQuestion, { params: { id: questionId, action: 'assign' }, body: { expertId: otherExpertId }, key: 'matrix-before' })),
  }),
  act('take', itsPeople(403, 403, 200)),
  act('assign', itsPeople(403, 200, 403), ({ otherExpertId }) => ({ expertId: otherExpertId })),
  act('answer', itsPeople(403, 200, 200), () => ({ answer: '先签保密协议' }), take),
  act('withdraw', itsPeople(200, 403, 403)),
]
