import { describe, expect, it } from 'vitest'
import type { OpenAssessment } from '#client/assessment/use-assessment.ts'
import { placedItems } from '#contract/assessment/scope.ts'
import { assigneeOf, neighbour, nextOpen, passes } from '#client/assessment/item-filters.ts'
import { openingAfter } from '#client/assessment/opening-choice.ts'
import { placeLineOf } from '#client/assessment/place-line.ts'
import { answersToTake } from '#client/assessment/quick-store.ts'
import { earlierOf, waysToStart } from '#client/assessment/start-ways.ts'
import { anAnswer, anAssessment, edition } from './pages.dom.ts'

const items = placedItems(edition)
const local = (itemId: string, answer: 'conform' | 'minor', over: object = {}) => ({ ...anAnswer(itemId, answer), place: 'server' as const, conflict: null, problems: [], ...over })
function anOpen(over: Partial<OpenAssessment> = {}): OpenAssessment {
  return {
    id: 'as1', assessment: anAssessment(), edition, answers: new Map(), items, leftOut: [], score: {} as OpenAssessment['score'], gaps: [], unsent: 0, conflicts: [], isOnServer: true, isPersistent: true, isSending: false,
    isOffline: false, ...over,
  }
}
const zhang = { id: 'a2', name: '张海' }
const li = { id: 'a1', name: '李敏' }

describe('whose an item is', () => {
  const assignments = [{ scope: 'chapter' as const, ref: '4', account: zhang }, { scope: 'item' as const, ref: 'n1', account: li }]
  it('the item\'s own goes before its chapter\'s', () => expect(items.map((placed) => assigneeOf(assignments, placed)?.name ?? null)).toEqual(['张海', '李敏', null, null, null]))
})

describe('going on', () => {
  const answers = new Map([['k1', local('k1', 'conform')], ['k2', local('k2', 'minor', { origin: 'suggested' })]])
  it('leads to the first item nobody has answered; one of one\'s own before it', () => {
    expect(nextOpen(anOpen({ answers }), 'a1')?.item.id).toBe('n1')
    const own = anAssessment({ assignments: [{ scope: 'chapter', ref: '8', account: li }] })
    expect(nextOpen(anOpen({ answers, assessment: own }), 'a1')?.item.id).toBe('k2')
    expect(nextOpen(anOpen({ answers, assessment: own }), 'a2')?.item.id).toBe('n1')
  })
  it('ends where all are answered', () => expect(nextOpen(anOpen({ answers: new Map(items.map(({ item }) => [item.id, local(item.id, 'conform')])) }), 'a1')).toBeNull())
  it('walks among those a filter leaves, from wherever one is', () => {
    const open = anOpen({ answers })
    expect(neighbour(open, 'k1', 1, 'all', 'a1')?.item.id).toBe('n1')
    expect(neighbour(open, 'n1', 1, 'key', 'a1')?.item.id).toBe('k2')
    expect(neighbour(open, 'n1', -1, 'key', 'a1')?.item.id).toBe('k1')
    expect(neighbour(open, 'k1', -1, 'all', 'a1')).toBeNull()
    expect(neighbour(open, 'unknown', 1, 'all', 'a1')).toBeNull()
  })
  it('a suggestion waits and counts as unanswered', () => {
    const suggested = items[2]!
    expect(passes(anOpen({ answers }), suggested, 'suggested', 'a1')).toBe(true)
    expect(passes(anOpen({ answers }), suggested, 'unanswered', 'a1')).toBe(true)
  })
})

describe('the save line of an assessment', () => {
  it.each([
    ['server', '09:00，每答一题自动存', {}],
    ['server', '09:00，已经完成', { assessment: anAssessment({ state: 'closed' }) }],
    ['sent', '等人审阅，现在不能改', { assessment: anAssessment({ state: 'in-review' }) }],
    ['local', '5 处没传，连上网自动传', { unsent: 5, isOffline: true }],
    ['local', '5 处没传，马上传到服务器', { unsent: 5 }],
    ['local', '连上网就传到服务器', { isOnServer: false, isOffline: true }],
    ['local', '1 题同事也答了，等您选', { unsent: 1, conflicts: [local('k1', 'conform')] }],
    ['local', '1 题服务器没收，看标出来的', { unsent: 1, answers: new Map([['k1', local('k1', 'conform', { place: 'refused' })]]) }],
    ['unkept', '这台手机不让存，2 处传到服务器前别关这一页', { unsent: 2, isPersistent: false }],
  ] as const)('says %s: %s', (state, detail, over) => {
    expect(placeLineOf(anOpen(over as Partial<OpenAssessment>))).toMatchObject({ state, detail })
  })
  it('says that it is sending beside where things are', () => expect(placeLineOf(anOpen({ unsent: 1, isSending: true }))).toMatchObject({ state: 'local', sending: true }))
})

describe('where a new assessment may begin', () => {
  const known = (over: object) => ({ ...anAssessment({ state: 'closed', answered: 3, closedAt: '2026-03-15T02:00:00.000Z' }), isOnServer: true, ...over })
  const e23 = { id: 'e23', carriesFrom: 'e13' }
  it('from the latest finished one of this edition, not from one that is open or only on this phone', () => {
    const items = [known({ id: 'a', createdAt: '2026-01-01T00:00:00.000Z' }), known({ id: 'b', createdAt: '2026-02-01T00:00:00.000Z' }), known({ id: 'c', state: 'open' }), known({ id: 'd', isOnServer: false })]
    expect(earlierOf(items, e23).again?.id).toBe('b')
    expect(waysToStart(earlierOf(items, e23), '').map(({ id }) => id)).toEqual(['again', 'scratch'])
  })
  it('from one of the older edition with anything answered, finished or not', () => {
    expect(earlierOf([known({ id: 'o', editionId: 'e13', state: 'open' })], e23).changeover?.id).toBe('o')
    expect(earlierOf([known({ id: 'o', editionId: 'e13', answered: 0 })], e23).changeover).toBeNull()
    expect(earlierOf([known({ id: 'o', editionId: 'e13' })], { id: 'e23', carriesFrom: null }).changeover).toBeNull()
  })
})

describe('what is chosen', () => {
  it('in an opening question: one replaces, several add up, 都没有 stands alone', () => {
    expect(openingAfter({ many: false }, ['a'], 'b')).toEqual(['b'])
    expect(openingAfter({ many: true }, ['a'], 'b')).toEqual(['a', 'b'])
    expect(openingAfter({ many: true }, ['a', 'b'], 'a')).toEqual(['b'])
    expect(openingAfter({ many: true }, ['a', 'b'], 'none')).toEqual(['none'])
    expect(openingAfter({ many: true }, ['none'], 'a')).toEqual(['a'])
  })
  it('in the short check goes along as far as the edition knows it; 观察项 with where it comes from', () => {
    const taken = answersToTake({ k1: 'unsure', n1: 'observation', gone: 'major' }, (id) => id !== 'gone')
    expect(Object.keys(taken)).toEqual(['k1', 'n1'])
    expect(taken.n1?.note).toContain('快速自查')
  })
})
