// Firm A's consultations, for everybody to reach for: a booking that is to come with a paper on it, a hold, a free time, an open question. Everything is done through the API.
import { actOnBooking, addLeave, askQuestion, createBooking, holdSlot, joinWaiting, saveRecord } from '#contract/consultations/endpoints.ts'
import type { BookingActionInput, RecordInput } from '#contract/consultations/schema.ts'
import type { BookingAction } from '#contract/consultations/workflow.ts'
import { getMe } from '#contract/accounts/endpoints.ts'
import { slotIdOf } from '#server/consultations/slot-id.ts'
import { openProfile, secondExpertPhone, topic } from '../consultations/booking.ts'
import { aPdf } from '../files/pdf-samples.ts'
import { aPhonePhoto } from '../files/picture-samples.ts'
import type { Actors } from '../support/actors.ts'
import type { Client, Reply } from '../support/api-client.ts'
import type { TestApp } from '../support/app.ts'
import { uploadFile } from '../support/upload.ts'

/** confirmed: by the expert · begun: its hour has come · arrived: they meet, with a draft of the record · recorded: with the firm · done: agreed to. */
export type BookingStage = 'confirmed' | 'begun' | 'arrived' | 'recorded' | 'done'

export interface ConsultationWorld {
  /** The one among the ten, whose booking it is, and another in service. */
  expertId: string
  otherExpertId: string
  topic: string
  /** 到所, at version 1, waits for the expert. */
  bookingId: string
  bookingFileId: string
  /** Its expert's, hanging on nothing. */
  visitPhotoId: string
  /** Another time of its expert, one of the other expert, and one that the hold keeps. */
  slotId: string
  otherSlotId: string
  holdId: string
  /** Written, nobody has it yet. */
  questionId: string
  /** On the list for a Saturday, when nobody has hours. */
  waitingId: string
  /** Of its expert, to come, with nothing booked in it. */
  leaveId: string
  /** Brings the booking, and the clock, there. */
  setBooking(stage: BookingStage): Promise<void>
}

const day = '2026-12-16'
const saturday = '2026-12-19'
const at = (clock: string) => Date.parse(`${day}T${clock}:00+08:00`)
const steps: BookingStage[] = ['confirmed', 'begun', 'arrived', 'recorded', 'done']
export const sampleRecord: RecordInput = {
  people: [{ name: '李工', department: '研发部', title: '' }], situation: '', policy: '', needs: '', problems: '图纸谁都能拷走', opinions: '', findings: '', advice: '先定涉密范围', plan: '', followUps: [{ id: 'f1', what: '签保密协议', owner: 'firm', dueOn: null }],
}

function ok<T>(reply: Reply<T>, status: number): T {
  if (reply.status !== status) throw new Error(`the world of consultations is not as expected: ${reply.status} ${JSON.stringify(reply.error)}`)
  return reply.body
}

export async function addConsultations(test: TestApp, { clients, firmId }: Actors): Promise<ConsultationWorld> {
  const other = await test.signIn(secondExpertPhone)
  const [expertId, otherExpertId] = [(await clients.expert.call(getMe)).body.id, (await other.call(getMe)).body.id]
  await openProfile(test, expertId)
  await openProfile(test, otherExpertId)
  // Those of the demonstration would count against what a firm may have to come.
  await test.db.updateTable('bookings').set({ starts_at: 0, ends_at: 1 }).where('firm_id', '=', firmId).where('state', 'in', ['booked', 'confirmed']).execute()
  const slot = (id: string, clock: string) => slotIdOf({ expertId: id, startsAt: at(clock), way: 'office', topic })
  const bookingFileId = await uploadFile(clients.clerk, { bytes: aPdf(), type: 'application/pdf', firmId, purpose: 'paper' })
  const visitPhotoId = await uploadFile(clients.expert, { bytes: await aPhonePhoto(), type: 'image/jpeg', purpose: 'visit' })
  const input = { firmId, topic, way: 'office' as const, description: '图纸怎么保密', contactName: '李工', contactPhone: '13900000055', fileIds: [bookingFileId] }
  const { id: bookingId } = ok(await clients.clerk.call(createBooking, { body: { ...input, slotId: slot(expertId, '09:30') }, key: 'world-booking' }), 201)
  const { holdId } = ok(await clients.clerk.call(holdSlot, { body: { firmId, slotId: slot(expertId, '14:00') } }), 201)
  const { id: questionId } = ok(await clients.clerk.call(askQuestion, { body: { firmId, topic, text: '员工离职带走图纸怎么办？' }, key: 'world-question' }), 201)
  const { id: waitingId } = ok(await clients.clerk.call(joinWaiting, { body: { firmId, topic, way: 'office', fromDate: saturday, toDate: saturday, part: 'any' } }), 201)
  const { leaves } = ok(await clients.expert.call(addLeave, { params: { id: expertId }, body: { startsAt: `${saturday}T00:00:00+08:00`, endsAt: `${saturday}T12:00:00+08:00`, reason: '外出' } }), 201)

  async function take(client: Client, action: BookingAction, body: BookingActionInput = {}): Promise<void> {
    ok(await client.copy().call(actOnBooking, { params: { id: bookingId, action }, body, key: `world-${action}` }), 200)
  }
  const reach: Record<BookingStage, () => Promise<void>> = {
    confirmed: () => take(clients.expert, 'confirm'),
    begun: () => Promise.resolve(test.clock.set(new Date(at('09:30')).toISOString())),
    async arrived() {
      await take(clients.expert, 'arrive')
      ok(await clients.expert.copy().call(saveRecord, { params: { id: bookingId }, body: sampleRecord, version: 0 }), 200)
    },
    recorded: () => take(clients.expert, 'submit-record'),
    done: () => take(clients.clerk, 'confirm-record'),
  }
  return {
    expertId, otherExpertId, topic, bookingId, bookingFileId, visitPhotoId, slotId: slot(expertId, '15:30'), otherSlotId: slot(otherExpertId, '09:30'), holdId, questionId, waitingId, leaveId: leaves.find(({ reason }) => reason === '外出')?.id ?? '',
    async setBooking(stage) {
      for (const step of steps.slice(0, steps.indexOf(stage) + 1)) await reach[step]()
    },
  }
}
