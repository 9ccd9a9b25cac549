import { describe, expect, it } from 'vitest'
import { fieldReasonText, isWarning } from '#client/ui/field-reason-text.ts'
import { fieldReasons } from '#contract/field-reasons.ts'

describe('what a person reads about a field', () => {
  it.each(fieldReasons)('%s is a sentence in plain words', (reason) => {
    const text = fieldReasonText(reason, 7)
    expect(text).toMatch(/[。？]$/)
    expect(text).not.toMatch(/系统|异常|非法|格式错误|校验失败|undefined|NaN/)
  })

  it('a publication number: what it is, then what to write', () => {
    expect(fieldReasonText('patent-publication')).toBe('这是公告号或公开号。请填证书上「专利号」一栏，以 ZL 开头。')
  })

  it('a letter that no credit code has: where it stands and what it may have been', () => {
    expect(fieldReasonText('uscc-character', '18:O')).toBe('第 18 位「O」不会出现在信用代码里，是不是数字 0？请对照营业执照改。')
    expect(fieldReasonText('uscc-character', '3:S')).toBe('第 3 位「S」不会出现在信用代码里。请对照营业执照改。')
  })

  it('a sum too large: in yuan and in ten thousands, since mixing them up is the classic mistake', () => {
    expect(fieldReasonText('money-max', 1_000_000_000)).toBe('不能超过 10,000,000 元（1000.00 万元）。看看单位是元还是万元。')
  })

  it('a reason of a later server still says what to do', () => {
    expect(fieldReasonText('something-new')).toBe('这里要改，请核对后重新填。')
  })

  it('only a check digit that does not fit, or a filing date of another year, may stay', () => {
    expect(fieldReasons.filter(isWarning)).toEqual(['uscc-mismatch', 'check-mismatch', 'patent-mismatch', 'patent-year-differs'])
  })
})
