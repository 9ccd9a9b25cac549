import { describe, expect, it } from 'vitest'
import { financingOf, productsTaking, readinessRulesOf } from '#contract/financing/products.ts'
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

describe('a product', () => {
  it('is shown for rights of which it takes every kind', () => {
    expect(titles(['发明'])).toEqual(['patent-pledge', 'combined'])
    expect(titles(['发明', 'trademark'])).toEqual(['combined'])
    expect(titles(['software'])).toEqual(['software-pledge', 'combined'])
    expect(titles([])).toHaveLength(content.items.length)
  })
})
