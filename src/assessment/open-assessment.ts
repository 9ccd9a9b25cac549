// What pages see of an assessment: the server's and this phone's answers as one, each with where it is.
import type { Edition } from '#contract/assessment/edition-schema.ts'
import type { Gap } from '#contract/assessment/gaps.ts'
import type { Answer, AnswerWord, Assessment, AssessmentSummary, Person } from '#contract/assessment/schema.ts'
import type { LeftOut, PlacedItem } from '#contract/assessment/scope.ts'
import type { Score } from '#contract/assessment/scoring.ts'
import type { FieldProblem } from '#contract/errors.ts'

/** writing: not on the phone yet, a moment · phone: on this phone, not on the server · refused: the server does not take it, see `problems`. */
export type AnswerPlace = 'writing' | 'phone' | 'sending' | 'server' | 'refused'

export interface LocalAnswer {
  itemId: string
  answer: AnswerWord | null
  note: string
  origin: Answer['origin']
  by: Person | null
  at: string
  place: AnswerPlace
  /** Another phone answered otherwise: the person chooses (`settle`); nothing is sent before. */
  conflict: Answer | null
  problems: FieldProblem[]
}

/** Every property is read on its own: whoever reads one answer is not drawn anew for another, and no score is worked out that nobody reads. */
export interface OpenAssessment {
  /** Another than the one in the address where the firm already had an open one: go on there. */
  readonly id: string
  readonly assessment: Assessment
  readonly edition: Edition
  readonly answers: ReadonlyMap<string, LocalAnswer>
  /** Asked, in order. */
  readonly items: PlacedItem[]
  readonly leftOut: LeftOut[]
  readonly score: Score
  readonly gaps: Gap[]
  readonly unsent: number
  readonly conflicts: LocalAnswer[]
  /** False: begun without a network, the server does not know it yet. */
  readonly isOnServer: boolean
  /** False: this phone refuses to keep things; they last as long as the page. */
  readonly isPersistent: boolean
  readonly isSending: boolean
  readonly isOffline: boolean
}

export type MyAssessment = AssessmentSummary & { isOnServer: boolean; unsent: number }
