// What the loader says of targets.json when it cannot be used; beside each refusal what is near it and right.
import { describe, expect, it } from 'vitest'
import type { Targets } from '#contract/reports/targets-schema.ts'
import { loadContent } from '#server/content.ts'
import { copyContent } from './content-copy.ts'

type Change = (content: Targets) => void
const of = (content: Targets, id: string) => content.indicators.find((one) => one.id === id)!

describe('targets.json', () => {
  const copy = copyContent()
  function problemsAfter(change: Change): readonly string[] {
    copy.edit('targets.json', change)
    return copy.problems()
  }

  it.each<[string, Change, string]>([
    ['whose plan ends before it begins', (c) => { c.plan.toYear = 2025 }, 'plan: ends before it begins'],
    ['with an indicator twice', (c) => { c.indicators.push({ ...of(c, 'fairs') }) }, 'indicators: id fairs is there twice'],
    ['with a group twice', (c) => { c.groups.push({ ...c.groups[0]! }) }, 'groups: id finance is there twice'],
    ['with an empty group', (c) => { c.groups.push({ id: 'empty', word: '空' }) }, 'groups: nothing is in empty'],
    ['with an indicator of no group', (c) => { of(c, 'fairs').group = 'nowhere' }, 'indicators[7]: fairs: there is no group nowhere'],
    ['that counts what nobody knows', (c) => { delete of(c, 'loans').source }, 'indicators[0]: loans: is live, so it needs a source'],
    ['that enters what is counted', (c) => { of(c, 'loans').entry = 'figure' }, 'indicators[0]: loans: is live, so nothing is entered'],
    ['that counts what is entered', (c) => { of(c, 'fairs').source = 'visits' }, 'indicators[7]: fairs: is entered, so it has no source'],
    ['that says nothing of how it is entered', (c) => { delete of(c, 'fairs').entry }, 'indicators[7]: fairs: is entered, so it needs an entry'],
    ['that takes money for a count', (c) => { of(c, 'lent').unit = 'times' }, 'indicators[1]: lent: lent counts in fen, not times'],
    ['that takes a stock for a year\'s', (c) => { of(c, 'loans').tally = 'stock'; of(c, 'loans').dimensions = ['town']; of(c, 'loans').target = null }, 'indicators[0]: loans: loans is counted by year, not stock'],
    ['that asks a source for what it does not know', (c) => { of(c, 'self-checks').dimensions = ['town'] }, 'indicators[5]: self-checks: self-checks is not known by town'],
    ['with titles where none are asked for', (c) => { of(c, 'loans').titles = ['high-tech'] }, 'indicators[0]: loans: loans takes no titles'],
    ['without titles where they are', (c) => { of(c, 'trademarks').source = 'titled-firms' }, 'indicators[2]: trademarks: titled-firms needs titles'],
    ['with a title nobody has', (c) => { of(c, 'trademarks').source = 'titled-firms'; of(c, 'trademarks').titles = ['king'] }, 'indicators[2]: trademarks: title king is none of county.json'],
    ['with events of a stock', (c) => { of(c, 'density').entry = 'event' }, 'indicators[3]: density: an event is counted one by one, over a time'],
    ['with months of a stock', (c) => { of(c, 'density').dimensions = ['month'] }, 'indicators[3]: density: a stock has no months'],
    ['with a year\'s target of the whole plan', (c) => { of(c, 'champions').target = { value: 4, span: 'year', direction: 'at-least' } }, 'indicators[4]: champions: goes on over the plan, so its target is by the end of the plan'],
    ['with the plan\'s target of a year', (c) => { of(c, 'fairs').target = { value: 1, span: 'plan', direction: 'at-least' } }, 'indicators[7]: fairs: begins anew every year, so its target is of a year'],
    ['with an aim beside a number', (c) => { of(c, 'fairs').aim = '增长' }, 'indicators[7]: fairs: has a number to reach, so no aim in words'],
  ])('%s is refused', (_, change, problem) => {
    expect(problemsAfter(change)).toEqual([`targets.json: ${problem}`])
  })
  it.each<[string, Change]>([
    ['a target of nothing', (c) => { of(c, 'fairs').target!.value = 0 }], ['money with a comma', (c) => { of(c, 'lent').target!.value = 0.5 }], ['a source that is none', (c) => { of(c, 'loans').source = 'luck' as never }],
    ['a dimension twice', (c) => { of(c, 'loans').dimensions = ['town', 'town'] }], ['no definition', (c) => { of(c, 'loans').definition = '' }], ['an unknown word', (c) => { Object.assign(c.plan, { note: 'x' }) }],
  ])('with %s is refused by its shape', (_, change) => {
    expect(problemsAfter(change).length).toBeGreaterThan(0)
  })
  it.each<[string, Change]>([
    ['as it is', () => undefined], ['with a plan of one year', (c) => { c.plan.toYear = 2026 }], ['with an indicator of no target', (c) => { of(c, 'fairs').target = null }], ['with an aim in words', (c) => { of(c, 'fairs').target = null; of(c, 'fairs').aim = '增长' }],
    ['with titles of the county', (c) => { of(c, 'trademarks').source = 'titled-firms'; of(c, 'trademarks').titles = ['high-tech'] }],
  ])('%s is taken', (_, change) => {
    expect(problemsAfter(change)).toEqual([])
  })
})

describe('the county\'s targets', () => {
  const { targets } = loadContent('content/huantai', { demo: false })
  it('are those of the work plan, word for word', () => {
    const goals = Object.fromEntries(targets.indicators.flatMap(({ id, target }) => (target === null ? [] : [[id, [target.value, target.span, target.direction]]])))
    expect(goals).toEqual({
      'high-value-patents': [1000, 'plan', 'at-least'], trademarks: [6500, 'plan', 'at-least'], 'well-known-marks': [7, 'plan', 'at-least'], 'geographical-marks': [5, 'plan', 'at-least'],
      loans: [10, 'year', 'at-least'], lent: [15_000_000_000, 'year', 'more-than'], 'advantage-firms': [9, 'plan', 'at-least'], training: [500, 'year', 'at-least'], campaigns: [2, 'year', 'at-least'],
    })
    expect([targets.plan.fromYear, targets.plan.toYear, targets.plan.document]).toEqual([2022, 2025, '桓政字〔2022〕73号'])
  })
  it('say that nobody has confirmed how they are counted: the plan does not', () => {
    expect(targets.indicators.filter(({ isConfirmed }) => isConfirmed)).toEqual([])
  })
})
