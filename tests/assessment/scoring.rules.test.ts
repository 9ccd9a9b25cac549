// The score, worked out by hand in the words of each test: reached ÷ reachable, key items twice (facts.md 2.4).
import { describe, expect, it } from 'vitest'
import type { AnswersById } from '#contract/assessment/answers.ts'
import { placedItems, type Checklist } from '#contract/assessment/scope.ts'
import { scoreAnswers, type Score } from '#contract/assessment/scoring.ts'
import type { AnswerWord } from '#contract/assessment/schema.ts'
import { aChecklist, anAnswer, answers, aRedLine, many } from './checklists.ts'

function scored(checklist: Checklist, words: Record<string, AnswerWord | null> | AnswersById): Score {
  return scoreAnswers(checklist, placedItems(checklist), words instanceof Map ? words : answers(words as Record<string, AnswerWord>))
}
/** A chapter of plain items p1… to this number and the words for the first of them; the rest are unanswered. */
function plain(total: number, words: Record<string, AnswerWord>): Score {
  return scored(aChecklist({ '4': Object.keys(many('p', total, 'conform')) }), words)
}
const kinds = (score: Score) => score.caps.map(({ kind }) => kind)

describe('the points of one item', () => {
  it.each<[AnswerWord | null, number | null]>([
    ['conform', 1000], ['observation', 1000], ['minor', 500], ['major', 0], ['unsure', 0], [null, 0], ['not-applicable', null],
  ])('%s gives %s', (word, tenths) => {
    expect(scored(aChecklist({ '4': ['a'] }), { a: word }).tenths).toBe(tenths)
  })

  it.each<[string, Record<string, AnswerWord>, number]>([
    ['key holds (2 of 2), plain fails badly (0 of 1): 2 of 3 is 66.6', { key: 'conform', a: 'major' }, 666],
    ['key half (1 of 2), plain holds (1 of 1): 2 of 3 is 66.6', { key: 'minor', a: 'conform' }, 666],
    ['key fails badly (0 of 2), plain holds (1 of 1): 1 of 3 is 33.3', { key: 'major', a: 'conform' }, 333],
    ['key does not apply, plain half: 0.5 of 1 is 50.0', { key: 'not-applicable', a: 'minor' }, 500],
    ['key holds, nobody is sure of plain: 2 of 3 is 66.6', { key: 'conform', a: 'unsure' }, 666],
  ])('%s', (_, words, tenths) => {
    expect(scored(aChecklist({ '4': ['key*', 'a'] }), words).tenths).toBe(tenths)
  })
})

describe('chapters', () => {
  it('of which nothing applies have no score and change none', () => {
    const score = scored(aChecklist({ '4': ['a', 'b'], '8': ['c', 'd*'] }), { a: 'conform', b: 'minor', c: 'not-applicable', d: 'not-applicable' })
    // 1 + 0.5 of 2; the eighth chapter is neither reached nor reachable.
    expect(score.chapters.map(({ no, tenths }) => [no, tenths])).toEqual([['4', 750], ['8', null]])
    expect([score.tenths, score.answered, score.total]).toEqual([750, 4, 4])
  })

  it('all without anything that applies give no score and no grade', () => {
    const score = scored(aChecklist({ '7': ['a'], '8': ['b'] }), { a: 'not-applicable', b: 'not-applicable' })
    expect([score.tenths, score.soFarTenths, score.grade, score.counts['not-applicable']]).toEqual([null, null, null, 2])
  })

  it('count by their items in the whole, not each alike', () => {
    // 1 of 1, and 0 of 3: one of four, not the mean of 100 and 0.
    const score = scored(aChecklist({ '4': ['a'], '5': ['b', 'c', 'd'] }), { a: 'conform', b: 'major', c: 'major', d: 'major' })
    expect([score.chapters.map(({ tenths }) => tenths), score.tenths]).toEqual([[1000, 0], 250])
  })

  it('are only those of the items asked', () => {
    const checklist = aChecklist({ '4': ['a'], '8': ['b'] })
    const score = scoreAnswers(checklist, placedItems(checklist).slice(0, 1), answers({ a: 'conform', b: 'major' }))
    expect([score.chapters.length, score.tenths, score.caps, score.grade?.id]).toEqual([1, 1000, [], 'ready'])
  })
})

