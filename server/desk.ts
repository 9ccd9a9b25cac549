// What the capabilities give the desk home: one line each, in the order of its filter and of what a search finds.
import { firmFinder } from './accounts/desk-finder.ts'
import { accountSources } from './accounts/desk-source.ts'
import { assessmentSources } from './assessment/desk-source.ts'
import type { DeskParts } from './cases/desk-routes.ts'
import { bookingFinder, questionFinder } from './consultations/desk-finder.ts'
import { consultationSources } from './consultations/desk-source.ts'
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
