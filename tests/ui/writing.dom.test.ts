import { describe, expect, it } from 'vitest'
import { heldParts, isUnsent, makeWriting, meetSaved, mergeWords, placeOfWriting, sendableWords, settleClash, type SavedWords, type Writing } from '#client/ui/writing.ts'

interface Words { title: string; lines: readonly string[]; rate: string }
const words = (change: Partial<Words> = {}): Words => ({ title: '甲', lines: ['一'], rate: '低', ...change })
const saved = (of: Words, revision = 1, by = '李'): SavedWords<Words> => ({ words: of, revision, savedAt: '2026-11-23T02:00:00.000Z', by })
function aWriting(): Writing<Words, string> {
  const writing = makeWriting<Words, string>('w1')
  meetSaved(writing, 'first', saved(words()))
  return writing
}
const place = (writing: Writing<Words, string>, waits?: string) => placeOfWriting(writing, { time: '10:00', titleOf: (part) => part, waits })

describe('words written by two', () => {
  it('are merged part by part; what both changed differently is a clash, what both changed alike is none', () => {
    const mine = words({ title: '我', rate: '高', lines: ['一', '二'] })
    expect(mergeWords(words(), mine, words({ title: '他', rate: '高' }))).toEqual({ words: mine, clashes: ['title'] })
    expect(mergeWords(words(), words(), words({ title: '他' }))).toEqual({ words: words({ title: '他' }), clashes: [] })
  })

  it('stand as mine until one is chosen, and what was settled is sent or is theirs', () => {
    const writing = aWriting()
    writing.words = words({ title: '我', rate: '高' })
    meetSaved(writing, 'second', saved(words({ title: '他' }), 2))
    expect([writing.words, writing.clashes, heldParts(writing), sendableWords(writing)]).toEqual([words({ title: '我', rate: '高' }), [{ part: 'title', by: '李' }], ['title'], words({ title: '他', rate: '高' })])
    settleClash(writing, 'title', 'theirs')
    expect([writing.words, writing.clashes]).toEqual([words({ title: '他', rate: '高' }), []])
  })

  it('are no clash with what of mine has just arrived, also when I went on meanwhile', () => {
    const writing = aWriting()
    const sent = words({ title: '我' })
    writing.words = words({ title: '我又改' })
    meetSaved(writing, 'second', saved(sent, 2), sent)
    expect([writing.clashes, writing.revision, sendableWords(writing)]).toEqual([[], 2, words({ title: '我又改' })])
  })

  it('stay here where the other side has nothing to lay them on', () => {
    const writing = aWriting()
    writing.words = words({ title: '我' })
    meetSaved(writing, 'gone', null)
    expect([writing.server, writing.words, isUnsent(writing)]).toEqual(['gone', words({ title: '我' }), true])
  })
})

describe('what is sent', () => {
  it('is nothing while nothing changed, or while all that changed is held', () => {
    const writing = aWriting()
    expect(sendableWords(writing)).toBeUndefined()
    writing.words = words({ title: '坏' })
    writing.refused = ['title']
    expect([sendableWords(writing), isUnsent(writing)]).toEqual([undefined, true])
  })
})

describe('where the work is', () => {
  it('is said only after the fact', () => {
    const writing = aWriting()
    expect(place(writing)).toEqual({ state: 'server', detail: '10:00', time: '10:00' })
    writing.words = words({ title: '我' })
    expect(place(writing)).toEqual({ state: 'unkept', detail: '马上传到服务器' })
    writing.isKept = true
    expect(place(writing)).toEqual({ state: 'local', detail: '马上传到服务器' })
    expect(place(writing, '收回以后接着传').detail).toBe('收回以后接着传')
    writing.refused = ['title']
    expect(place(writing).detail).toBe('「title」改好才传')
    writing.isKept = false
    writing.isRefusedHere = true
    expect(place(writing)).toMatchObject({ state: 'unkept', detail: expect.stringContaining('存不下') })
  })
})
