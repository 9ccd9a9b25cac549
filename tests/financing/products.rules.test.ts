import { describe, expect, it } from 'vitest'
import { financingOf, productsTaking, readinessRulesOf } from '#contract/financing/products.ts'
import type { Insurance, Product } from '#contract/financing/product-schema.ts'
import { content } from './rules.ts'

const scheme = (id: string) => ({ id, title: `项目${id}`, summary: '一句话' })
const titles = (types: Parameters<typeof productsTaking>[1]) => productsTaking(content.items, types).map(({ id }) => id)

describe('what everybody may read of financing', () => {
  it('names the schemes in the order of the content, and none that is not there', () => {
    expect(financingOf(content, [scheme('P02'), scheme('P05'), scheme('P01')]).programmes.map(({ id }) => id)).toEqual(['P01', 'P02'])
    expect(financingOf(content, []).programmes).toEqual([])
  })

  it('keeps the rules of the card for the page that needs them', () => {
    expect(Object.keys(financingOf(content, []))).not.toContain('readiness')
    expect(readinessRulesOf(content)).toMatchObject({ topic: 'finance-insurance', notes: { free: content.notes.free } })
  })
})

describe('what was written at a desk', () => {
  const { insurance } = content
  const loan = (title: string): Product => ({ ...content.items[0]!, id: title, title, bank: '甲银行', bankId: 'b1', mark: 'confirmed' })
  const written = (title: string): Insurance => ({ ...insurance[0]!, id: 'written', title, mark: 'confirmed' })

  it('leaves the examples alone while there is nothing, and marks them as no bank’s own', () => {
    expect(financingOf(content, []).items).toEqual(content.items.map((item) => ({ ...item, bankId: null })))
  })

  it('of one bank takes every example away, and nothing that is no example', () => {
    expect(financingOf(content, [], { loans: [loan('快贷')], insurance: [] }).items.map(({ title, bankId }) => [title, bankId])).toEqual([['快贷', 'b1']])
    const confirmed = { ...content.items[1]!, bank: '乙银行', mark: 'confirmed' as const }
    expect(financingOf({ ...content, items: [content.items[0]!, confirmed] }, [], { loans: [loan('快贷')], insurance: [] }).items.map(({ title }) => title)).toEqual(['快贷', confirmed.title])
  })

  it('of an insurance takes the unchecked one of the same title away, to the eye the same, and never a confirmed one', () => {
    const same = ` ${insurance[0]!.title}\u200b`
    const titles = (sources: readonly Insurance[], title: string) => financingOf({ ...content, insurance: [...sources] }, [], { loans: [], insurance: [written(title)] }).insurance.map(({ id }) => id)
    expect(titles(insurance, same)).toEqual(['written', ...insurance.slice(1).map(({ id }) => id)])
    expect(titles(insurance, '另一种保险')).toEqual(['written', ...insurance.map(({ id }) => id)])
    expect(titles([{ ...insurance[0]!, mark: 'confirmed' }], insurance[0]!.title)).toEqual(['written', insurance[0]!.id])
  })
})

describe('a product', () => {
  it('is shown for rights of which it takes every kind', () => {
    expect(titles(['发明'])).toEqual(['patent-pledge', 'combined'])
    expect(titles(['发明', 'trademark'])).toEqual(['combined'])
    expect(titles(['software'])).toEqual(['software-pledge', 'combined'])
    expect(titles([])).toHaveLength(content.items.length)
  })
})
