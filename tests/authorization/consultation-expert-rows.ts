// Rows of the matrix: experts, their profiles and hours, free times, and the waiting list of firm A.
import * as consultations from '#contract/consultations/endpoints.ts'
import { everybody, members, officers, row, type MatrixRow } from './rows.ts'
import type { World } from './world.ts'

/** In the order of `actors`: officers keep every expert's, the expert among the ten their own. */
const keepers = (status: number, own: number = status): number[] => [401, 403, 403, 403, 403, status, status, 403, own, 403]

const expert = ({ expertId }: World) => ({ params: { id: expertId } })
const other = ({ otherExpertId }: World) => ({ params: { id: otherExpertId } })
const another = { what: 'of another expert' }
const profile = { organisation: '示例事务所', qualification: '专利代理师', fields: '机械', industries: [], topics: ['patent-mining'], ways: ['office' as const, 'phone' as const], statement: '没有利害关系', introduction: '', placeId: null, isOpen: false }
const hours = { rules: [], additions: [], lunch: null, perDay: 2 }
const leave = { startsAt: '2026-12-18T01:00:00.000Z', endsAt: '2026-12-18T03:00:00.000Z', reason: '外出' }
const openedOn = '2026-12-20'
const opened = { before: async ({ clients }: World) => void (await clients.officer.copy().call(consultations.openDay, { params: { date: openedOn }, body: { reason: '咨询活动' } })) }
const office = { topic: 'patent-mining', way: 'office' as const }
const waiting = ({ waitingId }: World) => ({ params: { id: waitingId } })

/** Firm A waits for that Saturday; an expert opens it, and the time is kept for the firm. */
async function offered({ clients, otherExpertId, waitingId, firmId }: World): Promise<void> {
  const additions = [{ date: '2026-12-19', from: '14:00', to: '17:00', ways: ['office' as const] }]
  await clients.officer.copy().call(consultations.saveAvailability, { params: { id: otherExpertId }, version: 1, body: { ...hours, additions } })
  const { items } = (await clients.clerk.copy().call(consultations.listWaiting, { query: { firmId } })).body
  if (items.find(({ id }) => id === waitingId)?.state !== 'offered') throw new Error('nothing was offered')
}

export const consultationExpertRows: MatrixRow[] = [
  row(consultations.listTopics, everybody(200)),
  row(consultations.listExperts, everybody(200)),
  row(consultations.getExpert, everybody(200), expert),
  row(consultations.listSlots, everybody(200), ({ expertId }) => ({ query: { ...office, expertId } })),
  row(consultations.listSlots, [404, 200, 200, 404, 404, 200, 200, 404, 404, 404], ({ firmId }) => ({ query: { ...office, firmId } }), { what: 'for a firm' }),
  row(consultations.listSlots, [404, 200, 200, 404, 404, 200, 200, 404, 200, 404], ({ bookingId }) => ({ query: { ...office, bookingId } }), { what: 'to move a booking' }),
  row(consultations.getProfile, keepers(200), expert),
  row(consultations.getProfile, keepers(200, 404), other, another),
  row(consultations.saveProfile, keepers(200), (world) => ({ ...expert(world), version: 1, body: profile })),
  row(consultations.saveProfile, keepers(200, 404), (world) => ({ ...other(world), version: 1, body: profile }), another),
  row(consultations.getAvailability, keepers(200), expert),
  row(consultations.getAvailability, keepers(200, 404), other, another),
  row(consultations.saveAvailability, keepers(200), (world) => ({ ...expert(world), version: 1, body: hours })),
  row(consultations.saveAvailability, keepers(200, 404), (world) => ({ ...other(world), version: 1, body: hours }), another),
  row(consultations.addLeave, keepers(201), (world) => ({ ...expert(world), body: leave })),
  row(consultations.addLeave, keepers(201, 404), (world) => ({ ...other(world), body: leave }), another),
  row(consultations.removeLeave, keepers(200), ({ expertId, leaveId }) => ({ params: { id: expertId, leaveId } })),
  row(consultations.removeLeave, keepers(404), ({ otherExpertId, leaveId }) => ({ params: { id: otherExpertId, leaveId } }), another),
  row(consultations.listDeskExperts, officers(200)),
  row(consultations.listOpenDays, officers(200)),
  row(consultations.openDay, officers(200), () => ({ params: { date: openedOn }, body: { reason: '咨询活动' } })),
  row(consultations.closeDay, officers(200), () => ({ params: { date: openedOn } }), opened),
  row(consultations.listWaiting, members(200), ({ firmId }) => ({ query: { firmId } })),
  row(consultations.joinWaiting, members(201), ({ firmId }) => ({ body: { firmId, topic: 'trade-secret', way: 'office' as const, fromDate: '2026-12-01', toDate: '2026-12-18', part: 'any' as const } })),
  row(consultations.leaveWaiting, members(204), waiting),
  row(consultations.declineOffer, members(200), waiting, { before: offered }),
]