describe('part answers', () => {
  it('count what is missing as nothing, and say apart what is reached so far', () => {
    // 1 + 0.5 of 3 is 50.0; of the two answered it is 75.0.
    const score = plain(3, { p1: 'conform', p2: 'minor' })
    expect([score.tenths, score.soFarTenths, score.answered, score.total, score.isComplete]).toEqual([500, 750, 2, 3, false])
    expect(score.counts).toMatchObject({ conform: 1, minor: 1, unanswered: 1 })
  })

  it('take 不确定 for answered, and for nothing reached', () => {
    const score = plain(2, { p1: 'conform', p2: 'unsure' })
    expect([score.tenths, score.soFarTenths, score.answered, score.counts.unsure]).toEqual([500, 500, 2, 1])
  })

  it('have no grade before the first', () => {
    const score = plain(2, {})
    expect([score.tenths, score.soFarTenths, score.grade, score.answered]).toEqual([0, null, null, 0])
  })

  it('leave a suggestion nobody has confirmed out, also a failing one', () => {
    const checklist = aChecklist({ '4': ['key*', 'b'] })
    const given = new Map([['key', anAnswer('key', 'major', { origin: 'suggested' })], ['b', anAnswer('b', 'conform')]])
    const score = scored(checklist, given)
    // 1 of 3 is 33.3; no cap.
    expect([score.tenths, score.answered, score.counts.unanswered, score.caps]).toEqual([333, 1, 1, []])
  })

  it('count what was carried over unchanged', () => {
    expect(scored(aChecklist({ '4': ['a'] }), new Map([['a', anAnswer('a', 'minor', { origin: 'carried' })]])).tenths).toBe(500)
  })

  it('take no answer of a red line for one of an item', () => {
    expect(scored(aChecklist({ '4': ['a'] }), { a: 'no' }).counts.unanswered).toBe(1)
  })

  it('are whole when every item and every red line is answered', () => {
    const checklist = aChecklist({ '4': ['a'] })
    expect([scored(checklist, { a: 'unsure' }).isComplete, scored(checklist, { red: 'no' }).isComplete, scored(checklist, { a: 'unsure', red: 'unsure' }).isComplete]).toEqual([false, false, true])
  })
})

describe('the score is rounded down', () => {
  it.each([[3, 1, 333, '1 of 3 is 33.33'], [3, 2, 666, '2 of 3 is 66.66'], [7, 6, 857, '6 of 7 is 85.71'], [8, 7, 875, '7 of 8 is 87.5'], [200, 199, 995, '199 of 200 is 99.5'], [3000, 2999, 999, '2999 of 3000 is 99.96, not 100']])(
    '%i items, %i hold: %i (%s)', (total, hold, tenths) => {
      expect(plain(total, many('p', hold, 'conform')).tenths).toBe(tenths)
    },
  )
})

describe('the grade by points', () => {
  it.each([
    [20, 17, 850, 'ready', 'exactly 85'],
    [113, 96, 849, 'fill', '84.96 is shown as 84.9 and is not 85'],
    [10, 7, 700, 'fill', 'exactly 70'],
    [23, 16, 695, 'coach', '69.57'],
    [313, 219, 699, 'coach', '69.97 is shown as 69.9 and is not 70'],
    [1, 1, 1000, 'ready', 'all of it'],
  ])('%i items, %i hold, nobody knows of the others: %i is %s (%s)', (total, hold, tenths, grade) => {
    const score = plain(total, { ...many('p', total, 'unsure'), ...many('p', hold, 'conform') })
    expect([score.tenths, score.grade?.id, score.caps]).toEqual([tenths, grade, []])
  })

  it('goes by the numbers of the content, in any order', () => {
    const checklist = aChecklist({ '4': ['a', 'b'] })
    const kinder = { ...checklist, scoring: { ...checklist.scoring, grades: [{ id: 'all', from: 0, title: '全', advice: '…' }, { id: 'half', from: 50, title: '半', advice: '…' }] } }
    expect([scored(kinder, { a: 'conform', b: 'unsure' }).grade?.id, scored(kinder, { a: 'unsure', b: 'unsure' }).grade?.id]).toEqual(['half', 'all'])
  })
})

