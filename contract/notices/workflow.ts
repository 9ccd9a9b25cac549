// A version of a notice: written by one, published by another. State × action × next; screens and guards read it. Pure.
import type { VersionAction, VersionState } from './desk-schema.ts'

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
