// What a paragraph of Word looks like (place, size, colour, heading, number), written before its words as a mark, so that it comes through the reader that knows only words.
// What does not come along is taken out here and counted.
import type { LeftKind } from '#contract/notices/html-blocks.ts'
import { numberingOf, type Numbering } from './docx-numbering.ts'
import { childrenOf, findAll, firstOf, has, textOfXml, valueOf, type XmlElement } from './docx-xml.ts'

/** A mark: its begin, a style as HTML writes it, the label of a list, its end. Not in any text: characters of the private area, taken out of the file first. */
export const markSigns = ['\ue010', '\ue011', '\ue012'] as const

interface Style { name: string; basedOn: string | null; paragraph: XmlElement | null; run: XmlElement | null }
export interface Styles { chain(id: string | null): Style[]; defaults: XmlElement | null; defaultId: string | null }

const mostInherited = 12

/** `root`: styles.xml, or null. */
export function readStyles(root: XmlElement | null): Styles {
  const elements = findAll(root, 'w:style').filter((element) => (element.attributes['w:type'] ?? 'paragraph') === 'paragraph')
  const styles = new Map(elements.map((element) => [element.attributes['w:styleId'] ?? '', { name: valueOf(element, 'w:name') ?? '', basedOn: valueOf(element, 'w:basedOn'), paragraph: firstOf(element, 'w:pPr'), run: firstOf(element, 'w:rPr') }] as const))
  const chain = (id: string | null) => {
    const found: Style[] = []
    for (let style = styles.get(id ?? ''); style && found.length < mostInherited; style = styles.get(style.basedOn ?? '')) found.push(style)
    return found
  }
  const defaultId = elements.find((element) => /^(?:1|true)$/.test(element.attributes['w:default'] ?? ''))?.attributes['w:styleId'] ?? null
  return { chain, defaults: firstOf(firstOf(firstOf(root, 'w:docDefaults'), 'w:rPrDefault'), 'w:rPr'), defaultId }
}

function levelByName(name: string): number {
  const plain = /^(?:heading|标题)\s*([1-6])$/i.exec(name)?.[1]
  if (plain) return Number(plain)
  const official = /^(?:公文)?([一二三四])级标题$/.exec(name)?.[1]
  return official ? '一二三四'.indexOf(official) + 1 : 0
}

function headingLevel(properties: XmlElement | null, chain: readonly Style[]): number {
  const outlines = [valueOf(properties, 'w:outlineLvl'), ...chain.map(({ paragraph }) => valueOf(paragraph, 'w:outlineLvl'))]
  const outline = outlines.find((value) => value !== null)
  if (outline !== undefined && /^[0-5]$/.test(outline ?? '')) return Number(outline) + 1
  return outline === '9' ? 0 : chain.map(({ name }) => levelByName(name)).find((level) => level > 0) ?? 0
}

const alignments: Record<string, string> = { center: 'center', right: 'right', end: 'right', left: 'left', start: 'left', both: 'left' }
const isTitleStyle = (name: string) => /^(?:title|标题|文档标题|公文标题)$/i.test(name)

/** Points and colour of the largest words of a paragraph. */
function looksOf(paragraph: XmlElement, inherited: readonly (XmlElement | null)[]): { size: number; color: string | null } {
  let [size, color]: [number, string | null] = [0, null]
  for (const run of findAll(paragraph, 'w:r').slice(0, 200)) {
    if (textOfXml(run).trim() === '') continue
    const sources = [firstOf(run, 'w:rPr'), ...inherited]
    const value = (name: string) => sources.map((source) => valueOf(source, name)).find((found) => found !== null) ?? null
    const points = Number.parseInt(value('w:sz') ?? '21', 10) / 2
    if (!(points > size)) continue
    const own = value('w:color')
    ;[size, color] = [Math.min(points, 200), own !== null && /^[0-9a-f]{6}$/i.test(own) ? own.toLowerCase() : null]
  }
  return { size, color }
}

const pictures = ['pic:pic', 'v:imagedata', 'a:blip']

