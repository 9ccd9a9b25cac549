// A version of a notice: written by one, published by another. State × action × next; screens and guards read it. Pure.
import type { VersionAction, VersionState } from './desk-schema.ts'

/** What decides who may do what: where the version stands, whether this officer wrote on it (or proposed it), and whether they proposed it as it stands. */
export interface VersionStanding { state: VersionState; isHand: boolean; isProposer: boolean; /** Their signature may be the second one (security.json approvals). */ mayApprove: boolean }

/** to 'past' by a later version only. scheduled goes live by the clock. */
export const versionMoves: Record<VersionAction, { from: VersionState; to: VersionState; needsReason: boolean; /** Only by somebody who did not write on it. */ needsOther: boolean }> = {
  propose: { from: 'draft', to: 'proposed', needsReason: false, needsOther: false },
  'take-back': { from: 'proposed', to: 'draft', needsReason: false, needsOther: false },
  'send-back': { from: 'proposed', to: 'draft', needsReason: true, needsOther: false },
  /** With a time to come it is scheduled, else it is live at once. */
  publish: { from: 'proposed', to: 'live', needsReason: false, needsOther: true },
  unschedule: { from: 'scheduled', to: 'draft', needsReason: true, needsOther: false },
  withdraw: { from: 'live', to: 'past', needsReason: true, needsOther: false },
}

const actions: readonly VersionAction[] = ['propose', 'take-back', 'send-back', 'publish', 'unschedule', 'withdraw']

/** Why this officer may not do this now, as an error code; null: they may. Four eyes: who has a hand in it never publishes, who proposed it takes it back and does not send it back. */
export function refusalOf(action: VersionAction, { state, isHand, isProposer, mayApprove }: VersionStanding): 'notices.state' | 'notices.hand' | 'notices.proposer' | 'accounts.approver-needed' | null {
  const { from, needsOther } = versionMoves[action]
  if (state !== from) return 'notices.state'
  if (needsOther && (isHand || isProposer)) return 'notices.hand'
  if (needsOther && !mayApprove) return 'accounts.approver-needed'
  if (action === 'take-back' && !isProposer) return 'notices.proposer'
  return action === 'send-back' && isProposer ? 'notices.proposer' : null
}

/** What this officer may do with it now. */
export function actionsOf(standing: VersionStanding): VersionAction[] {
  return actions.filter((action) => refusalOf(action, standing) === null)
}
