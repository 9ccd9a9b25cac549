// A tree of HTML as a parser gave it, from a browser's or from the server's: only names, attributes and texts. Pure.

export type HtmlNode = string | HtmlElement
export interface HtmlElement { /** Lower case; with its prefix, as in `o:p`. */ tag: string; attributes: Readonly<Record<string, string>>; children: HtmlNode[] }

/** Elements deeper than this are read as if they were not there; their texts stay. */
const deepest = 100
/** Elements and texts of one tree; what comes after is not read. */
const mostNodes = 200_000

export interface TreeBuilder { root: HtmlElement; open(tag: string, attributes: Record<string, string>): void; text(text: string): void; close(): void; /** Nothing more is taken. */ readonly isFull: boolean }

/** Takes what a parser says, in its order; every open has its close. Depth and number are bounded, so no text can make the reader run away. */
export function buildTree(): TreeBuilder {
  const root: HtmlElement = { tag: '', attributes: {}, children: [] }
  const open: HtmlElement[] = [root]
  let [depth, nodes] = [0, 0]
  const add = (node: HtmlNode) => {
    nodes += 1
    if (nodes <= mostNodes) open.at(-1)?.children.push(node)
  }
  return {
    root,
    open(tag, attributes) {
      depth += 1
      if (depth > deepest) return
      const element: HtmlElement = { tag: tag.toLowerCase(), attributes, children: [] }
      add(element)
      open.push(element)
    },
    text(text) {
      if (text !== '') add(text)
    },
    close() {
      if (depth <= deepest && open.length > 1) open.pop()
      depth = Math.max(0, depth - 1)
    },
    get isFull() { return nodes > mostNodes },
  }
}

/** What is needed of a browser's node. */
export interface DomLike { nodeType: number; nodeName: string; nodeValue: string | null; firstChild: DomLike | null; nextSibling: DomLike | null; parentNode: DomLike | null; attributes?: ArrayLike<{ name: string; value: string }> }

const kept = new Set(['style', 'class', 'href', 'src', 'alt', 'align', 'colspan', 'rowspan', 'start'])

/** The attributes that are read, by their names in lower case. */
export function keptAttributes(all: Iterable<readonly [string, string]>): Record<string, string> {
  return Object.fromEntries([...all].map(([name, value]) => [name.toLowerCase(), value] as const).filter(([name]) => kept.has(name)))
}

/** A browser's tree, walked without recursion: a text may be nested as deep as it likes. `data-style` is read as a style: so it is named where a page's policy would report styles. */
export function treeOfDom(top: DomLike): HtmlElement {
  const tree = buildTree()
  let node: DomLike | null = top.firstChild
  while (node !== null && !tree.isFull) {
    if (node.nodeType === 3) tree.text(node.nodeValue ?? '')
    if (node.nodeType === 1) {
      tree.open(node.nodeName, keptAttributes(Array.from(node.attributes ?? [], ({ name, value }) => [name === 'data-style' ? 'style' : name, value] as const)))
      if (node.firstChild !== null) {
        node = node.firstChild
        continue
      }
      tree.close()
    }
    while (node !== null && node.nextSibling === null) {
      node = node.parentNode === top ? null : node.parentNode
      if (node !== null) tree.close()
    }
    node = node?.nextSibling ?? null
  }
  return tree.root
}
