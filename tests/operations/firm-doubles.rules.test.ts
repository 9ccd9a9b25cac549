import { describe, expect, it } from 'vitest'
import { nameKey, slipsOf } from '#server/operations/firm-doubles.ts'
import { renamedKey } from '#server/operations/merge-money.ts'

describe('names that look the same', () => {
  it.each([['桓台苇畔（山东）新材料有限公司', '桓台苇畔(山东)新材料 有限公司'], ['ＡＢＣ公司', 'abc公司'], ['苇畔\u200b新材料', '苇畔新材料']])('%s and %s are one', (a, b) => expect(nameKey(a)).toBe(nameKey(b)))
  it('differ by a character', () => expect(nameKey('苇畔新材料')).not.toBe(nameKey('苇塘新材料')))
})

describe('a mistyped code', () => {
  it('is one character away, or has two neighbours the other way round', () => {
    expect(slipsOf('91370321MA0DEM013L').includes('91370321MA0DEM018L')).toBe(true)
    expect(slipsOf('91370321MA0DEM013L').includes('91370321MA0DEM031L')).toBe(true)
    expect(slipsOf('91370321MA0DEM013L').includes('91370321MA0DEM0131')).toBe(true)
  })
  it('is not two apart, not itself, not of another length', () => {
    expect(slipsOf('91370321MA0DEM013L').includes('91370321MA0DEM024L')).toBe(false)
    expect(slipsOf('91370321MA0DEM013L').includes('91370321MA0DEM013L')).toBe(false)
    expect(slipsOf('91370321MA0DEM013L').includes('91370321MA0DEM013')).toBe(false)
  })
})

describe('a claim by the credit code', () => {
  it('is renamed where the code is a whole part of the key, and nowhere else', () => {
    expect(renamedKey('P04|奖励|2026|91370321MA0DEM013L', '91370321MA0DEM013L', 'NEW')).toBe('P04|奖励|2026|NEW')
    expect(renamedKey('P04|91370321MA0DEM013LX|2026', '91370321MA0DEM013L', 'NEW')).toBe('P04|91370321MA0DEM013LX|2026')
  })
})
