// From the first talk to the loan and back: due diligence, approval, contract, registration, payment, settlement.
import type { LeadWorks } from './lead-deed.ts'

export const stageWorks: LeadWorks = {}
