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
    side: 'county',
    heldWorkdays: null,
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

  it('is red where the firm has to act, and counts its days', () => {
    const red = ['left 二24第1日', 'due 三25截止']
    expect(looks({ due: aDue(), today: '2026-11-23', by: 'firm' }).slice(1, 3)).toEqual(red)
    expect(looks({ due: aDue({ side: 'firm' }), today: '2026-11-23' }).slice(1, 3)).toEqual(red)
  })

  it('shows the due day still once it has passed, however short it is, and counts no day after it', () => {
    const days = aDue().days.filter((day) => day.date <= '2026-11-27')
    const cells = mount(WorkdayRuler, { props: { due: aDue({ side: 'firm', days, workdaysLeft: -2 }), today: '2026-11-27', compact: true } }).findAll('li').map((cell) => cell.text())
    expect(cells).toEqual(['一23', '二24第1日', '三25截止', '四26', '今27'])
  })

  it('marks the days on which the clock stood still while the firm corrected, and says so', () => {
    const days = aDue().days.map((day) => (day.date === '2026-11-24' ? { ...day, kind: 'pause' as const } : day))
    const wrapper = mount(WorkdayRuler, { props: { due: aDue({ days, dueOn: '2026-11-26' }), today: '2026-11-25' } })
    expect(wrapper.findAll('li').map((cell) => `${cell.attributes('class') ?? ''} ${cell.text()}`.trim())[1]).toBe('pause 停24')
    expect(wrapper.text()).toContain('企业补正的日子，县里的时限不走')
    expect(mount(WorkdayRuler, { props: { due: aDue(), today: '2026-11-23' } }).text()).not.toContain('企业补正')
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
