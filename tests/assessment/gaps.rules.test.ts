// Gaps in the order they should be closed, and what changed since another time.
import { describe, expect, it } from 'vitest'
import { compareAnswers, gapsOf, itemsWith, type Change } from '#contract/assessment/gaps.ts'
import { placedItems } from '#contract/assessment/scope.ts'
import type { Verdict } from '#contract/assessment/schema.ts'
import { aChecklist, anAnswer, answers } from './checklists.ts'

const checklist = aChecklist({ '4': ['a', 'b*'], '5': ['c', 'd*', 'e'] })
const items = placedItems(checklist)

describe('gaps', () => {
  it('are the failed items: key ones first, then by how badly, then in the order of the edition', () => {
    const gaps = gapsOf(items, answers({ a: 'minor', b: 'minor', c: 'major', d: 'major', e: 'minor' }))
    expect(gaps.map(({ item, verdict }) => `${item.id} ${verdict}`)).toEqual(['d major', 'b minor', 'c major', 'a minor', 'e minor'])
  })

  it('are none of what holds, was observed, does not apply, is doubtful or open', () => {
    expect(gapsOf(items, answers({ a: 'conform', b: 'observation', c: 'not-applicable', d: 'unsure' }))).toEqual([])
  })

  it('are no suggestions, and nothing that is not asked', () => {
    const given = new Map([['a', anAnswer('a', 'major', { origin: 'suggested' })], ['b', anAnswer('b', 'major')]])
    expect(gapsOf(items.filter(({ item }) => item.id !== 'b'), given)).toEqual([])
  })
})

describe('items with one verdict', () => {
  it('come in the order of the edition, and null means unanswered', () => {
    const given = answers({ d: 'unsure', a: 'unsure', b: 'conform' })
    expect(itemsWith(items, given, 'unsure').map(({ item }) => item.id)).toEqual(['a', 'd'])
    expect(itemsWith(items, given, null).map(({ item }) => item.id)).toEqual(['c', 'e'])
  })
})

describe('compared with another time', () => {
  it.each<[Verdict | null, Verdict | null, Change]>([
    ['minor', 'conform', 'better'], ['observation', 'conform', 'better'], ['major', 'minor', 'better'], ['conform', 'observation', 'worse'], ['minor', 'major', 'worse'],
    ['minor', 'minor', 'same'], ['conform', 'conform', 'same'],
    [null, 'conform', 'only-now'], ['unsure', 'minor', 'only-now'], ['not-applicable', 'conform', 'only-now'],
    ['minor', null, 'only-then'], ['conform', 'not-applicable', 'only-then'], ['conform', 'unsure', 'only-then'],
    [null, null, 'neither'], ['unsure', 'not-applicable', 'neither'],
  ])('then %s, now %s is %s', (then, now, change) => {
    const [row] = compareAnswers(items.slice(0, 1), answers({ a: now }), answers({ a: then }))
    expect([row?.then, row?.now, row?.change]).toEqual([then, now, change])
  })

  it('has a line for each item asked now', () => {
    expect(compareAnswers(items, answers({}), answers({ gone: 'major' })).map(({ item }) => item.id)).toEqual(['a', 'b', 'c', 'd', 'e'])
  })
})
