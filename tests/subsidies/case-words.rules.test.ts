import { describe, expect, it } from 'vitest'
import type { CaseEvent } from '#contract/cases/schema.ts'
import { caseStates, type CaseState } from '#contract/cases/workflow.ts'
import type { Step } from '#contract/subsidies/programme.ts'
import { sumWord } from '#client/subsidies/sum-word.ts'
import { endsOf, nextStep, stateSentence, trackOf } from '#client/subsidies/case-words.ts'

const step = (name: string, state: CaseState, code = name): Step => ({ code, name, state, actor: '县局', workdays: 5, note: '' })
const county = [step('企业申报', 'submitted', 'submit'), step('受理', 'accepted'), step('初审', 'reviewing'), step('复核', 'approved'), step('公示', 'publicity'), step('拨付', 'paid')]
/** A province's scheme: three reviews, and approval before publicity. */
const province = [step('企业申报', 'submitted', 'submit'), step('受理', 'accepted'), step('县级初审', 'reviewing'), step('市级复核', 'reviewing'), step('省级审核', 'approved'), step('公示', 'publicity'), step('拨付', 'paid')]

function event(state: CaseState): CaseEvent {
  return { id: state, at: '2026-11-23T01:00:00.000Z', action: 'submit', state, actor: 'firm', actorName: '李敏', note: null }
}
const events = (...states: CaseState[]) => states.map(event)

describe('the sentence at the top of a case', () => {
  const said = (state: CaseState, action?: CaseEvent['action']) =>
    stateSentence({ state, events: action ? [{ ...event(state), action }] : [], correction: null, publicity: null, disputes: [] })

  it.each([
    ['submitted', undefined, '等县里答复是否受理'],
    ['submitted', 'resubmit', '补正已交回，等县里答复是否受理'],
    ['accepted', undefined, '已受理，正在审核'],
    ['accepted', 'resubmit', '补正已交回，正在审核'],
    ['accepted', 'take-back', '补正告知收回了，正在审核'],
    ['accepted', 'answer-objection', '异议成立，正在重新审核'],
    ['accepted', 'answer-appeal', '复核申请成立，正在重新审核'],
  ] as const)('%s after %s says %s', (state, action, sentence) => {
    expect(said(state, action)).toBe(sentence)
  })

  it('is there for every state, none the same as another', () => {
    expect(new Set(caseStates.map((state) => said(state))).size).toBe(caseStates.length)
  })
})

describe('the steps of a case', () => {
  it.each([
    ['submitted', '受理'],
    ['accepted', '初审'],
    ['reviewing', '复核'],
    ['approved', '公示'],
    ['publicity', '公示'],
  ] as const)('after %s the county is at %s', (state, word) => {
    const track = trackOf({ state, events: events('submitted') }, county)
    expect(track.steps[track.current]).toBe(word)
    expect(nextStep({ state, events: [] }, { steps: county })?.name).toBe(word)
  })

  it('of a scheme with several reviews stay at the first until it is recommended', () => {
    const accepted = trackOf({ state: 'accepted', events: [] }, province)
    expect(accepted.steps[accepted.current]).toBe('县级初审')
    const approved = trackOf({ state: 'approved', events: [] }, province)
    expect(approved.steps[approved.current]).toBe('公示')
  })

  it('name what follows a publicity while it runs: its own days stand above', () => {
    const publicity = { startsOn: '2026-11-23', endsOn: '2026-11-30', workdays: 5, workdaysLeft: 5, provisional: false, objections: 0 }
    const running = { state: 'publicity', events: events('approved'), publicity: { ...publicity, state: 'running' } } as const
    expect([nextStep(running, { steps: county })?.name, endsOf(running)]).toEqual(['拨付', 'over'])
    const over = { ...running, publicity: { ...publicity, state: 'over' } } as const
    expect([nextStep(over, { steps: county })?.name, endsOf(over)]).toEqual(['拨付', 'done'])
  })

  it('call a sum an estimate only while it may still come', () => {
    expect(['submitted', 'publicity', 'refused'].map((state) => sumWord(caseStates.find((one) => one === state) ?? 'draft'))).toEqual(['预计', '核准', '申报时算得'])
  })

  it('say 补正 in the place where the county stopped, and that it is the firm\'s turn', () => {
    const track = trackOf({ state: 'returned', events: events('submitted', 'accepted', 'returned') }, county)
    expect(track).toEqual({ steps: ['提交', '受理', '补正', '复核', '公示', '拨付'], current: 2, by: 'firm' })
    expect(nextStep({ state: 'returned', events: events('submitted', 'accepted', 'returned') }, { steps: county })).toBeUndefined()
  })

  it('end with 未通过 after what was reached', () => {
    expect(trackOf({ state: 'refused', events: events('submitted', 'refused') }, county)).toEqual({ steps: ['提交', '未通过'], current: 2 })
    expect(trackOf({ state: 'refused', events: events('submitted', 'accepted', 'refused') }, county)).toEqual({ steps: ['提交', '受理', '未通过'], current: 3 })
  })

  it('end with 已撤回 when the firm took it back, and nothing comes next', () => {
    const withdrawn = { state: 'withdrawn', events: events('submitted', 'withdrawn') } as const
    expect(trackOf(withdrawn, county)).toEqual({ steps: ['提交', '已撤回'], current: 2 })
    expect(nextStep(withdrawn, { steps: county })).toBeUndefined()
  })

  it('are all done when it is paid', () => {
    expect(trackOf({ state: 'paid', events: [] }, county).current).toBe(county.length)
    expect(nextStep({ state: 'paid', events: [] }, { steps: county })).toBeUndefined()
  })
})
