// HTML on the server: the parser's events as the tree the shared reader takes, and the marks of docx-marks.ts as the styles they stand for.
import { Parser } from 'htmlparser2'
import { buildTree, keptAttributes, type HtmlElement, type HtmlNode } from '#contract/notices/html-tree.ts'
import { markSigns } from './docx-marks.ts'

/** Nothing in it runs or is fetched; depth and number of its elements are bounded. */
export function treeOfHtml(html: string): HtmlElement {
  const tree = buildTree()
  const parser = new Parser({
    onopentag: (name, attributes) => tree.open(name, keptAttributes(Object.entries(attributes))),
    ontext: (text) => tree.text(text),
    onclosetag: () => tree.close(),
  }, { decodeEntities: true })
  parser.write(html)
  parser.end()
  return tree.root
}

const mark = new RegExp(`${markSigns[0]}([^${markSigns[1]}]*)${markSigns[1]}([^${markSigns[2]}]*)${markSigns[2]}`, 'g')

function unmark(element: HtmlElement): HtmlElement {
  const [first] = element.children
  const found = element.tag === 'p' && typeof first === 'string' && first.startsWith(markSigns[0]) ? [...first.matchAll(mark)][0] : undefined
  const children: HtmlNode[] = element.children.map((child) => (typeof child === 'string' ? child.replace(mark, '') : unmark(child)))
  if (!found) return { ...element, children }
  const [, style = '', label = ''] = found
  const level = /x-level:([1-6])/.exec(style)?.[1]
  const labelled: HtmlNode[] = label === '' ? children : [{ tag: 'span', attributes: { style: 'mso-list:Ignore' }, children: [label] }, ...children]
  return { tag: level ? `h${level}` : 'p', attributes: { ...element.attributes, style }, children: labelled }
}

/** Every marked paragraph as what its mark says; marks elsewhere (of a paragraph joined to another) are gone. */
export function withoutMarks(root: HtmlElement): HtmlElement {
  return unmark(root)
}
