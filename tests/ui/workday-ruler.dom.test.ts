import { mount } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import type { Due } from '#contract/cases/schema.ts'
import WorkdayRuler from '#client/ui/WorkdayRuler.vue'

function aDue(over: Partial<Due> = {}): Due {
  const dates = ['2026-11-23', '2026-11-24', '2026-11-25', '2026-11-26', '2026-11-27', '2026-11-28', '2026-11-29']
  return {
    startedOn: '2026-11-23',
    dueOn: '2026-11-25',
    workdays: 2,
    workdaysLeft: 2,
    provisional: false,
    promise: '受理',
    days: dates.map((date, index) => ({ date, weekday: index + 1, kind: index > 4 ? 'rest' : 'work', index })),
    ...over,
  }
}
const looks = (props: { due: Due; today: string; by?: 'firm' | 'county' }) =>
  mount(WorkdayRuler, { props })
    .findAll('li')
    .map((cell) => `${cell.attributes('class') ?? ''} ${cell.text()}`.trim())

describe('the working-day ruler', () => {
  it('shows today solid, the days left soft, the due day solid, rest days hollow', () => {
    const cells = looks({ due: aDue(), today: '2026-11-23' })
    expect(cells.slice(0, 3)).toEqual(['today 今23', 'ok 二24', 'okdue 三25答复'])
    expect(cells.slice(5)).toEqual(['rest 休28', 'rest 休29'])
  })

  it('is red where the firm has to act', () => {
    expect(looks({ due: aDue(), today: '2026-11-23', by: 'firm' }).slice(1, 3)).toEqual(['left 二24', 'due 三25截止'])
  })

  it('tells the days in words to a screen reader', () => {
    const wrapper = mount(WorkdayRuler, { props: { due: aDue(), today: '2026-11-23' } })
    expect(wrapper.get('ol').attributes('aria-label')).toBe('工作日：到11月25日（周三），剩 2 个工作日')
  })

  it('says when a year without published holidays is involved', () => {
    expect(mount(WorkdayRuler, { props: { due: aDue({ provisional: true }), today: '2026-11-23' } }).text()).toContain('暂按周末推算')
    expect(mount(WorkdayRuler, { props: { due: aDue(), today: '2026-11-23' } }).text()).not.toContain('暂按周末推算')
  })
})
