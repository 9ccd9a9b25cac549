// What the capabilities give the desk home: one line each, in the order of its filter and of what a search finds.
import { firmFinder } from './accounts/desk-finder.ts'
import { accountSources } from './accounts/desk-source.ts'
import { assessmentSources } from './assessment/desk-source.ts'
import type { StaffHands } from './accounts/staff-hands.ts'
import type { DeskParts } from './cases/desk-routes.ts'
import { countInHand, layBackDesk } from './cases/leaving.ts'
import { bookingFinder, questionFinder } from './consultations/desk-finder.ts'
import { consultationSources } from './consultations/desk-source.ts'
import { countQuestions, countVisits, layBackQuestions } from './consultations/leaving.ts'
import { requestFinder } from './financing/desk-finder.ts'
import { financingSources } from './financing/desk-source.ts'
import { noticeSources } from './notices/desk-source.ts'
import { personSources } from './operations/desk-source.ts'
import { caseFinder } from './subsidies/desk-finder.ts'
import { subsidySources } from './subsidies/desk-source.ts'

export const deskParts: DeskParts = {
  sources: [...subsidySources, ...financingSources, ...consultationSources, ...assessmentSources, ...noticeSources, ...accountSources, ...personSources],
  finders: [firmFinder, caseFinder, requestFinder, bookingFinder, questionFinder],
}

/** What somebody has in hand who is shut, or whose duty becomes another. Leads stay with the bank, reviews of a gone expert may be taken by the next as they are. */
export const staffHands: StaffHands = {
  async held(connection, deps, leaver) {
    const things = (await countInHand(connection, deps, deskParts.sources, leaver)) + (await countQuestions(connection, leaver))
    return { things, visits: await countVisits(connection, leaver, deps.clock.now()) }
  },
  async layBack(tx, deps, leaver, by) {
    return (await layBackDesk(tx, deps, deskParts.sources, leaver, by)) + (await layBackQuestions(tx, leaver, by))
  },
}
