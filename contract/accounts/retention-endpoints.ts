import { endpoint } from '../endpoint.ts'
import type { RetentionView, RunRetention } from './retention-schema.ts'

/** Officers and the auditor read it, administrators also run it. */
export const getRetention = endpoint<{ reply: RetentionView }>('GET', '/api/accounts/retention')
/** Asks for a fresh code. A repeat finds nothing left to forget. */
export const runRetention = endpoint<{ body: RunRetention; reply: RetentionView }>('POST', '/api/accounts/retention/runs')
