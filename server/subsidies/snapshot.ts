// What was submitted, frozen: answers, papers, scheme, amount and conditions as they stood (pitfall C18).
import type { Programme } from '#contract/subsidies/programme.ts'
import type { Connection } from '../db/commands.ts'
import { readStoredJson } from '../db/json.ts'
import type { FirmRow } from '../db/schema.ts'
import type { Deps } from '../deps.ts'
import { notFound } from '../errors.ts'
import { countRightsInForce } from '../portfolio/right-counts.ts'
import type { AmountResult, Answers, ConditionResult } from '#contract/subsidies/schema.ts'

export interface Snapshot {
  programme: Programme
  answers: Answers
  papers: { paperId: string; position: number; fileId: string; sha256: string }[]
  amount: AmountResult
  conditions: ConditionResult[]
  firm: { name: string; uscc: string; town: string; verification: string; scale: string | null }
  statement: string[]
  submittedAt: string
}

export function readSnapshot(text: string | null): Snapshot | undefined {
  return text === null ? undefined : readStoredJson<Snapshot>(text)
}

/** The scheme this application is judged by: the snapshot's once submitted, today's while it is a draft. */
export function programmeOf(deps: Deps, row: { programme_id: string; application: { snapshot: string | null } }): Programme {
  const snapshot = readSnapshot(row.application.snapshot)
  const programme = snapshot?.programme ?? deps.content.programme(row.programme_id, deps.clock.now())
  if (!programme) throw notFound(`scheme ${row.programme_id} is no longer in the content`)
  return programme
}

/** Firm facts the conditions are judged by: its profile, and its rights in force. */
export async function firmFacts(deps: Pick<Deps, 'content' | 'clock'>, connection: Connection, firm: FirmRow) {
  const rights = await countRightsInForce(deps, connection, firm.id)
  return { rights, name: firm.name, uscc: firm.uscc, town: firm.town, legalPerson: firm.legal_person, industry: firm.industry, scale: firm.scale, verification: firm.verification, usccCheck: firm.uscc_check }
}
