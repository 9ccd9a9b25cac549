import { endpoint } from '../endpoint.ts'
import type { AuditExportQuery, AuditFirms, AuditLineFull, AuditLines, AuditPeople, AuditQuery, ChainState, Sights, SightsQuery } from './schema.ts'

/** All of it for auditors; lines about accounts and the machine also for system administrators. No route writes or removes a line. */
export const listAuditLines = endpoint<{ query: AuditQuery; reply: AuditLines }>('GET', '/api/audit/lines')
export const getAuditLine = endpoint<{ params: { id: string }; reply: AuditLineFull }>('GET', '/api/audit/lines/:id')
export const exportAuditLines = endpoint<{ params: { form: 'xlsx' | 'csv' }; query: AuditExportQuery; reply: ArrayBuffer }>('GET', '/api/audit/export/:form')
/** By a part of the name, or a whole phone number. */
export const findAuditPeople = endpoint<{ query: { q: string }; reply: AuditPeople }>('GET', '/api/audit/people')
export const findAuditFirms = endpoint<{ query: { q: string }; reply: AuditFirms }>('GET', '/api/audit/firms')
export const listSights = endpoint<{ query: SightsQuery; reply: Sights }>('GET', '/api/audit/sights')
export const getChainState = endpoint<{ reply: ChainState }>('GET', '/api/audit/chain')
/** Asks for a full check; the worker walks the chain. One under way: as it is. */
export const checkChain = endpoint<{ reply: ChainState }>('POST', '/api/audit/chain/checks')
