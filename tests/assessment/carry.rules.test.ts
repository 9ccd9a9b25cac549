// 换版体检 and 再来一次: what an earlier assessment says to a new one. Old items are small letters, new ones capitals.
import { describe, expect, it } from 'vitest'
import { carryAcross, carryAgain, changeoverRows, sourcesOf } from '#contract/assessment/carry.ts'
import { noteLength } from '#contract/assessment/limits.ts'
import { placedItems } from '#contract/assessment/scope.ts'
import type { Answer, AnswerWord } from '#contract/assessment/schema.ts'
import { loadContent } from '#server/content.ts'
import { aCarry, aChecklist, anAnswer, anItem, answers } from './checklists.ts'

/** a alone and the same; b, c, d together; e to two; nothing to N. */
const checklist = aChecklist({ '4': ['A', 'B', 'E', 'F', 'N'], '5': [anItem('S', { mayNotApply: false })] })
const carry = aCarry({ a: 'A', b: 'B', c: 'B', d: 'B', e: 'E F', s: 'S' }, ['a', 'b', 'e', 's'], ['x'])
const across = (words: Record<string, AnswerWord | null>) => carryAcross(checklist, carry, answers(words)).map(({ itemId, answer, origin }) => `${itemId} ${answer} ${origin}`)

describe('carried to another edition', () => {
  it.each<[string, Record<string, AnswerWord | null>, string[]]>([
    ['the same question with one source is taken over', { a: 'minor' }, ['A minor carried']],
    ['doubt is not', { a: 'unsure' }, []],
    ['nor an answer taken back', { a: null }, []],
    ['of several the worst is suggested: 严重 before 一般', { b: 'minor', c: 'major', d: 'conform' }, ['B major suggested']],
    ['一般 before 观察项', { b: 'observation', c: 'minor', d: 'conform' }, ['B minor suggested']],
    ['观察项 before 符合', { b: 'conform', c: 'observation', d: 'conform' }, ['B observation suggested']],
    ['符合 before 不适用', { b: 'not-applicable', c: 'conform', d: 'not-applicable' }, ['B conform suggested']],
    ['不适用 only where all are', { b: 'not-applicable', c: 'not-applicable', d: 'not-applicable' }, ['B not-applicable suggested']],
    ['a failure is suggested though another was not answered', { b: 'minor', c: 'conform' }, ['B minor suggested']],
    ['what holds is not, for the other could be worse', { b: 'conform', c: 'conform' }, []],
    ['nor beside one nobody was sure of', { b: 'conform', c: 'conform', d: 'unsure' }, []],
    ['nor 不适用 where one is open', { b: 'not-applicable', c: 'not-applicable' }, []],
    ['one question that became two is a suggestion for both', { e: 'conform' }, ['E conform suggested', 'F conform suggested']],
    ['不适用 stays behind where the new item does not allow it', { s: 'not-applicable' }, []],
    ['and goes along where it does', { a: 'not-applicable' }, ['A not-applicable carried']],
    ['what was dropped goes nowhere', { x: 'major' }, []],
  ])('%s', (_, words, carried) => {
    expect(across(words)).toEqual(carried)
  })

  it('takes no suggestion that nobody has confirmed', () => {
    expect(carryAcross(checklist, carry, new Map([['a', anAnswer('a', 'major', { origin: 'suggested' })]]))).toEqual([])
  })

  it('takes one that was carried itself', () => {
    expect(carryAcross(checklist, carry, new Map([['a', anAnswer('a', 'major', { origin: 'carried' })]]))).toMatchObject([{ itemId: 'A', origin: 'carried' }])
  })

  it('brings the notes of all sources, each once, within the length of a note', () => {
    const old = (b: string, c: string, d: string) => new Map<string, Answer>([['b', anAnswer('b', 'minor', { note: b })], ['c', anAnswer('c', 'minor', { note: c })], ['d', anAnswer('d', 'conform', { note: d })]])
    expect(carryAcross(checklist, carry, old(' 缺签字 ', '缺签字', '有台账'))).toMatchObject([{ note: '缺签字\n有台账' }])
    expect(carryAcross(checklist, carry, old('长'.repeat(noteLength), '短', ''))[0]?.note).toHaveLength(noteLength)
  })
})

