import { describe, expect, it } from 'vitest'
import type { PublicityItem } from '#contract/subsidies/handling.ts'
import { isTakingObjections, objectionLook, publicityDays, publicityState, publicitySum } from '#client/subsidies/publicity-words.ts'

const item = (change: Partial<PublicityItem> = {}) => ({ startsOn: '2026-11-20', endsOn: '2026-11-27', workdays: 5, workdaysLeft: 3, state: 'running', objections: 0, ...change }) as const

describe('how a publicity stands, in words', () => {
  it('says the working days left, and on the last day until when', () => {
    expect(publicityState(item(), '2026-11-24')).toBe('公示中，剩 3 个工作日')
    expect(publicityState(item({ workdaysLeft: 0 }), '2026-11-27')).toBe('公示中，今天最后一天，24 时截止')
  })

  it('is over on the day after, also on a weekend when no working day has passed', () => {
    const saturday = item({ workdaysLeft: 0 })
    expect(isTakingObjections(saturday, '2026-11-27')).toBe(true)
    expect(isTakingObjections(saturday, '2026-11-28')).toBe(false)
    expect(publicityState(saturday, '2026-11-28')).toBe('公示期满，无异议')
  })

  it('waits with the result while an objection is looked into', () => {
    expect(publicityState(item({ objections: 1 }), '2026-11-28')).toBe('核实异议，公示期满，答复以后出结果')
  })

  it('says what became of it', () => {
    expect(publicityState(item({ state: 'over' }), '2026-12-01')).toBe('公示期满，无异议')
    expect(publicityState(item({ state: 'over', objections: 2 }), '2026-12-01')).toBe('公示期满，异议不成立')
    expect(publicityState(item({ state: 'stopped', objections: 1 }), '2026-11-25')).toBe('停止公示，重新审核')
  })

  it('names days with their weekday, and the year where it is another one', () => {
    expect(publicityDays(item(), '2026-11-24')).toEqual(['11月20日（周五）', '至 11月27日（周五）'])
    expect(publicityDays(item({ startsOn: '2026-12-28', endsOn: '2027-01-05' }), '2027-01-04')).toEqual(['2026年12月28日（周一）', '至 1月5日（周二）'])
  })

  it('names a sum in 万元, or that there is none', () => {
    expect([publicitySum(4_800_000), publicitySum(null)]).toEqual(['4.80 万元', '不涉及金额'])
  })

  it('never says an objection by colour alone', () => {
    expect((['open', 'upheld', 'dismissed'] as const).map((state) => objectionLook({ state }).word)).toEqual(['核实中', '成立', '不成立'])
  })
})
