// Words out of foreign text: what cannot be seen goes, white space is one space, links are of the web or of the portal. Pure.
import { runsOf, tidyWords, type Run } from './words.ts'

/** Controls, soft hyphens, direction marks and overrides, byte order marks, marks of our own and of symbol fonts in the private area. */
const unseen = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u0080-\u009f\u00ad\u061c\u200b\u200c\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffc\ue000-\ue001\ue010-\ue012\uf000-\uf0ff]|\p{Surrogate}|\p{Noncharacter_Code_Point}/gu
const blanks = /[\t\n\r \u00a0\u1680\u2000-\u200a\u202f\u205f]+/g

/** A joiner is part of an emoji, and of nothing else we keep. */
const beforeJoiner = /(?:\p{Extended_Pictographic}|\p{Emoji_Modifier}|\ufe0f)$/u
const keepJoiner = (joiner: string, at: number, whole: string) => (beforeJoiner.test(whole.slice(Math.max(0, at - 2), at)) ? joiner : '')

/** One space for any white space but the full-width one, nothing invisible, NFC. Not trimmed. */
export function tidyText(text: string): string {
  return text.replace(/[\u2028\u2029]/g, ' ').replace(unseen, '').replace(/\u200d/g, keepJoiner).normalize('NFC').replace(blanks, ' ')
}

const edge = /[ \u3000]/

/** Without blanks at the ends (also the two full-width ones a paragraph begins with), and one where two runs meet with one each. */
export function trimRuns(runs: readonly Run[]): Run[] {
  const spaced: Run[] = []
  let afterBlank = true
  for (const run of runs) {
    let text = tidyText(run.text)
    if (afterBlank) text = spaced.length === 0 ? text.replace(/^[ \u3000]+/, '') : text.replace(/^ +/, '')
    if (text === '') continue
    afterBlank = text.endsWith(' ')
    spaced.push({ ...run, text })
  }
  for (let last = spaced.at(-1); last; last = spaced.at(-1)) {
    let end = last.text.length
    while (end > 0 && edge.test(last.text.charAt(end - 1))) end -= 1
    last.text = last.text.slice(0, end)
    if (last.text !== '') break
    spaced.pop()
  }
  return [...runsOf(tidyWords(spaced))].filter((run) => run.text !== '')
}

export function textOfRuns(runs: readonly Run[]): string {
  return runs.map(({ text }) => text).join('')
}

/** The URL standard's own reader: in every browser and in Node, pure, but in none of TypeScript's libraries without the rest of either. */
declare const URL: new (address: string) => { href: string; protocol: string; username: string; password: string; hostname: string }

const portalPath = /^\/[^/\\\s][^\s]*$/
const longestLink = 500

/**
 * An address of the web or of the portal, as the schema takes it; null for any other (javascript:, data:, file:, mailto:), for one with a name and password in it, and for one
 * that is too long. Whoever wrote it may have put white space and controls in: a browser takes them out, so they go first.
 */
export function hrefOf(raw: string): string | null {
  const address = raw.slice(0, 4000).replace(/[\u0000-\u0020\u007f-\u00a0\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g, '')
  if (portalPath.test(address)) return address.length <= longestLink && !/\p{Surrogate}/u.test(address) ? address : null
  if (!/^https?:\/\//i.test(address)) return null
  try {
    const { href, protocol, username, password, hostname } = new URL(address)
    const isPlain = (protocol === 'http:' || protocol === 'https:') && username === '' && password === '' && hostname !== ''
    return isPlain && href.length <= longestLink ? href : null
  } catch {
    return null
  }
}

const mostRuns = 60
const sentenceEnd = /[。；！？;!?]/

/** The longest beginning of at most `most` UTF-16 units that ends with a sentence, else one that halves no sign. */
function cutAt(text: string, most: number): number {
  if (text.length <= most) return text.length
  for (let at = most; at > most / 2; at -= 1) if (sentenceEnd.test(text.charAt(at - 1))) return at
  const code = text.charCodeAt(most - 1)
  return code >= 0xd800 && code <= 0xdbff ? most - 1 : most
}

/** Runs in pieces that one block may have each. */
export function splitRuns(runs: readonly Run[], most: number): Run[][] {
  const pieces: Run[][] = []
  let piece: Run[] = []
  let left = most
  const end = () => {
    const trimmed = trimRuns(piece)
    if (trimmed.length > 0) pieces.push(trimmed)
    piece = []
    left = most
  }
  for (const run of runs) {
    let rest = run.text
    while (rest !== '') {
      if (left < 2 || piece.length === mostRuns) end()
      const total = cutAt(rest, left)
      piece.push({ ...run, text: rest.slice(0, total) })
      rest = rest.slice(total)
      left -= total
      if (rest !== '') end()
    }
  }
  end()
  return pieces
}

export function fitsRuns(runs: readonly Run[], most: number): boolean {
  return runs.length <= mostRuns && textOfRuns(runs).length <= most
}
