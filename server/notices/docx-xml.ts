// XML of a Word file as a plain tree. The parser knows no document types and no entities but the five, so there is nothing in it to expand or to fetch.
import { Parser } from 'htmlparser2'

export interface XmlElement { name: string; attributes: Record<string, string>; children: (XmlElement | string)[] }

/** Prefixes Word's readers know by heart; a file may call them otherwise. */
const prefixes: readonly [RegExp, string][] = [
  [/^http:\/\/(?:schemas\.openxmlformats|purl\.oclc)\.org\/(?:ooxml\/)?wordprocessingml(?:\/2006)?\/main$/, 'w'],
  [/^http:\/\/(?:schemas\.openxmlformats|purl\.oclc)\.org\/(?:ooxml\/)?officeDocument(?:\/2006)?\/relationships$/, 'r'],
]

/** Word itself stays far below it: tables in tables are a dozen levels each. */
const deepest = 400

/** Throws for what is nested deeper than anybody writes, and for what is no XML with one element around it. */
export function parseXml(text: string): XmlElement {
  const top: XmlElement = { name: '', attributes: {}, children: [] }
  const open: XmlElement[] = [top]
  const renamed = new Map<string, string>()
  const nameOf = (name: string) => {
    const colon = name.indexOf(':')
    if (name.startsWith('xmlns:')) return `xmlns:${renamed.get(name.slice(6)) ?? name.slice(6)}`
    const prefix = colon < 0 ? undefined : renamed.get(name.slice(0, colon))
    return prefix === undefined ? name : `${prefix}${name.slice(colon)}`
  }
  const parser = new Parser({
    onopentag(name, attributes) {
      if (open.length === 1) {
        for (const [attribute, uri] of Object.entries(attributes)) {
          const known = attribute.startsWith('xmlns:') ? prefixes.find(([pattern]) => pattern.test(uri)) : undefined
          if (known && attribute !== `xmlns:${known[1]}`) renamed.set(attribute.slice(6), known[1])
        }
      }
      const element: XmlElement = { name: nameOf(name), attributes: renamed.size === 0 ? attributes : Object.fromEntries(Object.entries(attributes).map(([key, value]) => [nameOf(key), value])), children: [] }
      open.at(-1)?.children.push(element)
      open.push(element)
      if (open.length > deepest) throw new Error('nested too deep')
    },
    ontext(text) {
      open.at(-1)?.children.push(text)
    },
    onclosetag() {
      if (open.length > 1) open.pop()
    },
  }, { xmlMode: true, decodeEntities: true })
  parser.write(text)
  parser.end()
  const root = top.children.find((child) => typeof child !== 'string')
  if (!root || typeof root === 'string') throw new Error('no XML')
  return root
}

const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
const forbidden = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/gu
const escaped = (text: string) => text.replace(forbidden, '').replace(/[&<>"]/g, (sign) => escapes[sign] ?? '')
const plainName = /^[\p{L}_][\p{L}\p{N}_.-]*(?::[\p{L}_][\p{L}\p{N}_.-]*)?$/u

/** Well-formed again, whatever it was written like. */
export function writeXml(root: XmlElement): string {
  const out: string[] = []
  const pending: (XmlElement | string | { end: string })[] = [root]
  // Without recursion: a file may be nested deeper than the stack.
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (typeof next === 'string') out.push(escaped(next))
    else if ('end' in next) out.push(next.end)
    else if (plainName.test(next.name)) {
      const written = Object.entries(next.attributes).filter(([key]) => plainName.test(key)).map(([key, value]) => ` ${key}="${escaped(value)}"`).join('')
      out.push(`<${next.name}${written}>`)
      pending.push({ end: `</${next.name}>` }, ...[...next.children].reverse())
    }
  }
  return out.join('')
}

const isElement = (node: XmlElement | string): node is XmlElement => typeof node !== 'string'

export function childrenOf(element: XmlElement | null): XmlElement[] {
  return element === null ? [] : element.children.filter(isElement)
}

/** The first child of this name. */
export function firstOf(element: XmlElement | null, name: string): XmlElement | null {
  return childrenOf(element).find((child) => child.name === name) ?? null
}

/** All of this name below it, in their order; not those within one of them. */
export function findAll(element: XmlElement | null, name: string): XmlElement[] {
  const found: XmlElement[] = []
  const pending = childrenOf(element).reverse()
  for (let next = pending.pop(); next; next = pending.pop()) {
    if (next.name === name) found.push(next)
    else pending.push(...childrenOf(next).reverse())
  }
  return found
}

export function has(element: XmlElement, ...names: readonly string[]): boolean {
  const pending = childrenOf(element)
  for (let next = pending.pop(); next; next = pending.pop()) {
    if (names.includes(next.name)) return true
    for (const child of childrenOf(next)) pending.push(child)
  }
  return false
}

/** `w:val` of the first child of this name. */
export function valueOf(element: XmlElement | null, name: string): string | null {
  return firstOf(element, name)?.attributes['w:val'] ?? null
}

export function textOfXml(element: XmlElement): string {
  return findAll(element, 'w:t').flatMap(({ children }) => children.filter((child) => typeof child === 'string')).join('')
}
