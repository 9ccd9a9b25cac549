// Rows of the matrix: calendars, and what the county counts.
import * as consultations from '#contract/consultations/endpoints.ts'
import { itsPeople } from './consultation-booking-rows.ts'
import { everybody, members, officers, row, type MatrixRow } from './rows.ts'
import type { World } from './world.ts'

const period = () => ({ query: { from: '2026-11-01', to: '2026-11-30' } })

/** Of the address the clerk made last. */
let token = ''
async function makeAddress({ clients, firmId }: World): Promise<void> {
  const { status, body } = await clients.clerk.copy().call(consultations.makeFeed, { body: { firmId } })
  if (status !== 200) throw new Error(`no address for a calendar: ${status}`)
  token = body.url.split('/').at(-1)?.replace('.ics', '') ?? ''
}

export const consultationFeedRows: MatrixRow[] = [
  row(consultations.getBookingCalendar, itsPeople(200, 200, 200), ({ bookingId }) => ({ params: { id: bookingId } })),
  row(consultations.makeFeed, members(200), ({ firmId }) => ({ body: { firmId } }), { what: 'of a firm' }),
  row(consultations.makeFeed, [401, 403, 403, 403, 403, 403, 403, 403, 200, 403], () => ({ body: {} }), { what: 'of an expert' }),
  // Whoever knows the address; no session is looked at.
  row(consultations.getFeed, everybody(200), () => ({ params: { token } }), { before: makeAddress }),
  row(consultations.getFeed, everybody(404), () => ({ params: { token: 'nobody-made-this' } }), { what: 'nobody’s' }),
  row(consultations.getConsultationStatistics, officers(200), period),
  row(consultations.getVisitsSheet, officers(200), period),
]
