// What makes two claims the same: however it was typed, in whichever row, and what makes them different.
import { describe, expect, it } from 'vitest'
import { claimKeys } from '#contract/subsidies/claims.ts'
import type { Answers } from '#contract/subsidies/schema.ts'
import { loadContent } from '#server/content.ts'
import { sampleAnswers } from '../support/sample-answers.ts'

const content = loadContent('content/huantai', { demo: true })
const keys = (id: string, overrides: Answers = {}, year = 2026) => claimKeys(content.programme(id, '2026-11-23') ?? { sections: [] }, sampleAnswers(id, overrides), year)
const patents = (...numbers: string[]) => ({ patents: numbers.map((patentNo) => ({ patentNo, patentTitle: '名称', patentType: '发明', grantDate: '2019-08-20' })) })
const only = (id: string, overrides: Answers = {}, year?: number) => keys(id, overrides, year).map(({ key }) => key)

describe('the same claim', () => {
  it.each([
    'ZL201710601862.3', 'ZL 2017 1 0601862.3', '201710601862.3', 'CN201710601862.3', '２０１７１０６０１８６２．３', 'zl2017106018623', 'ZL201710601862.4',
  ])('is one patent, written %s', (typed) => {
    expect(only('P05', patents(typed))).toEqual(only('P05', patents('ZL201710601862.3')))
  })
  it('is one patent in whichever row, and counted once when it is there twice', () => {
    expect(only('P05', patents('ZL201911044411.X', 'ZL201710601862.3')).toSorted()).toEqual(only('P05', patents('ZL201710601862.3', 'ZL201911044411.X')).toSorted())
    expect(only('P05', patents('ZL201710601862.3', 'ZL201710601862.4'))).toHaveLength(1)
  })
  it('is one case number with other blanks, widths and case', () => {
    expect(only('P09', { caseNo: '示例 4 o 1/26' })).toEqual(only('P09', { caseNo: '示例４ O １/26' }))
  })
  it('names its field and what a person reads', () => {
    expect(keys('P05', patents('ZL201911044411.X', 'ZL201710601862.3')).map(({ path, label }) => [path, label])).toEqual([
      ['patents[0].patentNo', 'ZL201911044411.X · 许可（被许可方） · 2026年'], ['patents[1].patentNo', 'ZL201710601862.3 · 许可（被许可方） · 2026年'],
    ])
    expect(keys('P06')[0]).toMatchObject({ path: 'certNo', label: expect.not.stringContaining('年') as string })
  })
})

describe('another claim', () => {
  it.each<[what: string, id: string, overrides: Answers, year?: number]>([
    ['is another cost item', 'P05', { dealType: '自行产业化' }],
    ['is another patent', 'P05', patents('ZL202020773489.7')],
    ['is another year of submission', 'P05', {}, 2027],
    ['is an insurance begun in another year', 'P03', { policyStart: '2025-03-01' }],
    ['is another award of the same patent', 'P07', { awardName: '中国专利银奖' }],
    ['is an honour listed in another year', 'P04', { listYear: 2023 }],
    ['is another invoice', 'P02', { feeFen: 7_654_300 }],
    ['is another certificate', 'P06', { certNo: '示例-另一张' }],
  ])('%s', (_what, id, overrides, year) => {
    expect(only(id, overrides, year)).not.toEqual(only(id))
    expect(only(id, overrides, year).some((key) => only(id).includes(key))).toBe(false)
  })
  it('in the next year is the same for what is given only once ever', () => {
    expect(only('P06', {}, 2027)).toEqual(only('P06', {}, 2026))
  })
})

describe('nothing is claimed', () => {
  it.each<[what: string, id: string, overrides: Answers]>([
    ['while the number cannot be read', 'P05', patents('CN110941994B')],
    ['while the cost item is open', 'P05', { dealType: undefined }],
    ['while a part of the name is missing', 'P02', { invoiceDate: undefined }],
    ['where the scheme pays nothing', 'P08', {}],
  ])('%s', (_what, id, overrides) => expect(keys(id, overrides)).toEqual([]))
})
