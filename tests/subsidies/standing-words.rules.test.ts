import { describe, expect, it } from 'vitest'
import { batchNow, countdown, leftWords, placeMoney, placeWords, processingWords, windowAt } from '#client/subsidies/standing-words.ts'

const wan = 1_000_000
const batch = { id: '1', name: '第一批', opensAt: '2026-11-24T01:00:00.000Z', closesAt: '2026-11-25T09:30:59.000Z', state: 'taking', totalFen: 30 * wan, committedFen: 0, paidFen: 0, leftFen: 18 * wan, waiting: 0 } as const
const at = (instant: string) => Date.parse(instant)

describe('what is left, in words', () => {
  it('18 万元 and nobody waits', () => expect(leftWords(batch)).toBe('还剩 18.00 万元'))
  it('with those who wait', () => expect(leftWords({ leftFen: 18 * wan, waiting: 3 })).toBe('还剩 18.00 万元 · 3 件在排队'))
  it('nothing left', () => expect(leftWords({ leftFen: 0, waiting: 3 })).toBe('资金已用完 · 3 件在排队'))
  it('no total published', () => expect(leftWords({ leftFen: null, waiting: 0 })).toBe('没有公布资金总额'))
})

describe('when a batch closes', () => {
  it('names the second, and the day by name where it is near', () => {
    expect(windowAt(batch, at('2026-11-25T00:00:00.000Z'))).toBe('今天 17:30:59 截止')
    expect(windowAt(batch, at('2026-11-24T02:00:00.000Z'))).toBe('明天 17:30:59 截止')
    expect(windowAt(batch, at('2026-11-20T02:00:00.000Z'))).toBe('11月25日 17:30:59 截止')
  })
  it('counts by the day in Shanghai: at 23:59:59 it is tomorrow, a second later today', () => {
    expect(windowAt(batch, at('2026-11-24T15:59:59.000Z'))).toMatch(/^明天/)
    expect(windowAt(batch, at('2026-11-24T16:00:00.000Z'))).toMatch(/^今天/)
  })
  it('says when it begins, and that it is over', () => {
    expect(windowAt({ ...batch, state: 'soon' }, at('2026-11-23T02:00:00.000Z'))).toBe('明天 09:00:00 开始')
    expect(windowAt({ ...batch, state: 'over' }, at('2026-11-25T10:00:00.000Z'))).toBe('今天 17:30:59 已截止')
  })
  it('counts down in the last hour only, and the second it closes in is still inside', () => {
    expect(countdown(batch.closesAt, at('2026-11-25T08:30:59.999Z'))).toBe('')
    expect(countdown(batch.closesAt, at('2026-11-25T08:31:00.000Z'))).toBe('还有 60 分 00 秒')
    expect(countdown(batch.closesAt, at('2026-11-25T09:30:59.000Z'))).toBe('还有 0 分 01 秒')
    expect(countdown(batch.closesAt, at('2026-11-25T09:31:00.000Z'))).toBe('')
  })
  it('is said of the batch that takes applications, else of the next', () => {
    const [over, soon] = [{ ...batch, id: '0', state: 'over' as const }, { ...batch, id: '2', state: 'soon' as const }]
    expect(batchNow({ batches: [over, batch, soon] })?.id).toBe('1')
    expect(batchNow({ batches: [over, soon] })?.id).toBe('2')
    expect(batchNow({ batches: [over] })?.id).toBe('0')
  })
})

describe('how long it takes, in words', () => {
  it('says how many, the middle one, and what is not counted', () => {
    expect(processingWords({ cases: 12, medianWorkdays: 6 })).toBe('近两年 12 件，中间数 6 个工作日：从提交算到作出决定，企业补正的时间不算在内。')
  })
  it('says that it is not known yet', () => expect(processingWords(null)).toContain('不到 3 件'))
})

describe('the place in line, in words', () => {
  it('says how many are before', () => {
    expect(placeWords({ place: 4, ahead: 3 })).toBe('第 4 位，前面还有 3 件')
    expect(placeWords({ place: 4, ahead: 0 })).toBe('第 4 位，前面没有等着的')
  })
  it('says what it means for the money', () => {
    expect(placeMoney({ leftFen: 18 * wan, isShort: false, ahead: 3 })).toBe('这一批还剩 18.00 万元，按提交的先后办。')
    expect(placeMoney({ leftFen: 18 * wan, isShort: true, ahead: 3 })).toBe('这一批还剩 18.00 万元，前面的都给足，就不够到您。资金不够时按次序等，有余额再轮到，位次不变。')
    expect(placeMoney({ leftFen: null, isShort: false, ahead: 0 })).toBe('按提交的先后办。')
  })
})
