// Chinese has no spaces: a run of Han becomes its overlapping pairs, the same on both sides of a search (dependencies.md, section 3). Pure.

const han = /\p{Script=Han}/u
const runs = /\p{Script=Han}+|(?:(?!\p{Script=Han})[\p{L}\p{N}])+/gu
const mostTerms = 20_000
/** Latin words and numbers are found by as many of their first characters; what is typed beyond is not looked at. */
const longestBeginning = 16

function fold(text: string): string {
  return text.normalize('NFKC').toLowerCase()
}

/** Folding leaves these as they are: nearly all of a Chinese text. */
const unfolded = /[^\u4e00-\u9fff\u3001\u3002\u300a\u300b a-z0-9\n]/gu

/** Folded sign by sign, so that every place stays where it is. */
function foldInPlace(text: string): string {
  return text.replace(unfolded, (sign) => (fold(sign).length === sign.length ? fold(sign) : sign))
}

function pairsOf(run: string): string[] {
  const signs = [...run]
  return signs.length === 1 ? signs : signs.slice(1).map((sign, index) => `${signs[index] ?? ''}${sign}`)
}

/** Of Han its pairs, and each sign that begins one; of anything else its beginnings. */
function kept(run: string): string[] {
  const signs = [...run]
  if (han.test(run)) return signs.length === 1 ? signs : [...signs.slice(0, -1), ...pairsOf(run)]
  return signs.slice(0, longestBeginning).map((_, index) => signs.slice(0, index + 1).join(''))
}

/** What a text is found by, each once: a search compares whole terms only, so it never walks through others that begin alike. */
export function termsOf(text: string): string[] {
  const terms = new Set<string>()
  for (const [run] of fold(text).matchAll(runs)) {
    if (terms.size >= mostTerms) break
    for (const term of kept(run)) terms.add(term)
  }
  return [...terms]
}

/** Terms of what a person typed, all of which must be there; empty when nothing of it can be looked for. Latin words and numbers are found from their beginning, one Han sign where it begins a pair. */
export function queryTerms(typed: string): string[] {
  const found = (fold(typed).match(runs) ?? []).slice(0, 12)
  const terms = found.flatMap((run) => (han.test(run) ? pairsOf(run) : [[...run].slice(0, longestBeginning).join('')]))
  return [...new Set(terms)].slice(0, 24)
}

/** Whether a text of these terms has all of it; nothing to look for finds nothing. */
export function isFound(terms: ReadonlySet<string>, wanted: readonly string[]): boolean {
  return wanted.length > 0 && wanted.every((term) => terms.has(term))
}

/** Begin and end of what was found, in characters of the private area that no text of ours contains. */
export const foundMarks = ['\ue000', '\ue001'] as const

/** The text with every run the person typed marked; where the whole run is not there (it was found by its pairs), the pairs are. */
export function markFound(text: string, typed: string): string {
  const folded = foldInPlace(text)
  const words = [...new Set((fold(typed).match(runs) ?? []).flatMap((run) => (folded.includes(run) ? [run] : han.test(run) ? pairsOf(run) : [])))].filter((word) => word !== '')
  const spans: [number, number][] = []
  for (const word of words) for (let at = folded.indexOf(word); at >= 0; at = folded.indexOf(word, at + 1)) spans.push([at, at + word.length])
  spans.sort((one, other) => one[0] - other[0])
  let marked = ''
  let end = 0
  for (const [from, to] of spans) {
    if (to <= end) continue
    if (from >= end) marked += `${text.slice(end, from)}${foundMarks[0]}`
    else marked = marked.slice(0, -1)
    marked += `${text.slice(Math.max(from, end), to)}${foundMarks[1]}`
    end = to
  }
  return marked + text.slice(end)
}

/** Some eighty characters around the first thing found, else the beginning. */
export function excerptAround(text: string, typed: string, length = 80): string {
  const flat = text.replace(/\s+/g, ' ').trim()
  const folded = foldInPlace(flat)
  const firsts = (fold(typed).match(runs) ?? []).map((run) => folded.indexOf(run)).filter((at) => at >= 0)
  const from = firsts.length === 0 ? 0 : Math.max(Math.min(...firsts) - 20, 0)
  const cut = flat.slice(from, from + length)
  return `${from > 0 ? '…' : ''}${cut}${from + length < flat.length ? '…' : ''}`
}
