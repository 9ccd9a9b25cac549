// The firm's assessments as listed: the server's, as last read here where there is no network, and those begun on this phone.
import type { AssessmentSummary } from '#contract/assessment/schema.ts'
import type { Vault } from '#client/accounts/local-vault.ts'
import { readAssessments } from './api.ts'
import { freshOrKept } from './kept-editions.ts'
import { keepList, readKeptList } from './local-record.ts'
import type { MyAssessment } from './open-assessment.ts'
import type { Sheet } from './sheet.ts'

/** Throws ApiError where neither the server nor the phone can say. */
export async function loadMine(firmId: string, vault: Vault | null): Promise<AssessmentSummary[]> {
  const kept = vault ? await readKeptList(vault, firmId) : undefined
  return freshOrKept(
    () => readAssessments(firmId),
    kept,
    (list) => (vault ? keepList(vault, firmId, list) : undefined),
  )
}

/** With what was answered here. */
export function summaryOf({ view }: Sheet): MyAssessment {
  const { assessment, score, unsent, isOnServer } = view
  const { id, firmId, firmName, editionId, state, version, createdBy, createdAt, savedAt, closedAt } = assessment
  const { answered, total, tenths, grade, redLines } = score
  const figures = { answered, total, scoreTenths: answered > 0 ? tenths : null, grade: grade?.title ?? null }
  const about = { id, firmId, firmName, editionId, state, version, createdBy, createdAt, savedAt, closedAt }
  return { ...about, ...figures, redLinesCrossed: redLines.crossed.length, isOnServer, unsent }
}
