// Rows of the matrix: holds and bookings of firm A with the expert among the ten. Experts and hours, what comes after a visit, calendars and figures have files of their own.
import * as consultations from '#contract/consultations/endpoints.ts'
import type { BookingActionInput } from '#contract/consultations/schema.ts'
import type { BookingAction } from '#contract/consultations/workflow.ts'
import * as files from '#contract/files/endpoints.ts'
import { members, membersAndOfficers, officers, row, type MatrixRow } from './rows.ts'
import type { World } from './world.ts'

/** In the order of `actors`. Firm A's people, officers and the booking's own expert see it. */
export const itsPeople = (firm: number, officer: number, expert: number): number[] => [401, firm, firm, 404, 404, officer, officer, 404, expert, 404]

const its = ({ bookingId }: World) => ({ params: { id: bookingId } })
const need = { topic: 'patent-mining', way: 'office' as const, description: '想知道能不能申请' }
export const confirmed = { what: 'confirmed', before: (world: World) => world.setBooking('confirmed') }
export const begun = { what: 'begun', before: (world: World) => world.setBooking('begun') }
export const arrived = { what: 'arrived', before: (world: World) => world.setBooking('arrived') }
export const recorded = { what: 'recorded', before: (world: World) => world.setBooking('recorded') }

const act = (action: BookingAction, expected: readonly number[], body: (world: World) => BookingActionInput = () => ({}), stage: Partial<typeof begun> = {}): MatrixRow =>
  row(consultations.actOnBooking, expected, (world) => ({ params: { id: world.bookingId, action }, body: body(world), key: `matrix-${action}` }), { ...stage, what: `${action}${stage.what === undefined ? '' : `, ${stage.what}`}` })

const because = { reason: '情况有变' }

export const consultationBookingRows: MatrixRow[] = [
  row(files.getFile, itsPeople(200, 200, 200), ({ bookingFileId }) => ({ params: { id: bookingFileId } }), { what: 'paper of a booking' }),
  row(consultations.holdSlot, membersAndOfficers(201), ({ firmId, slotId }) => ({ body: { firmId, slotId } })),
  row(consultations.releaseHold, membersAndOfficers(204), ({ holdId }) => ({ params: { id: holdId } })),
  row(consultations.createBooking, membersAndOfficers(201), ({ firmId, slotId }) => ({ body: { ...need, firmId, slotId }, key: 'matrix-book' }), { what: 'of a free time' }),
  row(consultations.createBooking, membersAndOfficers(201), ({ firmId, holdId }) => ({ body: { ...need, firmId, holdId }, key: 'matrix-book' }), { what: 'of a hold' }),
  row(consultations.listBookings, members(200), ({ firmId }) => ({ query: { firmId } })),
  row(consultations.getBooking, itsPeople(200, 200, 200), its),
  row(consultations.updateBooking, itsPeople(200, 200, 422), (world) => ({ ...its(world), version: 1, body: { description: '改问商标' } })),
  row(consultations.updateBooking, itsPeople(422, 200, 200), (world) => ({ ...its(world), version: 1, body: { meeting: '会议号 123' } }), { what: 'how it is reached' }),
  act('confirm', itsPeople(403, 200, 200)),
  act('reschedule', itsPeople(200, 200, 200), ({ slotId }) => ({ ...because, slotId })),
  act('replace', itsPeople(403, 200, 403), ({ otherSlotId }) => ({ ...because, slotId: otherSlotId })),
  act('cancel', itsPeople(200, 200, 200), () => because),
  act('arrive', itsPeople(403, 200, 200), () => ({}), begun),
  act('miss', itsPeople(403, 200, 200), () => ({}), begun),
  act('excuse', itsPeople(403, 200, 200), () => because, confirmed),
  act('submit-record', itsPeople(403, 403, 200), () => ({}), arrived),
  act('reopen-record', itsPeople(403, 403, 200), () => ({}), recorded),
  act('return-record', itsPeople(200, 403, 403), () => because, recorded),
  act('confirm-record', itsPeople(200, 403, 422), () => ({}), recorded),
  row(consultations.listMyVisits, [401, 403, 403, 403, 403, 403, 403, 403, 200, 403]),
  row(consultations.listDeskBookings, officers(200)),
]
