import { endpoint } from '../endpoint.ts'
import type { DeskCounts, DeskHome, DeskQuery, DeskSearch, Handed, HandInput, Leave, LeaveInput, Leaves, OwnPhrase, PhraseInput, Phrases } from './desk-schema.ts'

/** What is open in all capabilities, by due date, with the counts of each group. */
export const listDesk = endpoint<{ query: DeskQuery; reply: DeskHome }>('GET', '/api/cases/desk')
/** The counts alone, for the rail of every desk page. */
export const getDeskCounts = endpoint<{ reply: DeskCounts }>('GET', '/api/cases/desk/counts')
/** Takes over (to = oneself), hands over, or lays back (to = null) items of any kinds; what cannot be done is said item by item. */
export const handOver = endpoint<{ body: HandInput; reply: Handed }>('POST', '/api/cases/desk/hands')
/** By number, firm, credit code, phone or patent, over all capabilities. */
export const searchDesk = endpoint<{ query: { q: string }; reply: DeskSearch }>('GET', '/api/cases/desk/search')
export const listLeaves = endpoint<{ reply: Leaves }>('GET', '/api/cases/leaves')
export const addLeave = endpoint<{ body: LeaveInput; reply: Leave }>('POST', '/api/cases/leaves')
/** From today on; one that has not begun does not begin. */
export const endLeave = endpoint<{ params: { id: string }; reply: Leave }>('POST', '/api/cases/leaves/:id/end')
export const listPhrases = endpoint<{ reply: Phrases }>('GET', '/api/cases/phrases')
export const addPhrase = endpoint<{ body: PhraseInput; reply: OwnPhrase }>('POST', '/api/cases/phrases')
export const savePhrase = endpoint<{ params: { id: string }; body: PhraseInput; reply: OwnPhrase }>('PATCH', '/api/cases/phrases/:id')
export const removePhrase = endpoint<{ params: { id: string }; reply: void }>('DELETE', '/api/cases/phrases/:id')
