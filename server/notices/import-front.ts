// The frame of an official document (GB/T 9704): the red name of the office, the number, the title, and at the end who signed and when. What the page shows by itself is taken out
// of the text; who signed and when stays where it stands, and is understood. Pure.
import { parseDate } from '#contract/identifiers/date.ts'
import type { Line, Part } from '#contract/notices/html-blocks.ts'
import { textOfRuns } from '#contract/notices/html-words.ts'

export interface Front { parts: Part[]; title: string | null; documentNumber: string | null; issuer: string | null; writtenOn: string | null }

const [searchedLines, mostTitle, mostIssuer] = [16, 120, 40]
const number = /^([\p{Script=Han}]{2,16})[〔[［（(【]((?:19|20)\d{2})[〕\]］）)】](?:第)?(\d{1,4})号/u
const titleEnd = /(?:通知|公告|公示|通告|通报|意见|办法|细则|方案|函|决定|请示|报告|批复|规定|规划|计划|指南|政策|措施|纪要|命令|解读)(?:（[^）]{1,12}）)?$/
const office = /(?:局|政府|办公室|委员会|中心|院|厅|部|处|所|会|镇|街道|街道办事处|小组|法院|公司|协会|专班)$/
const bodyLike = /[：:。；]$/
const headSize = 28

/** Without any space: names of offices and dates are often spread out. */
const squeezed = (line: Line) => textOfRuns(line.runs).replace(/[\s　]+/g, '')

const digits = '〇一二三四五六七八九'

function chineseNumber(text: string): number {
  const plain = text.replace(/[零○０0]/g, '〇')
  if (/^\d+$/.test(text)) return Number(text)
  const ten = plain.indexOf('十')
  if (ten < 0) return Number([...plain].map((sign) => digits.indexOf(sign)).join(''))
  const [tens, ones] = [plain.slice(0, ten), plain.slice(ten + 1)]
  return (tens === '' ? 1 : digits.indexOf(tens)) * 10 + (ones === '' ? 0 : digits.indexOf(ones))
}

/** 2026年3月5日 and 二〇二六年三月五日 as 2026-03-05; null for anything else, and for a day there is none of. */
export function readChineseDate(text: string): string | null {
  const match = /^([\d〇零○一二三四五六七八九]{4})年([\d一二三四五六七八九十]{1,3})月([\d一二三四五六七八九十]{1,3})日$/.exec(text.normalize('NFKC').replace(/[\s　]+/g, ''))
  if (!match) return null
  const [year, month, day] = match.slice(1).map(chineseNumber)
  if (year === undefined || month === undefined || day === undefined || ![year, month, day].every(Number.isInteger)) return null
  const parsed = parseDate(`${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`)
  return parsed.ok ? parsed.value : null
}

interface Place { at: number; line: Line; text: string }

function readNumber(head: readonly Place[]): { place: Place; value: string } | null {
  for (const place of head) {
    const match = number.exec(place.text)
    if (match) return { place, value: `${match[1]}〔${match[2]}〕${match[3]}号` }
  }
  return null
}

/** Lines above the number (or at the very top) that are the name of the office in red or in giant letters. */
function redHead(head: readonly Place[], numberAt: number | null): Place[] {
  const above = numberAt === null ? head.slice(0, 2) : head.filter(({ at }) => at < numberAt)
  return above.filter(({ line, text }) => text.length <= mostIssuer + 4 && line.list === null && (line.isRed || line.size >= headSize || text.endsWith('文件')) && (line.align === 'center' || text.endsWith('文件') || line.isRed))
}

function titleLines(rest: readonly Place[]): Place[] {
  const isCandidate = ({ line, text }: Place) => line.list === null && !bodyLike.test(text) && text.length <= mostTitle && line.align !== 'right'
  const first = rest.findIndex((place) => isCandidate(place) && (place.line.align === 'center' || titleEnd.test(place.text)))
  const start = rest[first]
  // Before it there is nothing but short lines: a title does not come after the text began.
  if (start && rest.slice(0, first).every(({ text }) => text.length <= 30 && !bodyLike.test(text))) {
    const lines: Place[] = []
    for (const place of rest.slice(first)) {
      const goesOn = lines.length === 0 || (isCandidate(place) && place.line.align === start.line.align && start.line.align === 'center' && place.line.size === start.line.size && !/^[（(]/.test(place.text) && !titleEnd.test(lines.at(-1)?.text ?? ''))
      if (!goesOn) break
      lines.push(place)
    }
    return lines
  }
  const [top, next] = rest
  return top && isCandidate(top) && (top.line.level === 1 || (next && top.line.size >= next.line.size + 2)) ? [top] : []
}

function signature(lines: readonly Place[]): { issuer: string | null; writtenOn: string | null } {
  const dated = lines.map((place, index) => ({ place, index, date: readChineseDate(place.text) })).filter(({ date }) => date !== null)
  const isSigner = (place: Place | undefined) => place !== undefined && place.text.length <= mostIssuer && office.test(place.text)
  const signed = dated.findLast(({ place, index }) => place.line.align === 'right' || isSigner(lines[index - 1])) ?? dated.findLast(({ index }) => index >= lines.length - 5)
  if (!signed) return { issuer: null, writtenOn: null }
  const signer = lines[signed.index - 1]
  return { issuer: signer && isSigner(signer) ? signer.text : null, writtenOn: signed.date }
}

/** Recognises the frame; without one, everything is text. */
export function takeFront(parts: readonly Part[]): Front {
  const lines: Place[] = parts.flatMap((part, at) => ('line' in part ? [{ at, line: part.line, text: squeezed(part.line) }] : []))
  const head = lines.slice(0, searchedLines)
  const found = readNumber(head)
  const red = redHead(head, found?.place.at ?? null)
  const after = Math.max(found?.place.at ?? -1, ...red.map(({ at }) => at))
  const title = titleLines(head.filter(({ at }) => at > after))
  const signed = signature(lines)
  const named = red.map(({ text }) => text.replace(/文件$/, '')).find((text) => text !== '' && text.length <= mostIssuer) ?? null
  const taken = new Set([...red, ...title, ...(found ? [found.place] : [])].map(({ at }) => at))
  const words = title.map(({ line }) => textOfRuns(line.runs).trim()).join('').replace(/(?<=[\p{Script=Han}）〉》])[\s　]+(?=[\p{Script=Han}（〈《])/gu, '')
  return {
    parts: parts.filter((_, at) => !taken.has(at)), title: words === '' ? null : words.slice(0, mostTitle), documentNumber: found?.value ?? null,
    issuer: signed.issuer ?? named, writtenOn: signed.writtenOn,
  }
}
