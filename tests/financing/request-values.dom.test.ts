import { describe, expect, it } from 'vitest'
import { headOf } from '#client/financing/request-flush.ts'
import { isLeap, missingFields, patchOf, readValues, requestFields } from '#client/financing/request-values.ts'
import { termAnswers } from '#client/financing/use-request-card.ts'
import { rules } from './rules.ts'

describe('what is sent of a request', () => {
  it('is only what was changed, the amount in 元 as one types it', () => {
    expect(patchOf({ amount: 600_000_000, months: 24 })).toEqual({ amount: '6000000', months: 24 })
    expect(patchOf({ amount: null, words: '' })).toEqual({ amount: null, words: '' })
    expect(patchOf({ amount: 1 })).toEqual({ amount: '0.01' })
  })

  it('names every answer of the card by itself, one taken back as nothing', () => {
    expect(patchOf({ 'answers.term': 'y2', 'answers.dispute': null })).toEqual({ answers: { term: 'y2', dispute: '' } })
    expect(patchOf({ use: 'research' })).toEqual({ use: 'research' })
  })

  it('is read with care from what an older page left', () => {
    expect(readValues({ amount: '600', months: 1.5, rightIds: ['a', 3], use: '', contactName: 7 })).toMatchObject({ amount: null, months: null, rightIds: ['a'], use: null, contactName: '' })
  })

  it('lacks everything but the words and the answers, in the order of the form', () => {
    expect(missingFields(readValues({}))).toEqual(requestFields.filter((name) => name !== 'words' && name !== 'answers'))
    expect(missingFields(readValues({ amount: 1, months: 1, use: 'a', turnover: 'b', debt: 'c', contactName: '李', contactPhone: '1', rightIds: ['r'] }))).toEqual([])
  })
})

describe('a figure that leaps', () => {
  it.each([
    [600_000_000, 6_000_000_000, false],
    [600_000_000, 6_000_000_001, true],
    [600_000_000, 60_000_000, false],
    [600_000_000, 59_999_999, true],
    [null, 60_000, false],
    [60_000, null, false],
  ])('from %s to %s: %s', (before, now, leaps) => {
    expect(isLeap(before, now)).toBe(leaps)
  })
})

describe('the question about the term', () => {
  it.each([
    [6, 'y1'],
    [12, 'y1'],
    [13, 'y2'],
    [24, 'y2'],
    [36, 'y3'],
    [60, 'y3'],
  ])('%i months answer it with %s', (months, option) => {
    expect(termAnswers(rules.questions, months)).toEqual([{ question: 'term', option }])
  })
})

describe('the place a problem belongs to', () => {
  it.each([
    ['rightIds[1]', 'rightIds'],
    ['answers.term', 'answers.term'],
    ['answers.term.x', 'answers.term'],
    ['items[0]', 'items'],
    ['amount', 'amount'],
  ])('%s: %s', (path, place) => {
    expect(headOf(path)).toBe(place)
  })
})
