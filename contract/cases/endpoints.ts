import { endpoint } from '../endpoint.ts'
import type { Casework } from './casework.ts'
import type { AssignmentInput, Colleague, Presence, PresenceInput, Queue, QueueQuery } from './schema.ts'

/** The desk's queue, by due date. */
export const listQueue = endpoint<{ query: QueueQuery; reply: Queue }>('GET', '/api/cases/queue')
/** Sentences and limits of handling, for the desk. */
export const getCasework = endpoint<{ reply: Casework }>('GET', '/api/cases/casework')
/** Officers in service, for handing over. */
export const listColleagues = endpoint<{ reply: { items: Colleague[] } }>('GET', '/api/cases/colleagues')
/** Takes over (to = oneself), hands over, or lays back (to = null) up to 100 cases at once. */
export const assignCases = endpoint<{ body: AssignmentInput; reply: { assigned: number } }>('POST', '/api/cases/assignments')
/** Says that somebody looks at this case, and who else does; asked every 20 s while a page is open. Not an activity of the session. */
export const markPresence = endpoint<{ params: { id: string }; body: PresenceInput; reply: Presence }>('POST', '/api/cases/:id/presence')
