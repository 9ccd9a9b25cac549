// What may be answered to an item and to a red line, and what an answer counts as.
import { describe, expect, it } from 'vitest'
import { answerProblems, answerWords, verdictOf, verdicts } from '#contract/assessment/answers.ts'
import type { AnswerInput, AnswerWord } from '#contract/assessment/schema.ts'
import { aChecklist, anAnswer, anItem } from './checklists.ts'

const checklist = aChecklist({ '4': [anItem('strict', { mayNotApply: false })], '8': ['loose'] })
const told = (itemId: string, input: AnswerInput) => answerProblems(checklist, itemId, input).map(({ field, reason }) => `${field} ${reason}`)

describe('an answer', () => {
  it.each<[string, AnswerInput, string[]]>([
    ['loose', { answer: 'conform' }, []],
    ['loose', { answer: 'minor' }, []],
    ['loose', { answer: 'major' }, []],
    ['loose', { answer: 'unsure' }, []],
    ['loose', { answer: 'observation' }, ['note required']],
    ['loose', { answer: 'observation', note: ' \n ' }, ['note required']],
    ['loose', { answer: 'observation', note: '台账少一栏' }, []],
    ['loose', { answer: 'not-applicable' }, ['note required']],
    ['loose', { answer: 'not-applicable', note: '没有这类业务' }, []],
    ['strict', { answer: 'not-applicable', note: '没有这类业务' }, ['answer not-applicable-here']],
    ['strict', { answer: 'conform', note: '' }, []],
    ['loose', { answer: 'yes' }, ['answer option']],
    ['loose', { answer: 'no' }, ['answer option']],
    ['red', { answer: 'yes' }, []],
    ['red', { answer: 'no' }, []],
    ['red', { answer: 'unsure' }, []],
    ['red', { answer: 'conform' }, ['answer option']],
    ['red', { answer: 'not-applicable', note: '没有' }, ['answer option']],
    ['gone', { answer: 'conform' }, ['itemId unknown-item']],
    ['gone', { answer: null }, ['itemId unknown-item']],
    ['loose', { answer: null }, []],
    ['strict', { answer: null, note: '还要再看' }, []],
    ['red', { answer: null }, []],
  ])('to %s of %j has the problems %j', (itemId, input, problems) => {
    expect(told(itemId, input)).toEqual(problems)
  })

  it('has a word on screen for each', () => {
    expect(verdicts.map((verdict) => answerWords[verdict])).toEqual(['符合', '观察项', '一般不符合', '严重不符合', '不适用', '不确定'])
  })
})

describe('the verdict that counts', () => {
  const verdict = (answer: AnswerWord | null, origin: 'answered' | 'carried' | 'suggested') => verdictOf(new Map([['a', anAnswer('a', answer, { origin })]]), 'a')

  it.each([['minor', 'answered', 'minor'], ['minor', 'carried', 'minor'], ['minor', 'suggested', null], [null, 'answered', null], ['yes', 'answered', null], ['unsure', 'answered', 'unsure']] as const)(
    'of %s, %s, is %s', (answer, origin, counted) => {
      expect(verdict(answer, origin)).toBe(counted)
    },
  )

  it('is none without an answer', () => {
    expect(verdictOf(new Map(), 'a')).toBeNull()
  })
})
