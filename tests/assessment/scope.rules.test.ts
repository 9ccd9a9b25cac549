// Which items are asked: the opening answers leave some out, each can be taken back in.
import { describe, expect, it } from 'vitest'
import { askedItems, editionSummary, leftOutItems, placedItems, quickItems, type PlacedItem } from '#contract/assessment/scope.ts'
import type { OpeningAnswers } from '#contract/assessment/schema.ts'
import { loadContent } from '#server/content.ts'
import { aChecklist, anItem } from './checklists.ts'

const checklist = aChecklist({
  '4': ['a'],
  '8': [
    anItem('abroad', { appliesWhen: { question: 'sales', anyOf: ['abroad'], reason: '不卖到境外。' } }),
    anItem('shop', { appliesWhen: { question: 'sales', anyOf: ['shop', 'fair'], reason: '不开网店、不参展。' } }),
    anItem('rnd', { appliesWhen: { question: 'work', anyOf: ['rnd'], reason: '不做研发。' } }),
  ],
}, { quick: ['rnd', 'a'] })
const ids = (items: readonly PlacedItem[]) => items.map(({ item }) => item.id)

describe('the items asked', () => {
  it.each<[string, OpeningAnswers, string[]]>([
    ['are all of them while no question is answered', {}, ['a', 'abroad', 'shop', 'rnd']],
    ['are all of them when a question was answered with nothing', { sales: [], work: [] }, ['a', 'abroad', 'shop', 'rnd']],
    ['leave out what none of the chosen options asks for', { sales: ['brand'] }, ['a', 'rnd']],
    ['keep what one of several chosen options asks for', { sales: ['brand', 'fair'] }, ['a', 'shop', 'rnd']],
    ['keep all that is chosen', { sales: ['abroad', 'shop'], work: ['rnd'] }, ['a', 'abroad', 'shop', 'rnd']],
    ['keep what has no condition, whatever is chosen', { sales: ['none'], work: ['none'] }, ['a']],
  ])('%s', (_, opening, asked) => {
    expect(ids(askedItems(checklist, opening, []))).toEqual(asked)
  })

  it('take back in what was left out, in its old place', () => {
    expect(ids(askedItems(checklist, { sales: ['none'], work: ['none'] }, ['shop']))).toEqual(['a', 'shop'])
  })

  it('are not more for taking back what is asked anyway or is not there', () => {
    expect(ids(askedItems(checklist, { work: ['none'] }, ['a', 'gone']))).toEqual(['a', 'abroad', 'shop'])
  })
})

describe('what is left out', () => {
  it('is listed with its reason, also when it was taken back', () => {
    const left = leftOutItems(checklist, { sales: ['fair'], work: ['none'] }, ['rnd'])
    expect(left.map(({ item, reason, isTakenBack }) => [item.id, reason, isTakenBack])).toEqual([['abroad', '不卖到境外。', false], ['rnd', '不做研发。', true]])
  })

  it('is nothing while no question is answered', () => {
    expect(leftOutItems(checklist, {}, ['rnd'])).toEqual([])
  })

  it('and what is asked are together every item once', () => {
    const opening = { sales: ['brand'], work: ['rnd'] }
    expect([...ids(askedItems(checklist, opening, [])), ...ids(leftOutItems(checklist, opening, []))].sort()).toEqual(ids(placedItems(checklist)).sort())
  })
})

describe('the quick check', () => {
  it('asks its items in the order of the edition', () => {
    expect(ids(quickItems(checklist))).toEqual(['a', 'rnd'])
  })
})

describe('what a list says of an edition', () => {
  it('is counted from the edition', () => {
    const edition = loadContent('tests/fixtures/content/yunxi', { demo: false }).editions()[0]!
    expect(editionSummary(edition)).toEqual({
      id: 'platform-1', title: '网络交易平台权利保护自查', edition: '示例版', status: 'current', version: edition.version, carriesFrom: null, items: 4, keyItems: 2, quick: 2, redLines: 1,
      chapters: [{ no: 'A', title: '规则', items: 2 }, { no: 'B', title: '处理', items: 2 }],
    })
  })
})
