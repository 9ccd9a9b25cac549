import { endpoint } from '../endpoint.ts'
import type { Expert, Experts, Slots, SlotsQuery, Topics } from './schema.ts'

/** Public: topics with the ways, towns, limits and sentences around them. */
export const listTopics = endpoint<{ reply: Topics }>('GET', '/api/consultations/topics')
/** Public: experts in service, in the order of their names. */
export const listExperts = endpoint<{ reply: Experts }>('GET', '/api/consultations/experts')
export const getExpert = endpoint<{ params: { id: string }; reply: Expert }>('GET', '/api/consultations/experts/:id')
/** Public; ids are opaque and checked again at hold and claim. At most 31 days a question; without dates a week from today on. */
export const listSlots = endpoint<{ query: SlotsQuery; reply: Slots }>('GET', '/api/consultations/slots')
