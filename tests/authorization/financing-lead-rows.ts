// Rows of the matrix: consents of firm A, the lead of the bank among the ten, and one of another bank. What comes after a lead was taken: financing-after-rows.ts.
import { consentFields } from '#contract/financing/casework-schema.ts'
import type { LeadActionInput } from '#contract/financing/lead-schema.ts'
import { actOnLead, consentToBank, getLead, getLeadsSheet, getReceipt, listChoosableBanks, listLeads, listViews } from '#contract/financing/request-endpoints.ts'
import type { LeadAction } from '#contract/financing/workflow.ts'
import { firmAction, membersAndOfficers, row, type MatrixRow } from './rows.ts'
import type { World } from './world.ts'

const its = ({ requestId }: World) => ({ params: { id: requestId } })
const lead = ({ leadId }: World) => ({ params: { id: leadId } })
const otherLead = ({ otherLeadId }: World) => ({ params: { id: otherLeadId } })
const receipt = ({ consentId }: World) => ({ params: { id: consentId } })
export const taken = { what: 'taken', before: (world: World) => world.setLead('taken') }
const revoked = { what: 'revoked', before: (world: World) => world.setLead('revoked') }
const refused = { what: 'refused', before: (world: World) => world.setLead('refused') }

/** Contacts of banks; the firm and officers read the request. */
export const banks = (status: number): number[] => [401, 403, 403, 403, 403, 403, 403, 403, 403, status]
/** In the order of `actors`. Firm A's people, officers and the lead's own bank. */
export const itsSides = (firm: number, officer: number, bank: number): number[] => [401, firm, firm, 404, 404, officer, officer, 404, 404, bank]

export const actLead = (action: LeadAction, expected: readonly number[], body: LeadActionInput = {}, stage: Partial<typeof taken> & { of?: (world: World) => { params: { id: string } } } = {}): MatrixRow =>
  row(actOnLead, expected, (world) => ({ params: { id: (stage.of ?? lead)(world).params.id, action }, body, key: `matrix-${action}` }), { ...(stage.before ? { before: stage.before } : {}), what: `${action}${stage.what === undefined ? '' : `, ${stage.what}`}` })

export const financingLeadRows: MatrixRow[] = [
  row(listChoosableBanks, membersAndOfficers(200), its),
  row(consentToBank, firmAction(201), (world) => ({ ...its(world), body: { bankId: world.freeBankId, fields: [...consentFields], textVersion: world.bankTextVersion, agreed: true as const }, key: 'matrix-consent' })),
  row(getReceipt, itsSides(200, 200, 404), receipt, { what: 'offered' }),
  row(getReceipt, itsSides(200, 200, 200), receipt, taken),
  row(getReceipt, itsSides(200, 200, 404), receipt, refused),
  row(getReceipt, itsSides(200, 200, 404), receipt, revoked),
  row(listViews, membersAndOfficers(200), its),
  row(listLeads, banks(200)),
  row(getLeadsSheet, banks(200)),
  row(getLead, banks(200), lead, { what: 'offered' }),
  row(getLead, banks(200), lead, taken),
  row(getLead, banks(200), lead, refused),
  row(getLead, banks(404), lead, revoked),
  row(getLead, banks(404), otherLead, { what: 'of another bank' }),
  actLead('take', itsSides(403, 403, 200)),
  actLead('take', itsSides(403, 403, 404), {}, { what: 'of another bank', of: otherLead }),
  actLead('take', itsSides(403, 403, 404), {}, revoked),
  actLead('refuse', itsSides(403, 403, 200), { code: 'rights' }),
  actLead('revoke', itsSides(200, 403, 403)),
  actLead('revoke', itsSides(200, 403, 403), {}, taken),
  actLead('expire', itsSides(403, 200, 403), { reason: '电话里说不做' }),
]
