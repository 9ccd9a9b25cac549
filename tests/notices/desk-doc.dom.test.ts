import { describe, expect, it } from 'vitest'
import Value from 'typebox/value'
import { BlockSchema, type Block } from '#contract/notices/schema.ts'
import { blocksOf, docOf, isAddress, type DocNode } from '#client/notices/desk-doc.ts'
import { compareLines, differences, folded } from '#client/notices/desk-compare.ts'
import { addDays } from '#contract/identifiers/date.ts'
import { quickTimes, shanghaiInstant } from '#client/notices/desk-times.ts'
import { everybody } from '#contract/notices/audience.ts'
import { aText } from './desk-texts.dom.ts'

/** A seeded generator: the same texts on every run. */
function dice(seed: number) {
  let state = seed
  const next = () => (state = (state * 1_103_515_245 + 12_345) % 2_147_483_648) / 2_147_483_648
  return { below: (most: number) => Math.floor(next() * most), chance: (part: number) => next() < part }
}
type Dice = ReturnType<typeof dice>
const signs = [...'申报贴息质押专利商标企业办理 AB12〔2026〕']
function aWord(roll: Dice): string {
  const inner = Array.from({ length: 1 + roll.below(12) }, () => signs[roll.below(signs.length)] ?? '申').join('')
  return `起${inner}止`
}
function someWords(roll: Dice) {
  if (roll.chance(0.5)) return aWord(roll)
  const kinds = [{}, { bold: true as const }, { href: '/subsidies/P01' }, { href: 'https://example.com/a', bold: true as const }]
  const first = roll.below(4)
  // Neighbours differ, or they would be one run.
  const runs = Array.from({ length: 2 + roll.below(3) }, (_, index) => ({ text: aWord(roll), ...kinds[(first + index) % 4] }))
  return runs
}
function aBlock(roll: Dice): Block {
  switch (roll.below(7)) {
    case 0: return { heading: aWord(roll), ...(roll.chance(0.5) ? { small: true as const } : {}) }
    case 1: return { paragraph: someWords(roll), ...(roll.chance(0.3) ? { align: roll.chance(0.5) ? ('center' as const) : ('right' as const) } : {}) }
    case 2: return { list: Array.from({ length: 1 + roll.below(4) }, () => someWords(roll)), ...(roll.chance(0.5) ? { ordered: true } : {}) }
    case 3: return { list: [{ words: someWords(roll), list: [someWords(roll), aWord(roll)], ...(roll.chance(0.5) ? { ordered: true } : {}) }, aWord(roll)] }
    case 4: return { table: Array.from({ length: 2 + roll.below(3) }, () => [aWord(roll), roll.chance(0.3) ? '' : aWord(roll)]) }
    case 5: return { quote: someWords(roll) }
    default: return { picture: '00000000-0000-4000-8000-000000000001', alt: aWord(roll), width: 1 + roll.below(900), height: 7 }
  }
}
const doc = (...content: DocNode[]): DocNode => ({ type: 'doc', content })
const p = (text: string, attrs = {}): DocNode => ({ type: 'paragraph', attrs, content: text === '' ? [] : [{ type: 'text', text }] })
const li = (...content: DocNode[]): DocNode => ({ type: 'listItem', content })
const ul = (...content: DocNode[]): DocNode => ({ type: 'bulletList', content })

