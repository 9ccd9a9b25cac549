// Chinese has no spaces: a run of Han becomes its overlapping pairs, the same on both sides of a search (dependencies.md, section 3). Pure.

const han = /\p{Script=Han}/u
const runs = /\p{Script=Han}+|(?:(?!\p{Script=Han})[\p{L}\p{N}])+/gu
const mostTerms = 20_000

function fold(text: string): string {
  return text.normalize('NFKC').toLowerCase()
}

/** Folded sign by sign, so that every place stays where it is. */
function foldInPlace(text: string): string {
  return [...text].map((sign) => (fold(sign).length === sign.length ? fold(sign) : sign)).join('')
}

function pairsOf(run: string): string[] {
  const signs = [...run]
  return signs.length === 1 ? signs : signs.slice(1).map((sign, index) => `${signs[index] ?? ''}${sign}`)
}

/** Terms a text is found by. Single Han signs are not kept of longer runs: a search for one sign looks for the pairs that begin with it. */
export function termsOf(text: string): string[] {
  return (fold(text).match(runs) ?? []).flatMap((run) => (han.test(run) ? pairsOf(run) : [run])).slice(0, mostTerms)
}

export interface SearchTerms { /** All of them must be there. */ whole: string[]; /** And a term that begins so. */ prefixes: string[] }

/** What a person typed; empty when nothing of it can be looked for. Digits and Latin of a document number are found in part from their beginning. */
export function queryTerms(typed: string): SearchTerms {
  const found = (fold(typed).match(runs) ?? []).slice(0, 12)
  const whole = found.flatMap((run) => (han.test(run) && [...run].length > 1 ? pairsOf(run) : []))
  const prefixes = found.flatMap((run) => (han.test(run) && [...run].length > 1 ? [] : [run]))
  return { whole: [...new Set(whole)].slice(0, 24), prefixes: [...new Set(prefixes)] }
}

/** Whether a text of these terms has all of it; nothing to look for finds nothing. */
export function isFound(terms: ReadonlySet<string>, { whole, prefixes }: SearchTerms): boolean {
  if (whole.length + prefixes.length === 0) return false
  return whole.every((term) => terms.has(term)) && prefixes.every((prefix) => terms.has(prefix) || [...terms].some((term) => term.startsWith(prefix)))
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
