import { generateSync } from 'otplib'
import { describe, expect, it } from 'vitest'
import { appAddress, hashRecoveryCode, judgeAppCode, makeRecoveryCodes, makeSecret, openSecret, readFactorCode, sealSecret, writeRecoveryCode } from '#server/accounts/factor-codes.ts'

/** RFC 6238, appendix B: "12345678901234567890", SHA-1, eight digits; an app shows the last six. */
const rfcSecret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'
const vectors = [[59, '94287082'], [1111111109, '07081804'], [1111111111, '14050471'], [1234567890, '89005924'], [2000000000, '69279037'], [20000000000, '65353130']] as const
const now = Date.parse('2026-11-23T02:08:10.000Z')
const at = (seconds: number) => generateSync({ secret: rfcSecret, epoch: now / 1000 + seconds })
const judge = (code: string, lastStep: number | null = null, moment = now) => judgeAppCode(rfcSecret, code, { now: moment, lastStep })
const step = Math.floor(now / 30_000)

describe('a code of the app', () => {
  it.each(vectors)('is that of RFC 6238 at second %d', (second, eight) => {
    expect(judgeAppCode(rfcSecret, eight.slice(2), { now: second * 1000, lastStep: null })).toEqual({ ok: true, step: Math.floor(second / 30) })
  })

  it('is taken one step early and one late, and not two', () => {
    expect([-1, 0, 1].map((offset) => judge(at(offset * 30)))).toEqual([-1, 0, 1].map((offset) => ({ ok: true, step: step + offset })))
    expect(judge(at(60))).toEqual({ ok: false })
    expect(judge(at(-60)).ok).toBe(false)
  })

  it('is not taken twice, nor one older than the last taken', () => {
    expect(judge(at(0), step)).toEqual({ ok: false, isUsed: true })
    expect(judge(at(-30), step)).toEqual({ ok: false, isUsed: true })
    expect(judge(at(30), step)).toEqual({ ok: true, step: step + 1 })
  })

  it('of a slow clock says by how much; of a fast one, which would tell what is to come, nothing', () => {
    expect(judge(at(-300))).toEqual({ ok: false, behindSeconds: expect.closeTo(280, -1.5) })
    expect(judge(at(300))).toEqual({ ok: false })
    expect(judge(at(-700))).toEqual({ ok: false })
  })

  it.each(['', '12345', '1234567', 'abcdef', '１２３４５６７８９'])('%j is none', (typed) => expect(judge(readFactorCode(typed))).toEqual({ ok: false }))

  it('may be typed wide, with spaces and hyphens', () => {
    const wide = [...at(0)].map((digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0)).join('')
    expect(readFactorCode(` ${wide.slice(0, 3)} ${wide.slice(3)} `)).toBe(at(0))
    expect(readFactorCode('abcde-fghjk')).toBe('ABCDEFGHJK')
  })
})

describe('a secret', () => {
  it('has 160 bits and is another one each time', () => {
    expect(makeSecret()).toMatch(/^[A-Z2-7]{32}$/)
    expect(makeSecret()).not.toBe(makeSecret())
  })

  it('rests sealed and opens with the same key only', () => {
    const sealed = sealSecret(Buffer.alloc(32, 1), rfcSecret)
    expect(sealed).not.toContain(rfcSecret)
    expect(openSecret(Buffer.alloc(32, 1), sealed)).toBe(rfcSecret)
    expect(() => openSecret(Buffer.alloc(32, 2), sealed)).toThrow('APP_SECRET')
  })

  it('is written for the app with who gives it and whose it is', () => {
    const address = new URL(appAddress(rfcSecret, '知企通', '138****0010'))
    expect([address.protocol, address.host, decodeURIComponent(address.pathname)]).toEqual(['otpauth:', 'totp', '/知企通:138****0010'])
    expect([address.searchParams.get('secret'), address.searchParams.get('issuer')]).toEqual([rfcSecret, '知企通'])
  })
})

describe('recovery codes', () => {
  it('are ten letters and digits nobody mixes up, all different', () => {
    const codes = makeRecoveryCodes(200)
    expect(new Set(codes).size).toBe(200)
    for (const code of codes) expect(writeRecoveryCode(code)).toMatch(/^[2-9A-HJ-NP-Z]{5}-[2-9A-HJ-NP-Z]{5}$/)
  })

  it('are kept as hashes of their person', () => {
    const key = Buffer.alloc(32, 1)
    expect(hashRecoveryCode(key, 'a', 'ABCDEFGHJK')).not.toBe(hashRecoveryCode(key, 'b', 'ABCDEFGHJK'))
    expect(hashRecoveryCode(key, 'a', 'ABCDEFGHJK')).toMatch(/^[0-9a-f]{64}$/)
  })
})