describe('blocks and the document of the editor', () => {
  it.each(Array.from({ length: 60 }, (_, seed) => seed))('are the same after there and back (%i)', (seed) => {
    const roll = dice(seed + 1)
    const blocks = Array.from({ length: 1 + roll.below(12) }, () => aBlock(roll))
    for (const block of blocks) expect(Value.Check(BlockSchema, block)).toBe(true)
    expect(blocksOf(docOf(blocks))).toEqual(blocks)
  })
  it('an empty text is one empty paragraph, and that is no block', () => {
    expect(docOf([])).toEqual(doc({ type: 'paragraph', attrs: { align: null }, content: [] }))
    expect(blocksOf(docOf([]))).toEqual([])
  })
  it('drops what is empty and trims what is not', () => {
    expect(blocksOf(doc(p(''), p('  两头有空格  '), { type: 'heading', attrs: { level: 4 } }, ul(li(p('')), li(p('一')))))).toEqual([{ paragraph: '两头有空格' }, { list: ['一'] }])
  })
  it('drops nodes and marks it does not know, and addresses that are none', () => {
    const bad: DocNode = { type: 'paragraph', content: [{ type: 'text', text: '点我', marks: [{ type: 'link', attrs: { href: 'javascript:alert(1)' } }, { type: 'italic' }] }] }
    expect(blocksOf(doc({ type: 'iframe', attrs: { src: 'x' } }, { type: 'horizontalRule' }, bad))).toEqual([{ paragraph: '点我' }])
    expect([isAddress('https://a.cn'), isAddress('/subsidies/P01'), isAddress('//evil.cn'), isAddress('javascript:x'), isAddress('data:x'), isAddress(null)]).toEqual([true, true, false, false, false, false])
  })
  it('makes two levels of a list of three', () => {
    expect(blocksOf(doc(ul(li(p('一'), ul(li(p('二'), ul(li(p('三'))))))))).at(0)).toEqual({ list: [{ words: '一', list: ['二', '三'] }] })
  })
  it('makes the rows of a table even, and gives a single row its second', () => {
    const row = (...cells: string[]): DocNode => ({ type: 'tableRow', content: cells.map((cell) => ({ type: 'tableCell', content: [p(cell)] })) })
    expect(blocksOf(doc({ type: 'table', content: [row('甲', '乙'), row('1')] }))).toEqual([{ table: [['甲', '乙'], ['1', '']] }])
    expect(blocksOf(doc({ type: 'table', content: [row('甲')] }))).toEqual([{ table: [['甲'], ['']] }])
    expect(blocksOf(doc({ type: 'table', content: [row('', '')] }))).toEqual([])
  })
  it('begins a new paragraph at a break', () => {
    expect(blocksOf(doc(p('上\n下')))).toEqual([{ paragraph: '上' }, { paragraph: '下' }])
  })
})

describe('two versions of a notice', () => {
  it('lays lines beside each other', () => {
    expect(compareLines(['甲', '乙', '丙'], ['甲', '丁', '丙'])).toEqual([{ kind: 'same', text: '甲' }, { kind: 'removed', text: '乙' }, { kind: 'added', text: '丁' }, { kind: 'same', text: '丙' }])
    expect(compareLines([], ['甲'])).toEqual([{ kind: 'added', text: '甲' }])
    expect(compareLines(['甲'], [])).toEqual([{ kind: 'removed', text: '甲' }])
  })
  it('leaves out what did not change, but for one line beside each change', () => {
    const lines = compareLines(['1', '2', '3', '4', '5'], ['1', '2', '3', '4', '六'])
    expect(folded(lines).map((line) => line?.text ?? '…')).toEqual(['…', '4', '5', '六'])
  })
  it('names only the fields that differ', () => {
    const before = { text: aText(), audience: everybody }
    const after = { text: { ...aText(), title: '改了', body: [{ paragraph: '新的' }] }, audience: { ...everybody, everyone: false, towns: ['果里镇'] } }
    expect(differences(before, after).map(({ word }) => word)).toEqual(['标题', '正文', '发给谁'])
    expect(differences(before, before)).toEqual([])
  })
})

describe('times of publishing', () => {
  it('are of Shanghai, wherever the computer stands', () => {
    expect(shanghaiInstant('2026-12-01', '09:00')).toBe('2026-12-01T01:00:00.000Z')
    expect(shanghaiInstant('', '09:00')).toBeNull()
    expect(shanghaiInstant('2026-12-01', '9')).toBeNull()
  })
  it('offers tomorrow and next Monday, once where they are the same', () => {
    expect(quickTimes('2026-11-30').map(({ date }) => date)).toEqual(['2026-12-01', '2026-12-07'])
    expect(quickTimes('2026-12-05').map(({ date }) => date)).toEqual(['2026-12-06', '2026-12-07'])
    expect(quickTimes('2026-12-06').map(({ word }) => word)).toEqual(['明天 9:00'])
    expect(addDays('2026-12-31', 1)).toBe('2027-01-01')
  })
})
