// What was submitted, frozen: answers, papers, scheme, amount and conditions as they stood (pitfall C18).
import type { Programme } from '#contract/subsidies/programme.ts'
import { readStoredJson } from '../db/json.ts'
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
