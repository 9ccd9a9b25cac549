import { describe, expect, it } from 'vitest'
import { capitalAmount } from '#contract/identifiers/capital.ts'
import { formatWan, formatYuan, parseMoneyWan, parseMoneyYuan, plainWan, plainYuan } from '#contract/identifiers/money.ts'

describe('money typed in yuan', () => {
  it.each([
    ['0', 0],
    ['0.01', 1],
    ['80000', 8_000_000],
    ['80000.5', 8_000_050],
    ['80000.50', 8_000_050],
    [' 6000000 ', 600_000_000],
    ['90071992547409.91', Number.MAX_SAFE_INTEGER],
  ])('%s is %i fen', (text, fen) => {
    expect(parseMoneyYuan(text)).toEqual({ ok: true, fen })
  })

  it.each([
    ['1e9', 'money-format'],
    ['0x10', 'money-format'],
    ['NaN', 'money-format'],
    ['Infinity', 'money-format'],
    ['-0', 'money-negative'],
    ['-1', 'money-negative'],
    ['1,000.00', 'money-comma'],
    ['1，000', 'money-comma'],
    ['１００', 'money-format'],
    ['壹万', 'money-format'],
    ['1.234', 'money-decimals'],
    ['9007199254740993', 'money-unsafe'],
    ['90071992547409.92', 'money-unsafe'],
    ['+1', 'money-format'],
    ['', 'money-format'],
    ['   ', 'money-format'],
    ['1.', 'money-format'],
    ['.5', 'money-format'],
    ['007', 'money-format'],
    ['1 000', 'money-format'],
    ['1.2.3', 'money-format'],
    ['١٠٠', 'money-format'],
    ['100\u0000', 'money-format'],
    ['9'.repeat(400), 'money-unsafe'],
  ])('%j is refused with %s', (text, reason) => {
    expect(parseMoneyYuan(text)).toMatchObject({ ok: false, reason })
  })
})

describe('money typed in ten thousands', () => {
  it.each([
    ['8', 8_000_000],
    ['8.00', 8_000_000],
    ['0.000001', 1],
    ['600', 600_000_000],
    ['10.8', 10_800_000],
  ])('%s is %i fen', (text, fen) => {
    expect(parseMoneyWan(text)).toEqual({ ok: true, fen })
  })

  it('with a seventh decimal would be less than a fen and is refused', () => {
    expect(parseMoneyWan('0.0000001')).toEqual({ ok: false, reason: 'money-decimals', limit: 6 })
  })
})

describe('money shown', () => {
  it.each([
    [0, '0', '0.00'],
    [1, '0.01', '0.000001'],
    [123_456, '1,234.56', '0.123456'],
    [8_000_000, '80,000', '8.00'],
    [8_000_050, '80,000.50', '8.00005'],
    [600_000_000, '6,000,000', '600.00'],
    [10_800_000, '108,000', '10.80'],
  ])('%i fen reads %s yuan, %s ten thousands', (fen, yuan, wan) => {
    expect(formatYuan(fen)).toBe(yuan)
    expect(formatWan(fen)).toBe(wan)
  })

  it.each([0, 1, 99, 100, 123_456, 8_000_050, 600_000_000, 1_000_000, Number.MAX_SAFE_INTEGER])(
    '%i fen written into either box comes back the same',
    (fen) => {
      expect(parseMoneyYuan(plainYuan(fen))).toEqual({ ok: true, fen })
      expect(parseMoneyWan(plainWan(fen))).toEqual({ ok: true, fen })
    },
  )
})

describe('money in capitals', () => {
  it.each([
    [600_000_000, '人民币陆佰万元整'],
    [0, '人民币零元整'],
    [5, '人民币伍分'],
    [50, '人民币伍角整'],
    [105, '人民币壹元零伍分'],
    [1000, '人民币壹拾元整'],
    [140_950, '人民币壹仟肆佰零玖元伍角整'],
    [600_714, '人民币陆仟零柒元壹角肆分'],
    [168_032, '人民币壹仟陆佰捌拾元叁角贰分'],
    [10_700_053, '人民币壹拾万柒仟元伍角叁分'],
    [1_640_902, '人民币壹万陆仟肆佰零玖元零贰分'],
    [32_504, '人民币叁佰贰拾伍元零肆分'],
    [2_050_000, '人民币贰万零伍佰元整'],
    [10_000_000_100, '人民币壹亿零壹元整'],
    [1_000_000_000, '人民币壹仟万元整'],
    [10_800_000, '人民币壹拾万捌仟元整'],
  ])('%i fen is %s', (fen, words) => {
    expect(capitalAmount(fen)).toBe(words)
  })
})