describe('what caps the grade', () => {
  /** Eighteen plain items that hold, a key one and a plain one: 21 in all to be reached. */
  const list = aChecklist({ '4': [...Object.keys(many('p', 18, 'conform')), 'key*', 'last'] }, { redLines: [aRedLine('red'), aRedLine('red-2')] })
  const others = many('p', 18, 'conform')

  it.each<[string, Record<string, AnswerWord>, number, string, string[]]>([
    ['nothing: 21 of 21', { key: 'conform', last: 'conform' }, 1000, 'ready', []],
    ['a key item done by half: 19 + 1 of 21 is 95.2', { key: 'minor', last: 'conform' }, 952, 'rectify', ['key-failed']],
    ['a key item not done: 19 of 21 is 90.4, named once', { key: 'major', last: 'conform' }, 904, 'rectify', ['key-failed']],
    ['a plain item not done: 20 of 21 is 95.2', { key: 'conform', last: 'major' }, 952, 'rectify', ['major']],
    ['both: 18 of 21 is 85.7', { key: 'major', last: 'major' }, 857, 'rectify', ['key-failed', 'major']],
    ['not a plain item done by half: 20.5 of 21 is 97.6', { key: 'conform', last: 'minor' }, 976, 'ready', []],
    ['not an observation at a key item: 21 of 21', { key: 'observation', last: 'conform' }, 1000, 'ready', []],
    ['not doubt about a key item: 19 of 21 is 90.4', { key: 'unsure', last: 'conform' }, 904, 'ready', []],
    ['not a key item that does not apply: 19 of 19', { key: 'not-applicable', last: 'conform' }, 1000, 'ready', []],
    ['a red line crossed: 21 of 21', { key: 'conform', last: 'conform', red: 'yes' }, 1000, 'red-line', ['red-line']],
    ['a red line before a failed key item', { key: 'minor', last: 'conform', 'red-2': 'yes' }, 952, 'red-line', ['red-line', 'key-failed']],
    ['not a red line that was not crossed', { key: 'conform', last: 'conform', red: 'no', 'red-2': 'no' }, 1000, 'ready', []],
    ['not doubt about a red line', { key: 'conform', last: 'conform', red: 'unsure' }, 1000, 'ready', []],
  ])('%s', (_, words, tenths, grade, caps) => {
    const score = scored(list, { ...others, ...words })
    expect([score.tenths, score.grade?.id, kinds(score)]).toEqual([tenths, grade, caps])
  })

  it('never lifts: below 70 the lowest grade stays, and what failed is still named', () => {
    // 1 of 2 + 0 of 1: 33.3.
    const score = scored(aChecklist({ '4': ['key*', 'a'] }), { key: 'minor', a: 'unsure' })
    expect([score.tenths, score.grade?.id, score.caps]).toEqual([333, 'coach', [{ kind: 'key-failed', itemIds: ['key'] }]])
  })

  it('holds at exactly 70, where the grade would be better than the lowest', () => {
    // Ten plain items, seven hold, one fails badly, two nobody knows.
    const score = plain(10, { ...many('p', 10, 'unsure'), ...many('p', 7, 'conform'), p8: 'major' })
    expect([score.tenths, score.grade?.id]).toEqual([700, 'rectify'])
  })

  it('is a red line also before anything else was answered, and where nothing applies', () => {
    const checklist = aChecklist({ '4': ['a'] })
    expect(scored(checklist, { red: 'yes' }).grade).toMatchObject({ id: 'red-line', title: '暂不宜申请认证' })
    expect(scored(checklist, { a: 'not-applicable', red: 'yes' })).toMatchObject({ tenths: null, grade: { id: 'red-line' } })
  })

  it('tells red lines crossed, doubtful and open apart', () => {
    expect(scored(list, { red: 'yes' }).redLines).toEqual({ crossed: ['red'], unsure: [], unanswered: ['red-2'] })
    expect(scored(list, { red: 'unsure', 'red-2': 'no' }).redLines).toEqual({ crossed: [], unsure: ['red'], unanswered: [] })
  })
})
