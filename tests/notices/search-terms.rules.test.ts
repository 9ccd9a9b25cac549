import { describe, expect, it } from 'vitest'
import { excerptAround, isFound, markFound, queryTerms, termsOf } from '#contract/notices/search-terms.ts'

const found = (text: string, typed: string) => isFound(new Set(termsOf(text)), queryTerms(typed))
const shown = (text: string, typed: string) => markFound(text, typed).replaceAll('\ue000', '[').replaceAll('\ue001', ']')

describe('a search', () => {
  it.each([
    ['two signs', '知识产权质押融资办法', '质押'],
    ['a longer word', '知识产权质押融资办法', '质押融资'],
    ['one sign', '知识产权质押融资办法', '融'],
    ['several words', '知识产权质押融资办法', '融资 办法'],
    ['a document number', '桓政字〔2022〕73号', '73号'],
    ['a document number as written', '桓政字〔2022〕73号', '桓政字〔2022〕73号'],
    ['its year', '桓政字〔2022〕73号', '2022'],
    ['Latin from its beginning, in any size', '按 GB/T 29490 贯标', 'gb 294'],
    ['full-width digits', '桓政字〔２０２２〕７３号', '2022'],
    ['a code beside Chinese', 'P01项目', 'P01'],
  ])('finds %s', (_, text, typed) => expect(found(text, typed)).toBe(true))

  it.each([
    ['a word that is not there', '知识产权质押融资办法', '保险'],
    ['signs that stand apart', '质量抵押', '质押'],
    ['one of two words', '知识产权质押融资办法', '融资 保险'],
    ['digits inside a number', '桓政字〔2022〕73号', '022'],
    ['nothing', '知识产权', ''],
    ['signs that are no words', '知识产权', '〔〕%_"*'],
  ])('does not find %s', (_, text, typed) => expect(found(text, typed)).toBe(false))

  it('marks whole words, and pairs where the word stands apart', () => {
    expect(shown('知识产权质押融资办法', '质押融资 办法')).toBe('知识产权[质押融资][办法]')
    expect(shown('专利权质押和融资', '质押融资')).toBe('专利权[质押]和[融资]')
    expect(shown('按 GB/T 29490', 'gb')).toBe('按 [GB]/T 29490')
  })

  it('marks the right place also behind signs that folding makes longer', () => {
    expect(shown('㎏…质押', '质押')).toBe('㎏…[质押]')
    expect(shown('７３号文', '73')).toBe('[７３]号文')
  })

  it('shows what stands around the first thing found', () => {
    const text = `${'开头的话。'.repeat(20)}这里说质押。${'后面的话。'.repeat(40)}`
    const excerpt = excerptAround(text, '质押')
    expect([excerpt.startsWith('…'), excerpt.endsWith('…'), excerpt.includes('质押'), excerpt.length <= 82]).toEqual([true, true, true, true])
    expect(excerptAround('短的话', '质押')).toBe('短的话')
  })
})
