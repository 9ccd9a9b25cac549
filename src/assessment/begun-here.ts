// An assessment begun on this phone, before the server knows it.
import type { Edition } from '#contract/assessment/edition-schema.ts'
import type { AnswerInput, Assessment, AssessmentInput } from '#contract/assessment/schema.ts'
import type { Me, MyFirm } from '#contract/accounts/schema.ts'
import { ApiError } from '#client/http.ts'
import type { AnswerRecord } from './local-record.ts'

/** A UUID also where the page is no secure context. */
export function newId(): string {
  if (typeof crypto.randomUUID === 'function') return crypto.randomUUID()
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  const hex = Array.from(bytes, (byte, at) =>
    ((at === 6 ? (byte & 15) | 64 : at === 8 ? (byte & 63) | 128 : byte) + 256).toString(16).slice(1),
  )
  return [hex.slice(0, 4), hex.slice(4, 6), hex.slice(6, 8), hex.slice(8, 10), hex.slice(10)].map((part) => part.join('')).join('-')
}

/** As the server would answer; its own word replaces it. */
export function newCopy(
  input: AssessmentInput & { id: string },
  edition: Edition,
  { me, activeFirms }: { me: Me | null | undefined; activeFirms: readonly MyFirm[] },
): Assessment {
  const now = new Date().toISOString()
  const firmName = activeFirms.find((firm) => firm.id === input.firmId)?.name ?? ''
  return {
    id: input.id,
    firmId: input.firmId,
    firmName,
    editionId: edition.id,
    editionVersion: edition.version,
    state: 'open',
    version: 0,
    createdBy: { id: me?.id ?? '', name: me?.name ?? '' },
    createdAt: now,
    savedAt: now,
    closedAt: null,
    answered: 0,
    total: 0,
    scoreTenths: null,
    grade: null,
    redLinesCrossed: 0,
    opening: input.opening ?? {},
    takenBack: [],
    fromId: null,
    fromEditionId: null,
    isShared: false,
    answers: [],
    evidence: [],
    assignments: [],
    remarks: [],
    review: null,
    mayAnswer: true,
    mayReview: false,
  }
}

/** Answers taken along from the short check; they give way to whatever is there. */
export function recordsOf(answers: Record<string, AnswerInput>, me: Me | null | undefined, nextOrder: () => number): AnswerRecord[] {
  const by = me ? { id: me.id, name: me.name } : null
  const at = new Date().toISOString()
  return Object.entries(answers).map(([itemId, { answer, note = '' }]) => {
    return {
      itemId,
      answer,
      note,
      by,
      at,
      order: nextOrder(),
      base: 0,
      sent: null,
      problems: [],
      isRefused: false,
      conflict: null,
      isWeak: true,
    }
  })
}

/** The server's no, which waiting would not change. */
export function isRefusedAnswer(caught: unknown): boolean {
  return !(caught instanceof ApiError) || !caught.isRetryable
}
