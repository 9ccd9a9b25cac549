import { describe, expect, it } from 'vitest'
import { parseAccount } from '#contract/identifiers/account.ts'
import { maskAccount, maskPhone } from '#contract/identifiers/mask.ts'
import { parsePhone } from '#contract/identifiers/phone.ts'

describe('a mobile number', () => {
  it.each([
    '13800138000',
    '138 0013 8000',
    '138-0013-8000',
    '+8613800138000',
    '+86 138 0013 8000',
    '008613800138000',
    '8613800138000',
    '１３８００１３８０００',
    '\uFEFF13800138000',
  ])('%s is 13800138000', (typed) => {
    expect(parsePhone(typed)).toEqual({ ok: true, value: '13800138000' })
  })

  it.each(['19200000000', '16500000000', '17000000000'])('%s of a young prefix is taken', (typed) => {
    expect(parsePhone(typed)).toEqual({ ok: true, value: typed })
  })

  it.each([
    ['+447911123456', 'phone-country'],
    ['+88216123456', 'phone-country'],
    ['00447911123456', 'phone-country'],
    ['10086', 'phone-length'],
    ['4008001234', 'phone-landline'],
    ['05331234567', 'phone-landline'],
    ['0533-1234567', 'phone-landline'],
    ['1380013800', 'phone-length'],
    ['138001380001', 'phone-length'],
    ['١٣٨٠٠١٣٨٠٠٠', 'phone-format'],
    ['138****1234', 'phone-masked'],
    ['13800138000,13900139000', 'phone-list'],
    ['13800138000，13900139000', 'phone-list'],
    ['13800138000、13900139000', 'phone-list'],
    ['13800138000\r\nBcc: 1', 'phone-format'],
    ['13800138000\n', 'phone-format'],
    ['12800138000', 'phone-format'],
    ['', 'phone-format'],
    ['abc', 'phone-format'],
    ['13800138000\u0000', 'phone-format'],
  ])('%j is refused with %s', (typed, reason) => {
    expect(parsePhone(typed)).toMatchObject({ ok: false, reason })
  })

  it('is shown with its middle hidden', () => {
    expect(maskPhone('13800000001')).toBe('138****0001')
    expect(maskPhone('1234')).toBe('****')
  })
})

describe('a bank account', () => {
  it('of 8 and of 32 digits is taken, with the spaces of the paper removed', () => {
    expect(parseAccount('12345678')).toEqual({ ok: true, value: '12345678' })
    expect(parseAccount('3705 0163 0000 0000 0371')).toEqual({ ok: true, value: '37050163000000000371' })
    expect(parseAccount('1'.repeat(32))).toMatchObject({ ok: true })
  })

  it('of 7 or of 33 digits is refused with the count, and letters are refused', () => {
    expect(parseAccount('1234567')).toEqual({ ok: false, reason: 'account-length', limit: 7 })
    expect(parseAccount('1'.repeat(33))).toEqual({ ok: false, reason: 'account-length', limit: 33 })
    expect(parseAccount('3705A163')).toEqual({ ok: false, reason: 'account-character' })
    expect(parseAccount('')).toMatchObject({ ok: false, reason: 'account-length' })
  })

  it('is shown by its last four digits', () => {
    expect(maskAccount('37050163000000000371')).toBe('****0371')
  })
})
