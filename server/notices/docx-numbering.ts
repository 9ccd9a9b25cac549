// The numbers Word writes before paragraphs: they stand in no text, only in numbering.xml, and 三、 must not become 1. on the way.
import { findAll, firstOf, valueOf, type XmlElement } from './docx-xml.ts'

interface Level { format: string; text: string; start: number; style: string | null }
interface List { abstractId: string; starts: ReadonlyMap<number, number> }
export interface Numbering { /** The label of the next paragraph of this list and level (from 0); null: it has none. */ next(listId: string, level: number): string | null; levelOfStyle(listId: string, styleId: string): number }

const chineseDigits = '〇一二三四五六七八九'

/** 1 to 999 as 一 to 九百九十九. */
function chineseCount(number: number): string {
  const [hundreds, tens, ones] = [Math.floor(number / 100) % 10, Math.floor(number / 10) % 10, number % 10]
  const digit = (value: number) => chineseDigits.charAt(value)
  const head = hundreds > 0 ? `${digit(hundreds)}百` : ''
  const middle = tens > 0 ? `${tens === 1 && hundreds === 0 ? '' : digit(tens)}十` : hundreds > 0 && ones > 0 ? '〇' : ''
  return head + middle + (ones > 0 ? digit(ones) : '') || '〇'
}

function roman(number: number): string {
  const steps: [number, string][] = [[100, 'c'], [90, 'xc'], [50, 'l'], [40, 'xl'], [10, 'x'], [9, 'ix'], [5, 'v'], [4, 'iv'], [1, 'i']]
  let [rest, text] = [number, '']
  for (const [value, sign] of steps) for (; rest >= value; rest -= value) text += sign
  return text
}

function letter(number: number): string {
  return String.fromCharCode(97 + ((number - 1) % 26)).repeat(Math.floor((number - 1) / 26) + 1)
}

/** A number as Word writes it in this format. */
export function writeNumber(number: number, format: string): string {
  if (number < 1 || number > 999) return String(number)
  switch (format) {
    case 'chineseCounting': case 'chineseCountingThousand': case 'taiwaneseCounting': case 'taiwaneseCountingThousand': case 'japaneseCounting': case 'chineseLegalSimplified': case 'ideographDigital': case 'japaneseDigitalTenThousand': return chineseCount(number)
    case 'ideographTraditional': return '甲乙丙丁戊己庚辛壬癸'.charAt((number - 1) % 10)
    case 'decimalEnclosedCircle': case 'decimalEnclosedCircleChinese': return number <= 20 ? String.fromCodePoint(0x2460 + number - 1) : `(${number})`
    case 'decimalEnclosedParen': return `（${number}）`
    case 'decimalEnclosedFullstop': return `${number}.`
    case 'lowerLetter': return letter(Math.min(number, 104))
    case 'upperLetter': return letter(Math.min(number, 104)).toUpperCase()
    case 'lowerRoman': return roman(number)
    case 'upperRoman': return roman(number).toUpperCase()
    case 'none': return ''
    default: return String(number)
  }
}

function readLevel(element: XmlElement): Level {
  const start = Number.parseInt(valueOf(element, 'w:start') ?? '1', 10)
  return { format: valueOf(element, 'w:numFmt') ?? 'decimal', text: (valueOf(element, 'w:lvlText') ?? '').slice(0, 60), start: Number.isInteger(start) ? start : 1, style: valueOf(element, 'w:pStyle') }
}

/** `root`: numbering.xml, or null where the file has none. */
export function readNumbering(root: XmlElement | null): Numbering {
  const abstracts = new Map<string, ReadonlyMap<number, Level>>()
  const lists = new Map<string, List>()
  for (const element of findAll(root, 'w:abstractNum')) {
    abstracts.set(element.attributes['w:abstractNumId'] ?? '', new Map(findAll(element, 'w:lvl').map((level) => [Number(level.attributes['w:ilvl'] ?? 0), readLevel(level)] as const)))
  }
  for (const element of findAll(root, 'w:num')) {
    const starts = findAll(element, 'w:lvlOverride').flatMap((override) => {
      const start = valueOf(override, 'w:startOverride')
      return start === null ? [] : [[Number(override.attributes['w:ilvl'] ?? 0), Number(start)] as const]
    })
    lists.set(element.attributes['w:numId'] ?? '', { abstractId: valueOf(element, 'w:abstractNumId') ?? '', starts: new Map(starts) })
  }
  /** Lists of one kind count on together; one that says where it begins does so once. */
  const counters = new Map<string, number[]>()
  const begun = new Set<string>()

  return {
    next(listId, level) {
      const list = lists.get(listId)
      const levels = list && abstracts.get(list.abstractId)
      const own = levels?.get(level)
      if (!list || !levels || !own) return null
      const counts = counters.get(list.abstractId) ?? []
      counters.set(list.abstractId, counts)
      const override = begun.has(`${listId}/${level}`) ? undefined : list.starts.get(level)
      begun.add(`${listId}/${level}`)
      counts[level] = override ?? (counts[level] === undefined ? own.start : counts[level] + 1)
      counts.length = level + 1
      if (own.format === 'bullet') return '•'
      const label = own.text.replace(/%([1-9])/g, (_, place: string) => {
        const at = Number(place) - 1
        return writeNumber(counts[at] ?? levels.get(at)?.start ?? 1, levels.get(at)?.format ?? 'decimal')
      })
      return label.replace(/[\ue010-\ue012<>&;]/g, '').trim() || null
    },
    levelOfStyle(listId, styleId) {
      const levels = abstracts.get(lists.get(listId)?.abstractId ?? '')
      return [...(levels ?? [])].find(([, { style }]) => style === styleId)?.[0] ?? 0
    },
  }
}

/** The list and level a paragraph's own properties, or those of its style, name. */
export function numberingOf(properties: XmlElement | null): { listId: string | null; level: number | null } {
  const element = firstOf(properties, 'w:numPr')
  const level = valueOf(element, 'w:ilvl')
  return { listId: valueOf(element, 'w:numId'), level: level === null ? null : Math.min(Math.max(Number.parseInt(level, 10) || 0, 0), 8) }
}
