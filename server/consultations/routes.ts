// Permission table of 约专家, one register line a part; the services ask live who may.
import type { FastifyInstance } from 'fastify'
import * as endpoints from '#contract/consultations/public-endpoints.ts'
import { TopicsSchema } from '#contract/consultations/schema.ts'
import { topicsOf } from '#contract/consultations/topics.ts'
import { shanghaiDate } from '#contract/identifiers/date.ts'
import type { Deps } from '../deps.ts'
import { route } from '../http/route.ts'
import { registerCalendars } from './calendar-routes.ts'
import { registerConsultationStatistics } from './statistics-routes.ts'
import { registerBookings } from './booking-routes.ts'
import { registerConsultationExperts } from './expert-routes.ts'
import { registerQuestions } from './question-routes.ts'
import { registerRecordPdf } from './record-pdf/record-pdf-route.ts'
import { registerRecords } from './record-routes.ts'

export function registerConsultations(app: FastifyInstance, deps: Deps): void {
  route(app, endpoints.listTopics, { access: 'public', reply: { 200: TopicsSchema } }, () => Promise.resolve(topicsOf(deps.content.consultations, shanghaiDate(deps.clock.now()))))
  registerConsultationExperts(app, deps)
  registerRecords(app, deps)
  registerRecordPdf(app, deps)
  registerQuestions(app, deps)
  registerBookings(app, deps)
  registerCalendars(app, deps)
  registerConsultationStatistics(app, deps)
}
