import { endpoint } from '../endpoint.ts'
import type { AnnuityYear, PortfolioRules, PortfolioSettings, RightDetail, RightInput, RightPatch, Rights } from './schema.ts'

type Id = { id: string }

/** Members of the firm only; newest first. */
export const listRights = endpoint<{ query: { firmId: string }; reply: Rights }>('GET', '/api/portfolio/rights')
/** 201 with `warnings`; 409 `portfolio.known` with `rightId` when the firm has this number already. */
export const addRight = endpoint<{ body: RightInput; reply: RightDetail }>('POST', '/api/portfolio/rights')
export const getRight = endpoint<{ params: Id; reply: RightDetail }>('GET', '/api/portfolio/rights/:id')
/** Needs If-Match with the right's version. */
export const updateRight = endpoint<{ params: Id; body: RightPatch; reply: RightDetail }>('PATCH', '/api/portfolio/rights/:id')
export const deleteRight = endpoint<{ params: Id; reply: void }>('DELETE', '/api/portfolio/rights/:id')
export const listAnnuities = endpoint<{ query: { firmId: string; year: number }; reply: AnnuityYear }>('GET', '/api/portfolio/annuities')
export const savePortfolioSettings = endpoint<{ body: PortfolioSettings; reply: PortfolioSettings }>('PUT', '/api/portfolio/settings')
/** Terms and fees, for what the form shows while a number is typed. */
export const getPortfolioRules = endpoint<{ reply: PortfolioRules }>('GET', '/api/portfolio/rules')
