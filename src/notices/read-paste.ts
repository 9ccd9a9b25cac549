// What was copied out of Word, WPS or a web page, as blocks of a notice. The browser's parser makes a tree of it: nothing runs, nothing is loaded, and of the tree only words are read.
import { blocksOfParts, type HtmlRead } from '#contract/notices/html-assemble.ts'
import { readParts } from '#contract/notices/html-blocks.ts'
import { treeOfDom } from '#contract/notices/html-tree.ts'

/** Characters of a clipboard; the end of a longer one is not read. */
const mostCharacters = 4_000_000

/**
 * The same text under names a page's policy has nothing to say about: a browser's parser would report every style and handler of it, though none is ever used.
 * Only for quiet; what is read of the tree does not depend on it.
 */
export function quietHtml(html: string): string {
  return html.replace(/<(\/?)style\b/gi, '<$1template').replace(/<[a-z][^<>]*>/gi, (tag) => tag.replace(/([\s"'/])(style|on[a-z]+)(?=\s*=)/gi, '$1data-$2'))
}

/** Pictures of a clipboard are no stored files: they are left out and counted. */
const noPicture = () => null

function withCut(read: HtmlRead, isCut: boolean): HtmlRead {
  return isCut
    ? {
        ...read,
        left: [
          ...read.left.filter(({ kind }) => kind !== 'too-long'),
          { kind: 'too-long', count: 1 + (read.left.find(({ kind }) => kind === 'too-long')?.count ?? 0) },
        ],
      }
    : read
}

/** Every block passes BlockSchema. Empty where there were no words. */
export function readPaste(html: string): HtmlRead {
  const { body } = new DOMParser().parseFromString(quietHtml(html.slice(0, mostCharacters)), 'text/html')
  return withCut(blocksOfParts(readParts(treeOfDom(body)), noPicture), html.length > mostCharacters)
}

/** Plain text, a paragraph a line. */
export function readPlainPaste(text: string): HtmlRead {
  const children = text
    .slice(0, mostCharacters)
    .split(/\r\n?|\n/)
    .map((line) => ({ tag: 'p', attributes: {}, children: [line] }))
  return withCut(blocksOfParts(readParts({ tag: '', attributes: {}, children }), noPicture), text.length > mostCharacters)
}
