// What everybody may read; the pages the server draws import only this.
import { getExpert, listExperts, listSlots, listTopics } from '#contract/consultations/public-endpoints.ts'
import type { Expert, Experts, Slots, SlotsQuery, Topics } from '#contract/consultations/schema.ts'
import { call } from '#client/http.ts'

export const readTopics = (): Promise<Topics> => call(listTopics)
export const readExperts = (): Promise<Experts> => call(listExperts)
export const readExpert = (id: string): Promise<Expert> => call(getExpert, { params: { id } })
export const readSlots = (query: SlotsQuery, signal?: AbortSignal): Promise<Slots> => call(listSlots, { query, signal })
