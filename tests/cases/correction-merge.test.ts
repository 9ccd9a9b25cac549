import { describe, expect, it } from 'vitest'
import type { CorrectionItemInput } from '#contract/cases/corrections.ts'
import { mergeItems } from '#client/subsidies/correction-merge.ts'

const item = (id: string, text: string): CorrectionItemInput => ({
  id,
  at: { kind: 'field', path: 'bank' },
  phraseId: null,
  text,
  opens: [{ kind: 'field', path: 'bank' }],
})
const texts = (items: readonly CorrectionItemInput[]) => items.map((one) => `${one.id}:${one.text}`)

describe('two officers write one card', () => {
  it('each one’s own item stands, the colleague’s first', () => {
    const merged = mergeItems([], [item('mine', '看不清')], [item('theirs', '过期')])
    expect(texts(merged.items)).toEqual(['theirs:过期', 'mine:看不清'])
    expect(merged).toMatchObject({ hasNews: true, clashes: [] })
  })

  it('what was typed here on an item the colleague left alone stays', () => {
    const base = [item('a', '旧'), item('b', '旧')]
    expect(texts(mergeItems(base, [item('a', '我改的'), item('b', '旧')], [item('a', '旧'), item('b', '他改的')]).items)).toEqual([
      'a:我改的',
      'b:他改的',
    ])
  })

  it('what both changed stays as it was typed here, and is named', () => {
    const merged = mergeItems([item('a', '旧')], [item('a', '我改的')], [item('a', '他改的')])
    expect(texts(merged.items)).toEqual(['a:我改的'])
    expect(merged.clashes).toEqual(['a'])
  })

  it('deleted by one stays deleted, unless the other has just written on it', () => {
    const base = [item('a', '旧'), item('b', '旧')]
    expect(texts(mergeItems(base, [item('b', '旧')], base).items)).toEqual(['b:旧'])
    expect(texts(mergeItems(base, base, [item('b', '旧')]).items)).toEqual(['b:旧'])
    expect(texts(mergeItems(base, [item('b', '旧')], [item('a', '他改的'), item('b', '旧')]).items)).toEqual(['a:他改的', 'b:旧'])
    expect(texts(mergeItems(base, [item('a', '我改的'), item('b', '旧')], [item('b', '旧')]).items)).toEqual(['b:旧', 'a:我改的'])
  })

  it('says that there is nothing new when there is not', () => {
    const base = [item('a', '旧')]
    expect(mergeItems(base, [item('a', '我改的')], base).hasNews).toBe(false)
  })
})
