import { describe, expect, it } from 'vitest'
import { foundParts } from '#client/notices/found-parts.ts'
import { linesOf } from '#client/notices/poster.ts'

/** Every sign ten wide. */
const measure = (text: string) => [...text].length * 10

describe('lines of a poster', () => {
  it('are broken where they are full, never before a full stop', () => {
    expect(linesOf('一二三四五六七八', 40, measure, 4)).toEqual(['一二三四', '五六七八'])
    expect(linesOf('一二三四。五六', 40, measure, 4)).toEqual(['一二三四。', '五六'])
    expect(linesOf('方案2025年', 40, measure, 4)).toEqual(['方案', '2025', '年'])
  })

  it('end with … where there is no room for more', () => {
    expect(linesOf('一二三四五六七八九', 40, measure, 2)).toEqual(['一二三四', '五六七…'])
  })
})

describe('what a search found', () => {
  it('is told from what stands around it', () => {
    expect(foundParts('知识产权\ue000质押\ue001融资\ue000办法\ue001')).toEqual([
      { text: '知识产权', isFound: false }, { text: '质押', isFound: true }, { text: '融资', isFound: false }, { text: '办法', isFound: true },
    ])
    expect([foundParts('没有'), foundParts('')]).toEqual([[{ text: '没有', isFound: false }], []])
  })
})
