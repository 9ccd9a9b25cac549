// The one case mechanism: state × action × role. Screens and guards are both read from this table.
// Values only: a phone imports this file, so the schemas made from these lists stand in schema.ts.

import type { CaseState } from './states.ts'

export { caseStates, caseStateWords, endStates, openStates, type CaseState } from './states.ts'

export const caseActions = [
  'submit', 'withdraw', 'accept', 'return', 'resubmit', 'take-back', 'correct', 'add-form', 'recommend', 'send-back', 'approve', 'refuse', 'recuse',
  'publicise', 'object', 'answer-objection', 'close-publicity', 'pay', 'payment-failed', 'archive', 'appeal', 'answer-appeal',
] as const
export type CaseAction = (typeof caseActions)[number]
/** Who moves a case: a member of its firm, an officer of the county, somebody of the public during publicity, or the calendar. */
export const caseActors = ['firm', 'officer', 'public', 'calendar'] as const
export type CaseActor = (typeof caseActors)[number]

/** resume: back to where it was when it was returned. stay: the state does not change. */
export type Target = CaseState | 'resume' | 'stay'

export interface Move {
  action: CaseAction
  actor: CaseActor
  from: readonly CaseState[]
  to: Target
  /** Where it goes instead when the outcome is `upheld` (an objection or an appeal that is right). */
  whenUpheld?: CaseState
  /** A reason must be given in words. */
  needsReason?: boolean
  /** The firm must have been verified by an officer. */
  needsVerifiedFirm?: boolean
  /** Four eyes: not by whoever recommended, refused or corrected what is decided here. */
  byAnother?: boolean
  /** 我与申请企业没有利害关系 must be ticked. */
  needsDeclaration?: boolean
  /** Not once an award was decided: a case returned for its account alone stays approved. */
  untilDecided?: boolean
  /** Only where it is the scheme's next step after the state the case is in. */
  followsSteps?: boolean
}

const undecided = ['submitted', 'accepted', 'reviewing'] as const satisfies readonly CaseState[]

export const caseWorkflow: readonly Move[] = [
  { action: 'submit', actor: 'firm', from: ['draft'], to: 'submitted' },
  { action: 'withdraw', actor: 'firm', from: [...undecided, 'returned'], to: 'withdrawn', untilDecided: true },
  { action: 'resubmit', actor: 'firm', from: ['returned'], to: 'resume' },
  /** The stamped scan of the form, where the scheme takes it after submitting. */
  { action: 'add-form', actor: 'firm', from: ['submitted', 'accepted'], to: 'stay' },
  { action: 'appeal', actor: 'firm', from: ['refused'], to: 'stay', needsReason: true },
  { action: 'accept', actor: 'officer', from: ['submitted'], to: 'accepted', needsVerifiedFirm: true },
  { action: 'return', actor: 'officer', from: ['submitted', 'accepted'], to: 'returned' },
  { action: 'take-back', actor: 'officer', from: ['returned'], to: 'resume', needsReason: true },
  { action: 'correct', actor: 'officer', from: ['submitted', 'accepted'], to: 'stay', needsReason: true },
  { action: 'recommend', actor: 'officer', from: ['accepted'], to: 'reviewing', needsReason: true, needsDeclaration: true },
  { action: 'send-back', actor: 'officer', from: ['reviewing'], to: 'accepted', needsReason: true },
  { action: 'approve', actor: 'officer', from: ['reviewing'], to: 'approved', needsReason: true, byAnother: true, needsDeclaration: true },
  { action: 'refuse', actor: 'officer', from: ['submitted', 'accepted'], to: 'refused', needsReason: true },
  { action: 'refuse', actor: 'officer', from: ['reviewing'], to: 'refused', needsReason: true, byAnother: true },
  { action: 'recuse', actor: 'officer', from: [...undecided, 'returned', 'approved', 'publicity', 'refused'], to: 'stay', needsReason: true },
  { action: 'publicise', actor: 'officer', from: ['approved'], to: 'publicity', followsSteps: true },
  { action: 'answer-objection', actor: 'officer', from: ['publicity'], to: 'stay', whenUpheld: 'accepted', needsReason: true },
  { action: 'pay', actor: 'officer', from: ['approved', 'publicity'], to: 'paid', followsSteps: true },
  { action: 'payment-failed', actor: 'officer', from: ['publicity', 'paid'], to: 'returned', needsReason: true },
  { action: 'archive', actor: 'officer', from: ['approved', 'publicity', 'paid'], to: 'archived', followsSteps: true },
  { action: 'answer-appeal', actor: 'officer', from: ['refused'], to: 'stay', whenUpheld: 'accepted', needsReason: true, byAnother: true },
  { action: 'object', actor: 'public', from: ['publicity'], to: 'stay', needsReason: true },
  { action: 'close-publicity', actor: 'calendar', from: ['publicity'], to: 'stay' },
]

/** The row of the table for this action in this state; undefined when the actor may not take it there. `path`: pathOf of the scheme. */
export function findMove(action: CaseAction, actor: CaseActor, state: CaseState, path: readonly CaseState[]): Move | undefined {
  return caseWorkflow.find((move) => move.action === action && move.actor === actor && move.from.includes(state) && isOnPath(move, state, path))
}

/** Whether this actor ever takes this action; if not, 403 rather than 409. */
export function hasAction(action: CaseAction, actor: CaseActor): boolean {
  return caseWorkflow.some((move) => move.action === action && move.actor === actor)
}

/** Actions this actor may take in this state of this scheme; what the page shows as buttons. */
export function actionsFor(state: CaseState, actor: CaseActor, path: readonly CaseState[]): CaseAction[] {
  return caseWorkflow.filter((move) => move.actor === actor && move.from.includes(state) && isOnPath(move, state, path)).map((move) => move.action)
}

/** The states a scheme's steps lead through, in order, ending in `archived` (a recommended-only scheme has no `paid` on its way). */
export function pathOf(steps: readonly { state: CaseState }[]): CaseState[] {
  const path: CaseState[] = []
  for (const { state } of steps) if (!path.includes(state)) path.push(state)
  return path.includes('archived') ? path : [...path, 'archived']
}

function isOnPath(move: Move, state: CaseState, path: readonly CaseState[]): boolean {
  if (!move.followsSteps) return true
  const at = path.indexOf(state)
  return at !== -1 && path[at + 1] === move.to
}
