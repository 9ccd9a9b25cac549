// The audit: auditors all of it, system administrators lines about accounts and the machine, nobody else anything.
import { checkChain, exportAuditLines, findAuditFirms, findAuditPeople, getAuditLine, getChainState, listAuditLines, listSights } from '#contract/audit/endpoints.ts'
import { row, signedIn, type MatrixRow } from './rows.ts'

const nobody = signedIn(403)
const both = { derived: { auditor: 200, system: 200 } }
const auditor = { derived: { auditor: 200, system: 403 } }

export const auditRows: readonly MatrixRow[] = [
  row(listAuditLines, nobody, () => ({ query: { action: 'accounts.sign-in' } }), both),
  row(listAuditLines, nobody, ({ firmId }) => ({ query: { firm: firmId } }), { what: 'of a firm', derived: { auditor: 200, system: 422 } }),
  row(getAuditLine, nobody, () => ({ params: { id: '999999999' } }), { derived: { auditor: 404, system: 404 } }),
  row(exportAuditLines, nobody, () => ({ params: { form: 'csv' as const }, query: { action: 'accounts.sign-in' } }), both),
  row(findAuditPeople, nobody, () => ({ query: { q: '王' } }), both),
  row(findAuditFirms, nobody, () => ({ query: { q: '新材料' } }), auditor),
  row(listSights, nobody, ({ firmId }) => ({ query: { of: 'firm' as const, id: firmId } }), auditor),
  row(getChainState, nobody, () => ({}), both),
  row(checkChain, nobody, () => ({}), both),
]
