// Firms at the desk: officers read and change them, a second one agrees.
import { endpoint } from '../endpoint.ts'
import type { DeskFirm, DeskFirms, DeskFirmsQuery, Doubles, FirmChange, FirmChangeAction, FirmChangeDecision, FirmChangeInput, FirmChangeMade, MergePreview } from './firm-desk-schema.ts'

type Id = { id: string }

export const listDeskFirms = endpoint<{ query: DeskFirmsQuery; reply: DeskFirms }>('GET', '/api/accounts/desk-firms')
/** One that was merged away is shown as it was, with where it went. */
export const getDeskFirm = endpoint<{ params: Id; reply: DeskFirm }>('GET', '/api/accounts/desk-firms/:id')
export const listDoubles = endpoint<{ reply: Doubles }>('GET', '/api/accounts/firm-doubles')
/** Exactly what a merge would move now, and what stands in its way; nothing is changed. */
export const previewMerge = endpoint<{ query: { firmId: string; goneId: string }; reply: MergePreview }>('GET', '/api/accounts/firm-merges')
/** Those that wait for a second person, oldest first. */
export const listFirmChanges = endpoint<{ reply: { items: FirmChange[] } }>('GET', '/api/accounts/firm-changes')
/** Needs an Idempotency-Key. */
export const proposeFirmChange = endpoint<{ body: FirmChangeInput; reply: FirmChangeMade }>('POST', '/api/accounts/firm-changes')
export const decideFirmChange = endpoint<{ params: { id: string; action: FirmChangeAction }; body: FirmChangeDecision; reply: FirmChange }>('POST', '/api/accounts/firm-changes/:id/actions/:action')
