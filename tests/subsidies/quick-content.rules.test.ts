import { describe, expect, it } from 'vitest'
import { loadContent } from '#server/content.ts'
import { quickProblems } from '#server/content/quick-checks.ts'
import type { QuickCheck } from '#contract/subsidies/matching-schema.ts'

const content = loadContent('content/huantai', { demo: true })
const programmes = content.files().map(({ source }) => source)
type Option = QuickCheck['questions'][number]['options'][number]

const problemsWith = (option: Partial<Option>, kind: 'one' | 'many' = 'one') =>
  quickProblems({ questions: [{ id: 'q', text: '问', kind, options: [{ value: 'a', label: '甲', sets: [], ...option }, { value: 'b', label: '乙', sets: [] }] }] }, programmes)
const at = 'questions[0].options[0]'

describe('mistakes in the questions for visitors', () => {
  it('both counties have none', () => {
    expect(quickProblems(content.quickCheck, programmes)).toEqual([])
    expect(loadContent('tests/fixtures/content/yunxi', { demo: true }).quickCheck.questions.length).toBeGreaterThan(0)
  })
  it.each<[string, Partial<Option>, string]>([
    ['a scheme that is not there', { sets: [{ programmeId: 'P99', field: 'x', value: true }] }, `${at}.sets[0].programmeId: there is no scheme P99`],
    ['a field that decides nothing', { sets: [{ programmeId: 'P02', field: 'bankAccountNo', value: '1' }] }, `${at}.sets[0].field: bankAccountNo decides nothing in P02`],
    ['a value the field never has', { sets: [{ programmeId: 'P04', field: 'honorType', value: '县级' }] }, `${at}.sets[0].value: honorType is never "县级"`],
    ['a field no scheme shares', { sets: [{ programmeId: null, field: 'duplicateFunding', value: false }] }, `${at}.sets[0].field: no scheme shares duplicateFunding`],
    ['a size there is not', { profile: { scale: '巨型' } }, `${at}.profile: scale is never "巨型"`],
    ['saying for the county that a firm is verified', { profile: { verification: 'verified' } }, `${at}.profile: no scheme asks a visitor for verification`],
    ['what is said otherwise, where only one is asked', { otherwise: [] }, `${at}.otherwise: belongs to questions of the kind many`],
    ['an answer twice', { value: 'b' }, 'questions[0].options: value b is there twice'],
  ])('%s', (_what, option, problem) => expect(problemsWith(option)).toEqual([problem]))
})
