import { describe, expect, it } from 'vitest'
import { loadContent } from '#server/content.ts'
import { quickFacts } from '#server/subsidies/quick-facts.ts'
import { chosenAfter, isQuickAnswered } from '#client/subsidies/quick-choice.ts'

const { questions } = loadContent('content/huantai', { demo: true }).quickCheck
const [kind, uses] = [questions.find(({ id }) => id === 'kind')!, questions.find(({ id }) => id === 'uses')!]

describe('a tap on an answer', () => {
  it('replaces the one before where only one is asked', () => {
    expect(chosenAfter(kind, ['small'], 'large')).toEqual(['large'])
  })
  it('switches on and off where several may be ticked', () => {
    expect(chosenAfter(uses, ['pledge'], 'insure')).toEqual(['pledge', 'insure'])
    expect(chosenAfter(uses, ['pledge', 'insure'], 'pledge')).toEqual(['insure'])
  })
  it('都没有 stands alone, and goes when something else is ticked', () => {
    expect(chosenAfter(uses, ['pledge', 'insure'], 'none')).toEqual(['none'])
    expect(chosenAfter(uses, ['none'], 'pledge')).toEqual(['pledge'])
  })
  it('a question is answered by one of its answers, not by an old word', () => {
    expect(isQuickAnswered(kind, { kind: ['small'] })).toBe(true)
    expect(isQuickAnswered(kind, { kind: ['gone'] })).toBe(false)
    expect(isQuickAnswered(uses, { uses: [] })).toBe(false)
  })
})

describe('what answers say', () => {
  it('a small firm is small and independent', () => {
    expect(quickFacts({ questions }, { kind: ['small'] })).toEqual({ profile: { scale: '小型' }, sets: [{ programmeId: null, field: 'legalPersonStatus', value: true }] })
  })
  it('what is ticked counts more than what another answer, left out, says of the same field', () => {
    const { sets } = quickFacts({ questions }, { titles: ['advantage'] })
    const listed = sets.filter(({ field }) => field === 'onCnipaList')
    expect(listed.at(-1)?.value).toBe(true)
  })
  it('a question without an answer says nothing', () => {
    expect(quickFacts({ questions }, {})).toEqual({ profile: {}, sets: [] })
    expect(quickFacts({ questions }, { uses: [] })).toEqual({ profile: {}, sets: [] })
  })
  it('a word that is on every object is no question', () => {
    expect(quickFacts({ questions: [{ ...kind, id: 'toString' }] }, {})).toEqual({ profile: {}, sets: [] })
  })
})
