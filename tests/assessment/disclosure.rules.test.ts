import { describe, expect, it } from 'vitest'
import { discloseGroups, hiddenGroups, mergeBands } from '#server/assessment/disclosure.ts'

const sizes = (groups: Record<string, number>) => new Map(Object.entries(groups))
const hidden = (groups: Record<string, number>) => [...hiddenGroups(sizes(groups))].toSorted()

describe('groups whose total is shown', () => {
  it('are all shown where each has five firms or nobody', () => {
    expect(hidden({ a: 5, b: 9, c: 0 })).toEqual([])
  })
  it('hide one of four firms, and with it the next smallest: the total would give it away', () => {
    expect(hidden({ a: 4, b: 30, c: 12 })).toEqual(['a', 'c'])
  })
  it('hide two small ones alone where they hold five firms together', () => {
    expect(hidden({ a: 3, b: 2, c: 30 })).toEqual(['a', 'b'])
  })
  it('hide one more where two small ones hold fewer than five together', () => {
    expect(hidden({ a: 1, b: 2, c: 30, d: 8 })).toEqual(['a', 'b', 'd'])
  })
  it('hide everything where nothing else is left', () => {
    expect(hidden({ a: 4, b: 6 })).toEqual(['a', 'b'])
    expect(hidden({ a: 2 })).toEqual(['a'])
  })
})

const cells = (rows: Record<string, Record<string, number>>) => Object.entries(rows).flatMap(([town, row]) => Object.entries(row).map(([industry, count]) => ({ town, industry, count })))

describe('firms by town and industry', () => {
  it('are told of in all from five on', () => {
    expect(discloseGroups(cells({ a: { x: 4 } })).shows({})).toBe(false)
    expect(discloseGroups(cells({ a: { x: 5 } })).shows({})).toBe(true)
  })
  it('answer a filter for a small town, or one nobody is in, like the list does', () => {
    const groups = discloseGroups(cells({ a: { x: 4 }, b: { x: 9 }, c: { x: 20 } }))
    expect(['a', 'b', 'c', 'd'].map((town) => groups.shows({ town }))).toEqual([false, false, true, false])
  })
  it('hide a cell of five that its row and its column would give away', () => {
    const groups = discloseGroups(cells({ a: { x: 3, y: 20, z: 30 }, b: { x: 20, y: 10, z: 30 }, c: { x: 20, y: 12, z: 30 } }))
    expect(groups.shows({ town: 'a' }) && groups.shows({ industry: 'x' })).toBe(true)
    // a-x is small; a-y goes with it in its row, b-x or c-x in its column, and a fourth closes the square.
    const shown = ['a', 'b', 'c'].map((town) => ['x', 'y', 'z'].map((industry) => groups.shows({ town, industry })))
    expect(shown[0]).toEqual([false, false, true])
    for (const line of [...shown, ...[0, 1, 2].map((at) => shown.map((row) => row[at]))]) expect(line.filter((isShown) => isShown === false).length).not.toBe(1)
  })
})

describe('bands of scores', () => {
  const bands = (...counts: number[]) => counts.map((count, index) => ({ from: index * 10, to: index * 10 + 10, count }))
  it('stay as they are where each shows five firms or none', () => {
    expect(mergeBands(bands(0, 5, 7))).toEqual(bands(0, 5, 7))
  })
  it('become one with their neighbour where one shows fewer', () => {
    expect(mergeBands(bands(2, 0, 4, 9))).toEqual([{ from: 0, to: 30, count: 6 }, { from: 30, to: 40, count: 9 }])
    expect(mergeBands(bands(9, 0, 3))).toEqual([{ from: 0, to: 30, count: 12 }])
  })
})
