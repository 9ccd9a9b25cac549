import { describe, expect, it } from 'vitest'
import { applyChanges, isSameAnswer, rebaseChanges, settleConflict, withChange, withoutSent } from '#client/ui/field-merge.ts'

const nothing = { base: {}, changes: {} }

describe('unsent changes of a draft', () => {
  it('hold only what was changed, with the value it was changed from', () => {
    const unsent = withChange(nothing, { bank: '甲行', days: 3 }, 'bank', '乙行')
    expect(unsent).toEqual({ base: { bank: '甲行' }, changes: { bank: '乙行' } })
  })

  it('are none once a field is changed back', () => {
    const unsent = withChange(withChange(nothing, { bank: '甲行' }, 'bank', '乙行'), { bank: '甲行' }, 'bank', '甲行')
    expect(unsent).toEqual(nothing)
  })

  it('clear an answer with null, and a cleared answer is not shown', () => {
    const unsent = withChange(nothing, { bank: '甲行' }, 'bank', undefined)
    expect(unsent.changes).toEqual({ bank: null })
    expect(applyChanges({ bank: '甲行', days: 3 }, unsent.changes)).toEqual({ days: 3 })
  })

  it('keep what was typed while the earlier value was under way', () => {
    const first = withChange(nothing, {}, 'bank', '甲')
    const second = withChange(first, {}, 'bank', '甲行')
    expect(withoutSent(second, first.changes, { bank: '甲' })).toEqual({ base: { bank: '甲' }, changes: { bank: '甲行' } })
    expect(withoutSent(first, first.changes, { bank: '甲' })).toEqual(nothing)
  })
})

describe('two people changing one draft', () => {
  it('are merged without a word when they changed different fields', () => {
    const unsent = withChange(nothing, { bank: '甲行', days: 3 }, 'bank', '乙行')
    expect(rebaseChanges(unsent, { bank: '甲行', days: 30 })).toEqual({ unsent, conflicts: [] })
  })

  it('are asked when they changed the same field differently', () => {
    const unsent = withChange(nothing, { bank: '甲行' }, 'bank', '乙行')
    expect(rebaseChanges(unsent, { bank: '丙行' }).conflicts).toEqual([{ name: 'bank', mine: '乙行', theirs: '丙行' }])
  })

  it('agree when both wrote the same', () => {
    const unsent = withChange(nothing, { bank: '甲行' }, 'bank', '乙行')
    expect(rebaseChanges(unsent, { bank: '乙行' })).toEqual({ unsent: nothing, conflicts: [] })
  })

  it('go on from the value of the other after a choice', () => {
    const unsent = withChange(nothing, { bank: '甲行' }, 'bank', '乙行')
    const conflict = { name: 'bank', mine: '乙行', theirs: '丙行' }
    const mine = settleConflict(unsent, conflict, 'mine')
    expect(mine).toEqual({ base: { bank: '丙行' }, changes: { bank: '乙行' } })
    expect(rebaseChanges(mine, { bank: '丙行' }).conflicts).toEqual([])
    expect(settleConflict(unsent, conflict, 'theirs')).toEqual(nothing)
  })

  it('are asked about a list of rows as a whole', () => {
    const rows = [{ patentNo: 'ZL1' }]
    const unsent = withChange(nothing, { patents: rows }, 'patents', [...rows, { patentNo: 'ZL2' }])
    expect(rebaseChanges(unsent, { patents: [{ patentNo: 'ZL3' }] }).conflicts).toHaveLength(1)
    expect(rebaseChanges(unsent, { patents: [{ patentNo: 'ZL1' }] }).conflicts).toHaveLength(0)
  })
})

describe('answers', () => {
  it('are the same when their JSON means the same', () => {
    expect(isSameAnswer([{ a: 1, b: undefined }], [{ a: 1 }])).toBe(true)
    expect(isSameAnswer(null, undefined)).toBe(true)
    expect(isSameAnswer(false, null)).toBe(false)
    expect(isSameAnswer([1, 2], [2, 1])).toBe(false)
  })
})
