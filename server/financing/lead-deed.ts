// What one move of a lead is given and gives back; lead-actions.ts is the one door, lead-answers.ts and lead-stages.ts do the work.
import type { LeadActionInput } from '#contract/financing/lead-schema.ts'
import type { LeadAction, LeadMove } from '#contract/financing/workflow.ts'
import type { Tx } from '../db/commands.ts'
import type { FinancingLeadRow } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import type { OpenedLead } from './access.ts'
import type { StoredTerms } from './sealed.ts'

export interface LeadDeed { deps: Deps; tx: Tx; opened: OpenedLead; move: LeadMove; input: LeadActionInput; /** Cleaned; '' where none was given. */ reason: string; /** Of the county's list, checked. */ code: string | null; at: number; requestId: string }
/** `change`: columns beside state, version, stage_at, ended_at, reason and reason_code, which the door sets. `terms`: what changes of the sealed part. `note`, `eventChange`: of the line of history (never an amount in clear). `tell`: after everything was written. */
export interface LeadOutcome { change?: Partial<FinancingLeadRow>; terms?: Partial<StoredTerms>; note?: string | null; eventChange?: Record<string, string | number | readonly string[]>; tell?: () => Promise<void> }
/** Throws AppError or `invalid` by field, and then nothing has happened. */
export type LeadWork = (deed: LeadDeed) => Promise<LeadOutcome>
export type LeadWorks = Partial<Record<LeadAction, LeadWork>>
