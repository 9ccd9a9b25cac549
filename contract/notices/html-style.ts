// What a text says by its looks: of the styles of HTML and of Word only these few are read. Pure.
import type { HtmlElement } from './html-tree.ts'

export type Align = 'left' | 'center' | 'right'
export interface Look { bold: boolean; align: Align; /** Points; 0: not said. */ size: number; isRed: boolean; href: string | null }

/** Names and values in lower case; quotes, comments and everything longer than a style may be are not read. */
export function stylesOf({ attributes: { style = '' } }: HtmlElement): ReadonlyMap<string, string> {
  const declared = style.slice(0, 4000).toLowerCase().split(';').map((part) => [part.slice(0, part.indexOf(':')).trim(), part.slice(part.indexOf(':') + 1).trim()] as const)
  return new Map(declared.filter(([name]) => name !== ''))
}

const points: Record<string, number> = { pt: 1, px: 0.75 }

function sizeOf(value: string | undefined): number | null {
  const match = /^(\d{1,3}(?:\.\d{1,3})?)(pt|px)$/.exec(value ?? '')
  return match ? Number(match[1]) * (points[match[2] ?? ''] ?? 1) : null
}

/** Nearer to red than to anything else: the head of an official document. */
function isRed(value: string): boolean {
  const hex = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/.exec(value)?.slice(1).map((part) => Number.parseInt(part, 16))
  const rgb = hex ?? /^rgb\((\d{1,3}),\s*(\d{1,3}),\s*(\d{1,3})\)$/.exec(value)?.slice(1).map(Number)
  if (!rgb) return value === 'red'
  const [red = 0, green = 0, blue = 0] = rgb
  return red >= 180 && green <= 90 && blue <= 90
}

function alignOf(value: string | undefined): Align | null {
  if (value === 'center' || value === 'right') return value
  if (value === 'end') return 'right'
  return value === undefined || value === '' ? null : 'left'
}

const boldTags = new Set(['b', 'strong', 'th'])

/** How it looks inside this element; `href` is looked at by whoever knows what a link may be. */
export function lookInside(element: HtmlElement, outside: Look, href: string | null): Look {
  const styles = stylesOf(element)
  const weight = styles.get('font-weight')
  const bold = weight === undefined ? boldTags.has(element.tag) || outside.bold : /^(?:bold|bolder|[6-9]00)$/.test(weight)
  const color = styles.get('color')
  return {
    bold, href: href ?? outside.href, size: sizeOf(styles.get('font-size')) ?? outside.size, isRed: color === undefined ? outside.isRed : isRed(color),
    align: alignOf(styles.get('text-align')) ?? alignOf(element.attributes.align?.toLowerCase()) ?? (element.tag === 'center' ? 'center' : outside.align),
  }
}

export function isHidden(element: HtmlElement): boolean {
  const styles = stylesOf(element)
  return styles.get('display') === 'none' || styles.get('mso-hide') === 'all' || styles.get('visibility') === 'hidden'
}

/** `mso-list:l0 level2 lfo1` is 1; null: not of a list. */
export function wordListDepth(element: HtmlElement): number | null {
  const list = stylesOf(element).get('mso-list')
  const level = /level([1-9])/.exec(list ?? '')
  return level ? Number(level[1]) - 1 : null
}

/** The number or the dot Word writes before a line of a list. */
export function isWordLabel(element: HtmlElement): boolean {
  return stylesOf(element).get('mso-list') === 'ignore'
}
