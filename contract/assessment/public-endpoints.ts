import { endpoint } from '../endpoint.ts'
import type { Edition, Editions } from './edition-schema.ts'

/** Public; the default first. */
export const listEditions = endpoint<{ reply: Editions }>('GET', '/api/assessment/editions')
export const getEdition = endpoint<{ params: { id: string }; reply: Edition }>('GET', '/api/assessment/editions/:id')