/** Of a drawing: whether it is a picture, a box with words, or something else. */
function drawingKind(element: XmlElement): 'picture' | LeftKind {
  if (has(element, 'w:txbxContent')) return 'text-box'
  return has(element, ...pictures) ? 'picture' : 'drawing'
}

const dropped: Record<string, LeftKind | null> = {
  'w:footnoteReference': 'footnote', 'w:endnoteReference': 'footnote', 'w:commentReference': 'comment', 'w:commentRangeStart': null, 'w:commentRangeEnd': null, 'w:object': 'drawing', 'w:altChunk': 'drawing', 'w:subDoc': null,
  'm:oMathPara': 'drawing', 'm:oMath': 'drawing', 'w:control': 'drawing',
}

const signs = new RegExp(`[${markSigns.join('')}]`, 'g')

/** Takes out what does not come along, and counts it. */
function cleanTree(root: XmlElement, count: (kind: LeftKind) => void): void {
  const pending = [root]
  for (let next = pending.pop(); next; next = pending.pop()) {
    next.children = next.children.flatMap((child) => {
      if (typeof child === 'string') return [child.replace(signs, '')]
      if (child.name in dropped) {
        const kind = dropped[child.name]
        if (kind) count(kind)
        return []
      }
      if (child.name !== 'mc:AlternateContent' && child.name !== 'w:drawing' && child.name !== 'w:pict') return [child]
      const kind = drawingKind(child)
      if (kind === 'picture') return [child]
      count(kind)
      return []
    })
    pending.push(...childrenOf(next))
  }
}

const runOf = (text: string): XmlElement => ({ name: 'w:r', attributes: {}, children: [{ name: 'w:t', attributes: { 'xml:space': 'preserve' }, children: [text] }] })

/** Marks every paragraph of document.xml. Styles and numbers are taken off it: the mark has them. */
export function markDocument(document: XmlElement, styles: Styles, numbering: Numbering, count: (kind: LeftKind) => void): void {
  cleanTree(document, count)
  const mark = (paragraph: XmlElement) => {
    const properties = firstOf(paragraph, 'w:pPr')
    const styleId = valueOf(properties, 'w:pStyle') ?? styles.defaultId
    const chain = styles.chain(styleId)
    const isTitle = chain.some(({ name }) => isTitleStyle(name))
    const jc = [valueOf(properties, 'w:jc'), ...chain.map((style) => valueOf(style.paragraph, 'w:jc'))].find((value) => value !== null)
    const align = alignments[jc ?? (isTitle ? 'center' : '')]
    const { size, color } = looksOf(paragraph, [...chain.map(({ run }) => run), styles.defaults])
    const own = numberingOf(properties)
    const inherited = chain.map((style) => numberingOf(style.paragraph)).find(({ listId }) => listId !== null)
    const listId = own.listId ?? inherited?.listId ?? null
    const level = own.level ?? inherited?.level ?? (listId === null ? 0 : numbering.levelOfStyle(listId, styleId ?? ''))
    const isFilled = textOfXml(paragraph).trim() !== ''
    const label = listId === null || listId === '0' || !isFilled ? null : numbering.next(listId, level)
    const heading = isTitle ? 1 : headingLevel(properties, chain)
    const declared = [align && `text-align:${align}`, size > 0 && `font-size:${size}pt`, color && `color:#${color}`, heading > 0 && `x-level:${heading}`, label !== null && `mso-list:l0 level${level + 1}`].filter((part) => part)
    if (properties) properties.children = properties.children.filter((child) => typeof child !== 'string' && child.name !== 'w:pStyle' && child.name !== 'w:numPr')
    if (!isFilled || declared.length === 0) return
    const at = properties ? paragraph.children.indexOf(properties) + 1 : 0
    paragraph.children.splice(at, 0, runOf(`${markSigns[0]}${declared.join(';')}${markSigns[1]}${label ?? ''}${markSigns[2]}`))
  }
  // In the order of the text: numbers count.
  const pending = childrenOf(document).reverse()
  for (let next = pending.pop(); next; next = pending.pop()) {
    if (next.name === 'w:p') mark(next)
    pending.push(...childrenOf(next).reverse())
  }
}
