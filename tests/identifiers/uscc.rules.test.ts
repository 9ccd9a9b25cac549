import { describe, expect, it } from 'vitest'
import { parseUscc, usccCheckCharacter } from '#contract/identifiers/uscc.ts'

describe('a unified social credit code', () => {
  it.each([
    '914403001922038216',
    '91110108551385082Q',
    '911100001000044477',
    '91440400192548256N',
    '91370000723865016M',
    '91370300613281175K',
    '91440300192317458F',
    '91350100M000100Y43',
  ])('%s, printed on a licence, is taken with a fitting check character', (code) => {
    expect(parseUscc(code)).toEqual({ ok: true, value: code, check: 'ok' })
  })

  it('whose weighted sum is a multiple of 31 ends in 0, and its inner organisation code is not judged', () => {
    expect(parseUscc('91330782JWFUYGCJU0')).toEqual({ ok: true, value: '91330782JWFUYGCJU0', check: 'ok' })
  })

  it('831 modulo 31 is 25, 31 less 25 is 6: the worked example of the standard ends in 6', () => {
    expect(usccCheckCharacter('91440300192203821')).toBe('6')
  })

  it.each([
    ['lower case', '91110108551385082q'],
    ['full width', '９１１１０１０８５５１３８５０８２Ｑ'],
    ['spaces between the groups', ' 9111 0108 5513 8508 2Q '],
    ['hyphens', '911101-08551385082-Q'],
    ['a byte order mark in front', '\uFEFF91110108551385082Q'],
    ['a zero-width space inside', '911101085513\u200B85082Q'],
  ])('written with %s is the same firm', (_, typed) => {
    expect(parseUscc(typed)).toEqual({ ok: true, value: '91110108551385082Q', check: 'ok' })
  })

  it.each(['914403001922038217', '91350203M0001QAY9B', '91350100M000100Y44'])(
    '%s has a wrong check character and is kept to be looked at',
    (code) => {
      expect(parseUscc(code)).toEqual({ ok: true, value: code, check: 'mismatch' })
    },
  )

  it('refuses Z, which the character set does not have, and says where', () => {
    expect(parseUscc('91350100M000100Y4Z')).toEqual({ ok: false, reason: 'uscc-character', limit: '18:Z' })
  })

  it.each(['I', 'O', 'S', 'V', 'Z'])('refuses the letter %s', (letter) => {
    expect(parseUscc(`91440300192203821${letter}`)).toMatchObject({ ok: false, reason: 'uscc-character', limit: `18:${letter}` })
  })

  it('refuses the letter O typed for a nought', () => {
    expect(parseUscc('91440300192203821O')).toMatchObject({ ok: false, reason: 'uscc-character' })
  })

  it.each([
    ['91440300192203821', 17],
    ['9144030019220382166', 19],
    ['', 0],
  ])('refuses %s because it has %i characters', (code, count) => {
    expect(parseUscc(code)).toEqual({ ok: false, reason: 'uscc-length', limit: count })
  })

  it('refuses the region 000000 and a region with letters', () => {
    expect(parseUscc('910000001922038216')).toMatchObject({ ok: false, reason: 'uscc-region', limit: '000000' })
    expect(parseUscc('91A403001922038216')).toMatchObject({ ok: false, reason: 'uscc-region' })
  })

  it('refuses Arabic-Indic digits and a NUL', () => {
    expect(parseUscc('٩١440300192203821٦')).toMatchObject({ ok: false, reason: 'uscc-character' })
    expect(parseUscc('91440300192203821\u0000')).toMatchObject({ ok: false, reason: 'uscc-character' })
  })
})
