// The one case mechanism: state × action × role. Screens and guards are both read from this table.
// Values only: a phone imports this file, so the schemas made from these lists stand in schema.ts.

export const caseStates = ['draft', 'submitted', 'accepted', 'returned', 'reviewing', 'publicity', 'approved', 'paid', 'archived', 'refused', 'withdrawn'] as const
export type CaseState = (typeof caseStates)[number]

/** The words on screen (glossary in ARCHITECTURE.md). */
export const caseStateWords: Record<CaseState, string> = {
  draft: '草稿', submitted: '已提交', accepted: '已受理', returned: '待补正', reviewing: '审核中', publicity: '公示中',
  approved: '已核准', paid: '已拨付', archived: '已归档', refused: '未通过', withdrawn: '已撤回',
}

export const caseActions = ['submit', 'withdraw', 'accept', 'approve', 'refuse'] as const
export type CaseAction = (typeof caseActions)[number]
/** Who moves a case: a member of its firm, or an officer of the county. */
export type CaseActor = 'firm' | 'officer'

export interface Move {
  action: CaseAction
  actor: CaseActor
  from: readonly CaseState[]
  to: CaseState
  /** A reason must be given in words. */
  needsReason?: boolean
  /** The firm must have been verified by an officer. */
  needsVerifiedFirm?: boolean
}

export const caseWorkflow: readonly Move[] = [
  { action: 'submit', actor: 'firm', from: ['draft'], to: 'submitted' },
  { action: 'withdraw', actor: 'firm', from: ['submitted', 'accepted', 'reviewing'], to: 'withdrawn' },
  { action: 'accept', actor: 'officer', from: ['submitted'], to: 'accepted', needsVerifiedFirm: true },
  { action: 'approve', actor: 'officer', from: ['accepted'], to: 'approved', needsReason: true },
  { action: 'refuse', actor: 'officer', from: ['submitted', 'accepted'], to: 'refused', needsReason: true },
]

/** The row of the table that answers this action, or undefined when the actor has no such action at all. */
export function findMove(action: CaseAction, actor: CaseActor): Move | undefined {
  return caseWorkflow.find((move) => move.action === action && move.actor === actor)
}

/** Actions this actor may take in this state; what the page shows as buttons. */
export function actionsFor(state: CaseState, actor: CaseActor): CaseAction[] {
  return caseWorkflow.filter((move) => move.actor === actor && move.from.includes(state)).map((move) => move.action)
}

/** States in which the county still owes an answer: the working-day clock runs. */
export const openStates: readonly CaseState[] = ['submitted', 'accepted', 'reviewing']
export const endStates: readonly CaseState[] = ['paid', 'archived', 'refused', 'withdrawn']