describe('where the new items come from', () => {
  it('is the same question only from one source, said to be the same, that goes nowhere else', () => {
    expect(Object.fromEntries(sourcesOf(carry))).toEqual({
      A: { from: ['a'], isSame: true }, B: { from: ['b', 'c', 'd'], isSame: false }, E: { from: ['e'], isSame: false }, F: { from: ['e'], isSame: false }, S: { from: ['s'], isSame: true },
    })
  })

  it('is on every line of the table, also that an item is new', () => {
    expect(changeoverRows(checklist, carry).map(({ item, kind, from }) => `${item.id} ${kind} ${from.join()}`)).toEqual(['A same a', 'B changed b,c,d', 'E changed e', 'F changed e', 'N new ', 'S same s'])
  })
})

describe('the same edition again', () => {
  const again = (words: Record<string, AnswerWord | null>) => carryAgain(checklist, answers(words)).map(({ itemId, answer, origin }) => `${itemId} ${answer} ${origin}`)

  it('suggests every answer of last time, and takes none over', () => {
    expect(again({ N: 'conform', A: 'major' })).toEqual(['A major suggested', 'N conform suggested'])
  })

  it('suggests neither doubt nor what was taken back, no red line, and no 不适用 where it is not allowed', () => {
    expect(again({ A: 'unsure', B: null, red: 'yes', S: 'not-applicable' })).toEqual([])
  })

  it('keeps the note', () => {
    expect(carryAgain(checklist, new Map([['A', anAnswer('A', 'observation', { note: '差一份记录' })]]))).toMatchObject([{ note: '差一份记录' }])
  })
})

describe('from 2013 to 2023', () => {
  const content = loadContent('content/huantai', { demo: true })
  const [now, then] = [content.edition('gbt29490-2023')!, content.edition('gbt29490-2013')!]
  const oldIds = placedItems(then).map(({ item }) => item.id)

  it('every old item goes somewhere or is dropped with a reason, exactly once', () => {
    const { items, dropped } = now.carry!
    expect([...items, ...dropped].map(({ from }) => from).sort()).toEqual([...oldIds].sort())
    expect(oldIds).toHaveLength(90)
    expect(dropped.every(({ reason }) => reason.length > 10)).toBe(true)
    expect(items.filter(({ change, note }) => change === 'changed' && !note)).toEqual([])
  })

  it('an old assessment that holds throughout leaves new and changed items to be answered, and no gap', () => {
    const carried = carryAcross(now, now.carry!, answers(Object.fromEntries(oldIds.map((id) => [id, 'conform']))))
    const rows = changeoverRows(now, now.carry!)
    const count = (kind: string) => rows.filter((row) => row.kind === kind).length
    expect([count('same'), count('changed'), count('new')]).toEqual([4, 56, 20])
    expect(carried.filter(({ origin }) => origin === 'carried')).toHaveLength(4)
    expect(carried.filter(({ origin }) => origin === 'suggested')).toHaveLength(56)
  })

  it.each([
    ['A13-5.5.3-01', 'A23-9.4-02'], ['A13-6.1.6-01', 'A23-7-01-03'], ['A13-6.3-01', 'A23-7.1-02'], ['A13-7.5-01', 'A23-8-11-01'],
  ])('%s is the same question as %s', (from, to) => {
    expect(carryAcross(now, now.carry!, answers({ [from]: 'minor' }))).toEqual([{ itemId: to, answer: 'minor', note: '', origin: 'carried' }])
  })

  it('three old items on the control of documents and one on records become one: the worst of four', () => {
    expect(carryAcross(now, now.carry!, answers({ 'A13-4.2.2-01': 'conform', 'A13-4.2.2-02': 'minor', 'A13-4.2.2-03': 'major', 'A13-4.2.4-02': 'conform' }))).toMatchObject([{ itemId: 'A23-7.5-02', answer: 'major', origin: 'suggested' }])
  })
})
