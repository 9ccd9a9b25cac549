// Whom a notice is for and how that is said; how fast it goes out.
import { describe, expect, it } from 'vitest'
import type { Audience, FirmFacts } from '#contract/notices/audience-schema.ts'
import { everybody, isNobody, reasonsFor } from '#contract/notices/audience.ts'
import { allReasonWords, reasonWords, type ReasonNames } from '#contract/notices/reason-words.ts'
import { nextSize, restAfter } from '#server/messages/pace.ts'
import { isUrgent, untilWords } from '#server/notices/telling-words.ts'

const some = (lists: Partial<Audience>): Audience => ({ ...everybody, everyone: false, ...lists })
const facts = (known: Partial<FirmFacts> = {}): FirmFacts => ({ town: '果里镇', industry: '新材料', scale: '小型', titles: ['high-tech'], rightKinds: ['patent'], programmeIds: ['P03'], gapTopics: ['patent-mining'], ...known })

describe('an audience', () => {
  it('of everybody takes every firm and looks at no list', () => {
    expect(reasonsFor({ ...everybody, towns: ['唐山镇'] }, facts())).toEqual([{ by: 'everyone', value: '' }])
  })
  it('that names nothing is nobody', () => {
    expect(isNobody(some({}))).toBe(true)
    expect(reasonsFor(some({}), facts())).toBeNull()
  })
  it('takes any value within a list', () => {
    expect(reasonsFor(some({ towns: ['唐山镇', '果里镇'] }), facts())).toEqual([{ by: 'towns', value: '果里镇' }])
    expect(reasonsFor(some({ towns: ['唐山镇'] }), facts())).toBeNull()
  })
  it('asks for all lists that name something', () => {
    expect(reasonsFor(some({ towns: ['果里镇'], titles: ['high-tech', 'srdi'] }), facts())).toEqual([{ by: 'towns', value: '果里镇' }, { by: 'titles', value: 'high-tech' }])
    expect(reasonsFor(some({ towns: ['果里镇'], titles: ['srdi'] }), facts())).toBeNull()
  })
  it('does not take a firm of which a list knows nothing', () => {
    expect(reasonsFor(some({ industries: ['新材料'] }), facts({ industry: null }))).toBeNull()
    expect(reasonsFor(some({ gapTopics: ['patent-mining'] }), facts({ gapTopics: [] }))).toBeNull()
  })
})

describe('why a notice came', () => {
  const names: ReasonNames = { titles: new Map([['high-tech', '高新技术企业']]), rightKinds: new Map([['patent', '专利']]), programmes: new Map([['P03', '知识产权质押融资']]), gapTopics: new Map([['patent-mining', '专利挖掘']]) }
  it.each([
    ['everyone', '', '发给全县企业'], ['towns', '果里镇', '在果里镇'], ['industries', '新材料', '行业是新材料'], ['scales', '小型', '小型企业'], ['titles', 'high-tech', '高新技术企业'], ['rightKinds', 'patent', '有专利'],
    ['programmeIds', 'P03', '关注了或办过 P03 知识产权质押融资'], ['gapTopics', 'patent-mining', '自评里专利挖掘还有差距'],
    ['titles', 'gone', 'gone'], ['programmeIds', 'P99', '关注了或办过 P99'],
  ] as const)('%s %s is said as %s%s', (by, value, words) => {
    expect(reasonWords({ by, value }, names)).toBe(words)
  })
  it('is one line for several reasons', () => {
    expect(allReasonWords([{ by: 'towns', value: '果里镇' }, { by: 'rightKinds', value: 'patent' }], names)).toBe('在果里镇、有专利')
  })
})

describe('a deadline in a message', () => {
  it('is the next one to come, with the year where it is another', () => {
    expect(untilWords(['2026-12-20', '2026-11-01', '2026-12-01'], '2026-11-23')).toBe('12月1日截止。')
    expect(untilWords(['2027-01-05'], '2026-11-23')).toBe('2027年1月5日截止。')
    expect(untilWords(['2026-11-22'], '2026-11-23')).toBe('')
  })
  it('is urgent within a week, today included, and not the day after', () => {
    expect(['2026-11-23', '2026-11-30', '2026-12-01', '2026-11-22'].map((day) => isUrgent([day], '2026-11-23'))).toEqual([true, true, false, false])
  })
})

describe('bulk work', () => {
  it('rests at least twice as long as a step took', () => {
    for (const took of [0.1, 5, 20, 300]) expect(restAfter(took)).toBeGreaterThanOrEqual(2 * took)
  })
  it('takes smaller steps where one took long, larger ones where it was quick, within bounds', () => {
    expect(nextSize(100, 50)).toBeLessThan(100)
    expect(nextSize(100, 1)).toBeGreaterThan(100)
    expect([nextSize(20, 500), nextSize(500, 0.1)]).toEqual([20, 500])
  })
})
