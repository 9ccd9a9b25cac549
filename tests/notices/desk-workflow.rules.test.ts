import { describe, expect, it } from 'vitest'
import type { VersionAction, VersionState } from '#contract/notices/desk-schema.ts'
import { actionsOf, refusalOf, versionMoves, type VersionStanding } from '#contract/notices/workflow.ts'

const who = { stranger: { isHand: false, isProposer: false, mayApprove: true }, hand: { isHand: true, isProposer: false, mayApprove: true }, proposer: { isHand: true, isProposer: true, mayApprove: true }, clerk: { isHand: false, isProposer: false, mayApprove: false } } as const
const states: readonly VersionState[] = ['draft', 'proposed', 'scheduled', 'live', 'past']

describe('who may do what with a version of a notice', () => {
  it.each<[VersionState, keyof typeof who, VersionAction[]]>([
    ['draft', 'stranger', ['propose']], ['draft', 'hand', ['propose']], ['draft', 'proposer', ['propose']],
    ['proposed', 'stranger', ['send-back', 'publish']], ['proposed', 'hand', ['send-back']], ['proposed', 'proposer', ['take-back']],
    ['proposed', 'clerk', ['send-back']], ['scheduled', 'stranger', ['unschedule']], ['scheduled', 'hand', ['unschedule']], ['live', 'stranger', ['withdraw']], ['live', 'proposer', ['withdraw']], ['past', 'stranger', []],
  ])('%s, %s: %j', (state, person, expected) => expect(actionsOf({ state, ...who[person] })).toEqual(expected))

  it('nobody with a hand in it ever publishes, and everything out of turn is a matter of its state', () => {
    for (const state of states) {
      for (const person of [who.hand, who.proposer, { isHand: false, isProposer: true, mayApprove: true }]) expect(actionsOf({ state, ...person })).not.toContain('publish')
      for (const [action, { from }] of Object.entries(versionMoves) as [VersionAction, { from: VersionState }][]) if (from !== state) expect(refusalOf(action, { state, ...who.stranger })).toBe('notices.state')
    }
  })

  it.each<[VersionAction, VersionStanding, string | null]>([
    ['publish', { state: 'proposed', ...who.hand }, 'notices.hand'], ['publish', { state: 'proposed', ...who.stranger }, null], ['take-back', { state: 'proposed', ...who.hand }, 'notices.proposer'], ['take-back', { state: 'proposed', ...who.proposer }, null],
    ['publish', { state: 'proposed', ...who.clerk }, 'accounts.approver-needed'], ['publish', { state: 'proposed', ...who.hand, mayApprove: false }, 'notices.hand'],
    ['send-back', { state: 'proposed', ...who.proposer }, 'notices.proposer'], ['send-back', { state: 'proposed', ...who.hand }, null],
  ])('%s of %j: %s', (action, standing, expected) => expect(refusalOf(action, standing)).toBe(expected))
})
