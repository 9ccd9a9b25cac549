import { describe, expect, it } from 'vitest'
import type { RecordInput } from '#contract/consultations/schema.ts'
import { changedParts, conflictsOf, isSamePart, meetServer, nothingUnsent, settlePart, toSend, withPart } from '#client/consultations/record-parts.ts'

const empty: RecordInput = { people: [], situation: '', policy: '', needs: '', problems: '', opinions: '', findings: '', advice: '', plan: '', followUps: [] }
const server = (over: Partial<RecordInput> = {}): RecordInput => ({ ...empty, ...over })
const write = (unsent = nothingUnsent(), on = empty, over: Partial<RecordInput> = {}) =>
  changedParts({ changes: over, base: {}, tried: {} }).reduce((next, part) => withPart(next, on, part, over, false), unsent)

describe('a record written on a phone', () => {
  it('sends the parts that were changed and no others', () => {
    const unsent = write(nothingUnsent(), server({ plan: '年底前' }), { advice: '先分类', problems: '年费忘缴' })
    expect(toSend(unsent, server({ plan: '年底前' }))).toEqual({ advice: '先分类', problems: '年费忘缴' })
  })

  it('has nothing to send for a part that was changed back', () => {
    const unsent = write(write(nothingUnsent(), server({ advice: '先分类' }), { advice: '先' }), server({ advice: '先分类' }), { advice: '先分类' })
    expect(changedParts(unsent)).toEqual([])
  })

  it('is over once the server has it, trimmed or not', () => {
    const unsent = write(nothingUnsent(), empty, { advice: '先分类\n' })
    expect(changedParts(meetServer(unsent, server({ advice: '先分类' })))).toEqual([])
  })

  it('keeps what was written while the rest was on its way, on top of it', () => {
    const before = write(nothingUnsent(), empty, { advice: '先' })
    const after = write(before, empty, { advice: '先分类' })
    const met = meetServer(after, server({ advice: '先' }), { advice: '先' })
    expect([toSend(met, server({ advice: '先' })), conflictsOf(met, server({ advice: '先' }))]).toEqual([{ advice: '先分类' }, []])
  })

  it('takes its own words, whose answer was lost, for no other phone', () => {
    const tried = { ...write(nothingUnsent(), empty, { advice: '先' }), tried: { advice: '先' } }
    const met = meetServer(write(tried, empty, { advice: '先分类' }), server({ advice: '先' }))
    expect(conflictsOf(met, server({ advice: '先' }))).toEqual([])
    expect(toSend(met, server({ advice: '先' }))).toEqual({ advice: '先分类' })
  })
})

describe('a record written on two phones', () => {
  const theirs = server({ advice: '全部续缴', plan: '月底回访' })

  it('asks about the part both wrote, and sends the others', () => {
    const unsent = write(nothingUnsent(), empty, { advice: '先分类', problems: '年费忘缴' })
    expect(conflictsOf(unsent, theirs)).toEqual(['advice'])
    expect(toSend(unsent, theirs)).toEqual({ problems: '年费忘缴' })
  })

  it('does not ask where both wrote the same', () => {
    expect(conflictsOf(write(nothingUnsent(), empty, { advice: ' 全部续缴' }), theirs)).toEqual([])
  })

  it('goes on with the choice', () => {
    const unsent = write(nothingUnsent(), empty, { advice: '先分类' })
    const mine = settlePart(unsent, theirs, 'advice', 'mine')
    expect([conflictsOf(mine, theirs), toSend(mine, theirs)]).toEqual([[], { advice: '先分类' }])
    expect(changedParts(settlePart(unsent, theirs, 'advice', 'theirs'))).toEqual([])
  })
})

describe('lines of a list', () => {
  it('nobody has written in are none', () => {
    const blank = { name: ' ', department: '', title: '' }
    expect(isSamePart([{ name: '周建国', department: '', title: '部长' }, blank], [{ title: '部长', name: '周建国', department: '' }])).toBe(true)
    expect(isSamePart([{ id: 'x', what: '', owner: 'firm', dueOn: null }], [])).toBe(true)
    expect(isSamePart([{ id: 'x', what: '回访', owner: 'firm', dueOn: null }], [])).toBe(false)
  })
})
