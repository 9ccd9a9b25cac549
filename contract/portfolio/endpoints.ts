import { endpoint } from '../endpoint.ts'
import type { AnnuityYear, ImportInput, ImportPreview, ImportResult, PortfolioRules, PortfolioSettings, PortfolioSettingsInput, RightDetail, RightInput, RightPaper, RightPaperKind, RightPatch, Rights } from './schema.ts'

type Id = { id: string }

/** Members of the firm only; newest first. */
export const listRights = endpoint<{ query: { firmId: string }; reply: Rights }>('GET', '/api/portfolio/rights')
/** 201 with `warnings`; 409 `portfolio.known` with `rightId` when the firm has this number already. */
export const addRight = endpoint<{ body: RightInput; reply: RightDetail }>('POST', '/api/portfolio/rights')
export const getRight = endpoint<{ params: Id; reply: RightDetail }>('GET', '/api/portfolio/rights/:id')
/** Needs If-Match with the right's version. */
export const updateRight = endpoint<{ params: Id; body: RightPatch; reply: RightDetail }>('PATCH', '/api/portfolio/rights/:id')
export const deleteRight = endpoint<{ params: Id; reply: void }>('DELETE', '/api/portfolio/rights/:id')
/** Judges every row of a table by itself; nothing is kept. */
export const previewImport = endpoint<{ body: ImportInput; reply: ImportPreview }>('POST', '/api/portfolio/imports/preview')
/** Needs an Idempotency-Key. Takes the rows that are fine or warned, in one go, and says of every row what became of it; a wrong one never stops a good one. */
export const importRights = endpoint<{ body: ImportInput; reply: ImportResult }>('POST', '/api/portfolio/imports')
/** All rights of a firm as .xlsx, one row a right; an import takes it back unchanged. */
export const exportRights = endpoint<{ query: { firmId: string }; reply: ArrayBuffer }>('GET', '/api/portfolio/rights.xlsx')
/** The due dates of this year and the next two as a calendar. */
export const getAnnuityCalendar = endpoint<{ query: { firmId: string }; reply: ArrayBuffer }>('GET', '/api/portfolio/annuities.ics')
/** 409 `portfolio.papers-full`; a file that is no paper of the firm is `not-found`. A file that is there already is answered as it is. */
export const addRightPaper = endpoint<{ params: Id; body: { fileId: string; kind: RightPaperKind }; reply: RightPaper }>('POST', '/api/portfolio/rights/:id/papers')
/** The file goes with it, unless something else uses it. */
export const removeRightPaper = endpoint<{ params: Id & { paperId: string }; reply: void }>('DELETE', '/api/portfolio/rights/:id/papers/:paperId')
export const listAnnuities = endpoint<{ query: { firmId: string; year: number }; reply: AnnuityYear }>('GET', '/api/portfolio/annuities')
export const savePortfolioSettings = endpoint<{ body: PortfolioSettingsInput; reply: PortfolioSettings }>('PUT', '/api/portfolio/settings')
/** Terms and fees, for what the form shows while a number is typed. */
export const getPortfolioRules = endpoint<{ reply: PortfolioRules }>('GET', '/api/portfolio/rules')
