import { describe, expect, it } from 'vitest'
import { afterQuiet, defaultChoice, leavesNow, nextDigestAt } from '#contract/messages/channels.ts'
import type { DeliveryRow } from '#server/db/schema.ts'
import { afterAsking, afterSending } from '#server/messages/delivery-steps.ts'

const at = (text: string) => Date.parse(`${text}+08:00`)
const said = (ms: number) => new Date(ms + 8 * 3_600_000).toISOString().slice(0, 16)

describe('quiet hours', () => {
  const night = { from: '20:30', to: '08:30' }
  it.each([
    ['2026-11-23T20:29:59', '2026-11-23T20:29'], ['2026-11-23T20:30:00', '2026-11-24T08:30'], ['2026-11-24T00:00:00', '2026-11-24T08:30'], ['2026-11-24T08:29:59', '2026-11-24T08:30'], ['2026-11-24T08:30:00', '2026-11-24T08:30'], ['2026-12-31T23:00:00', '2027-01-01T08:30'],
  ])('at night: %s leaves at %s', (now, leaves) => {
    expect(said(afterQuiet(at(now), night))).toBe(leaves)
  })
  it('within a day end on that day', () => {
    expect(said(afterQuiet(at('2026-11-23T12:30:00'), { from: '12:00', to: '14:00' }))).toBe('2026-11-23T14:00')
    expect(said(afterQuiet(at('2026-11-23T14:00:00'), { from: '12:00', to: '14:00' }))).toBe('2026-11-23T14:00')
  })
})

describe('a digest', () => {
  it.each([['daily', '2026-11-23T08:59:00', '2026-11-23T09:00'], ['daily', '2026-11-23T09:00:00', '2026-11-24T09:00'], ['weekly', '2026-11-23T08:00:00', '2026-11-23T09:00'], ['weekly', '2026-11-23T09:00:00', '2026-11-30T09:00'], ['weekly', '2026-11-29T23:59:00', '2026-11-30T09:00']] as const)('%s after %s leaves at %s', (rhythm, now, leaves) => {
    expect(said(nextDigestAt(at(now), rhythm, '09:00'))).toBe(leaves)
  })
})

describe('a message leaves', () => {
  const all = defaultChoice('case')
  it('by SMS only when it is urgent', () => {
    expect([leavesNow('sms', true, all, 'daily'), leavesNow('sms', false, all, 'each')]).toEqual([true, false])
  })
  it('by push and mail as it comes, or only when urgent for whoever has a digest', () => {
    expect([leavesNow('push', false, all, 'each'), leavesNow('email', false, all, 'weekly'), leavesNow('email', true, all, 'weekly')]).toEqual([true, false, true])
  })
  it('by nothing that was stopped', () => {
    expect(leavesNow('sms', true, { ...all, sms: false }, 'each')).toBe(false)
  })
})

describe('every way a delivery can go', () => {
  const quiet = { from: '00:00', to: '00:00' }
  const row = (more: Partial<DeliveryRow>): DeliveryRow => ({
    id: 'd', channel: 'sms', purpose: 'notice', account_id: 'a', firm_id: null, source: 's', target: '', category: 'case', payload: '{}', state: 'sending', provider: null, provider_id: null, attempts: 1, asked: 0, resent: 0,
    run_at: 0, expires_at: 48 * 3_600_000, locked_until: 0, why: null, created_at: 0, accepted_at: null, finished_at: null, about: null, ...more,
  })
  const outcomes = [{ kind: 'accepted', isFinal: true }, { kind: 'accepted', isFinal: false }, { kind: 'refused', why: 'x' }, { kind: 'later', why: 'x' }, { kind: 'unknown', why: 'x' }] as const
  const knowns = ['delivered', 'failed', 'pending', 'never-seen', 'cannot-say'] as const

  it('ends within four days, whatever providers say, and never sends a code twice or a notice three times without a refusal in between', () => {
    for (const channel of ['sms', 'push', 'email'] as const) for (const purpose of ['notice', 'digest', 'code'] as const) for (const outcome of outcomes) for (const known of knowns) {
      let one = row({ channel, purpose })
      let now = 0
      let sent = 0
      for (let step = 0; one.finished_at === null; step += 1) {
        expect(step, `${channel} ${purpose} ${outcome.kind} ${known}`).toBeLessThan(60)
        now = Math.max(now, one.run_at)
        const isNew = one.state === 'queued' || one.state === 'failed-temporary' || (step === 0 && one.state === 'sending')
        if (isNew) sent += 1
        const claimed = isNew ? { ...one, state: 'sending' as const, attempts: step === 0 ? 1 : one.attempts + 1 } : { ...one, asked: one.asked + 1 }
        one = { ...claimed, ...(isNew ? afterSending(claimed, { outcome, provider: 'p' }, now, quiet) : afterAsking(claimed, known, now, quiet)) }
      }
      expect(now).toBeLessThanOrEqual(96 * 3_600_000)
      if (purpose === 'code') expect(sent).toBe(1)
      else if (outcome.kind !== 'later') expect(sent).toBeLessThanOrEqual(2)
      expect(['delivered', 'failed-temporary', 'failed-permanent', 'unknown']).toContain(one.state)
    }
  })
})
