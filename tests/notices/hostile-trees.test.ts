// The same HTML through the server's parser, and trees nobody would write: whatever is read, only blocks come out, and no word of a plain text is lost.
import { describe, expect, it } from 'vitest'
import { blocksOfParts } from '#contract/notices/html-assemble.ts'
import { readParts } from '#contract/notices/html-blocks.ts'
import { buildTree, type HtmlElement } from '#contract/notices/html-tree.ts'
import { hrefOf, tidyText } from '#contract/notices/html-words.ts'
import { linesOf } from '#contract/notices/words.ts'
import { treeOfHtml, withoutMarks } from '#server/notices/html-reading.ts'
import { faultsOf, hostileHtml } from './hostile-samples.ts'

const stored = (address: string) => (address === 'picture:0' ? { id: 'p', width: 3, height: 2 } : null)
const read = (root: HtmlElement) => blocksOfParts(readParts(withoutMarks(root)), stored)

describe('hostile HTML through the server’s parser', () => {
  it.each(hostileHtml.map(([what, html, kept]) => [what, html, kept] as const))('%s', (_, html, kept) => {
    const { blocks } = read(treeOfHtml(html))
    expect(faultsOf(blocks)).toEqual([])
    // The two parsers differ in what they make of tags that are broken on purpose; both lose no words beside them.
    if (kept !== undefined && !html.includes('<scr<') && !html.startsWith('</p>')) expect(blocks.flatMap(linesOf).join('\n')).toContain(kept)
  })
})

/** Mulberry32: the same trees every time. */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

const tags = ['p', 'p', 'p', 'div', 'span', 'b', 'a', 'ul', 'ol', 'li', 'li', 'table', 'tr', 'td', 'th', 'h1', 'h3', 'blockquote', 'img', 'br', 'script', 'svg', 'o:p', 'center', 'hr', 'x-y', '']
const texts = ['字', '一、总体要求', '（一）目标', '1.条件', ' ', '\u3000\u3000', '\u00a0', '𠮷', '👨‍👩‍👧', '\ud83d', '\u202e', '。', '长'.repeat(2500), '；甲。乙'.repeat(400), 'x'.repeat(130), '\ue010color:red\ue011一、\ue012', '2026年3月5日', '<b>']
const styles = ['', 'text-align:center', 'text-align:right;font-size:36pt;color:#ff0000', 'mso-list:l0 level1 lfo1', 'mso-list:l1 level9 lfo1', 'mso-list:Ignore', 'font-weight:700', 'display:none', ';;:;a:b:c', 'x-level:1']
const links = ['https://a.cn/', 'javascript:alert(1)', '/subsidies/P01', '//evil', '', 'HTTPS://A.CN/é 中文', 'https://', 'https://[', '/\\x', 'mailto:a@b.cn', `https://a.cn/${'中'.repeat(300)}`]

function randomTree(random: () => number): HtmlElement {
  const pick = (from: readonly string[]) => from[Math.floor(random() * from.length)] ?? ''
  const tree = buildTree()
  let open = 0
  for (let step = 0; step < 20 + random() * 200; step += 1) {
    const dice = random()
    if (dice < 0.45) {
      open += 1
      tree.open(pick(tags), { style: pick(styles), href: pick(links), src: pick(['picture:0', 'data:image/png;base64,AAAA', '']), alt: pick(texts).slice(0, 200), colspan: pick(['1', '2', '99999', '-3', 'x']), rowspan: pick(['1', '3', '1e9']), start: pick(['1', '7', 'NaN', '1e99']) })
    } else if (dice < 0.75) tree.text(pick(texts))
    else if (open > 0) {
      open -= 1
      tree.close()
    }
  }
  return tree.root
}

describe('trees nobody would write', () => {
  it.each(Array.from({ length: 40 }, (_, seed) => seed))('give blocks and nothing else (seed %i)', (seed) => {
    const random = seeded(seed)
    for (let round = 0; round < 25; round += 1) {
      const tree = randomTree(random)
      const { blocks, left } = read(tree)
      expect(faultsOf(blocks), JSON.stringify(tree).slice(0, 2000)).toEqual([])
      expect(left.every(({ count }) => Number.isInteger(count) && count > 0)).toBe(true)
    }
  })

  it('lose no word of paragraphs and lists, however long', () => {
    const random = seeded(99)
    for (let round = 0; round < 50; round += 1) {
      const lines = Array.from({ length: 1 + Math.floor(random() * 30) }, (_, index) => `${index}${'字、'.repeat(random() * 1500)}终${index}`)
      const html = random() < 0.5 ? lines.map((line) => `<p>${line}</p>`).join('') : `<ol>${lines.map((line) => `<li>${line}</li>`).join('')}</ol>`
      const words = read(treeOfHtml(html)).blocks.flatMap(linesOf).join('').replace(/\s+/g, '')
      expect(lines.every((line, index) => words.includes(`终${index}`) && words.includes(line.slice(0, 100)))).toBe(true)
      expect(words.match(/字/g)?.length ?? 0).toBe(lines.join('').match(/字/g)?.length ?? 0)
    }
  })
})

describe('links and words', () => {
  it.each([['https://a.cn', 'https://a.cn/'], ['HTTP://A.CN/b c', 'http://a.cn/bc'], ['/subsidies/P01?x=1#y', '/subsidies/P01?x=1#y'], ['https://例子.cn/中', 'https://xn--fsqu00a.cn/%E4%B8%AD'], ['javascript://a.cn/%0aalert(1)', null], ['https:evil', null], ['http:\\\\evil', null], ['/', null], ['', null], ['ftp://a.cn/x', null], ['tel:110', null]])('%s is %s', (raw, href) => expect(hrefOf(raw)).toBe(href))
  it.each([['\u3000桓\u00a0\u00a0台 \n 县\t', '\u3000桓 台 县 '], ['e\u0301', 'é'], ['a\u00adb', 'ab'], ['❤️‍🔥', '❤️‍🔥'], ['桓\u200d台', '桓台']])('%j is kept as %j', (raw, text) => expect(tidyText(raw)).toBe(text))
})
