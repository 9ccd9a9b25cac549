import { endpoint } from '../endpoint.ts'
import type { Queue, QueueGroup } from './schema.ts'

/** The desk's queue, by due date. */
export const listQueue = endpoint<{ query: { group?: QueueGroup; q?: string; cursor?: string; limit?: number }; reply: Queue }>('GET', '/api/cases/queue')
