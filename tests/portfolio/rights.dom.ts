// Rights as the server tells them, for pages in jsdom.
import { patentLastDay, parseRightNumber } from '#contract/portfolio/rules.ts'
import { annuityLines, annuityOf } from '#contract/portfolio/annuities.ts'
import type { PortfolioRules, RightDetail } from '#contract/portfolio/schema.ts'
import type { Me } from '#contract/accounts/schema.ts'
import portfolio from '../../content/huantai/portfolio.json'

export const today = '2026-11-23'
export const rules = portfolio as PortfolioRules
export const me: Me = {
  id: 'a1', name: '李敏', phoneMasked: '138****0001', roles: [], consentVersion: '3', sessionExpiresAt: '2026-12-24T00:00:00.000Z',
  firms: [{ id: 'f1', name: '苇畔新材料有限公司', town: '马桥镇', uscc: '91370321MA0DEM013L', role: 'administrator', state: 'active', verification: 'verified' }],
} as Me

/** A patent filed on 2021-03-05 and granted on 2022-08-16, paid to its sixth year, unless told otherwise; its fees follow from that. */
export function aPatent(over: Partial<RightDetail> = {}): RightDetail {
  const number = over.number ?? 'ZL202119999021.6'
  const parsed = parseRightNumber('patent', number, 2026)
  const read = parsed.ok ? parsed.patent : null
  const right: RightDetail = {
    id: 'r1', firmId: 'f1', kind: 'patent', number, check: read?.check ?? null, patentKind: read?.patentKind ?? null, filingYear: read?.filingYear ?? null,
    title: '一种含氟密封材料及其制备方法', owner: '苇畔新材料有限公司', coOwners: [], filedOn: '2021-03-05', grantedOn: '2022-08-16', lastDay: null,
    state: 'live', pledge: 'none', pledgee: null, pledgeNumber: null, pledgedOn: null, papers: [], classes: [], paidYear: 6, warnings: [], annuity: null, lines: [], version: 3,
    createdAt: '2026-11-01T00:00:00.000Z', savedAt: '2026-11-01T00:00:00.000Z',
    ...over,
  }
  if (right.kind !== 'patent' || !right.patentKind) return right
  const facts = { ...right, patentKind: right.patentKind }
  const context = { rules, isReduced: false, today }
  return {
    ...right,
    lastDay: right.filedOn ? patentLastDay(rules, right.patentKind, right.filedOn) : null,
    annuity: over.annuity ?? annuityOf(facts, context),
    lines: annuityLines(facts, context),
  }
}

export function aTrademark(over: Partial<RightDetail> = {}): RightDetail {
  return aPatent({
    id: 'r2', kind: 'trademark', number: '8661190', check: null, patentKind: null, filingYear: null, title: '苇畔', filedOn: null,
    grantedOn: '2018-05-07', lastDay: '2028-05-06', classes: [1, 17], paidYear: null, ...over,
  })
}
