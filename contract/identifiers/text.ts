// How typed text is kept (NFC, as written) and compared (NFKC, without what cannot be seen). Pure.

/** Invisible: soft hyphen, zero-width characters and joiners, direction marks and overrides, byte order mark. */
const invisible = /[\u00AD\u200B-\u200F\u202A-\u202E\u2060-\u2064\u2066-\u2069\uFEFF]/gu
const forbidden = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F]|\p{Surrogate}/u

export type TextReason = 'text-invalid'
export type ParsedText = { ok: true; value: string } | { ok: false; reason: TextReason }

/** True for text no database or file should be given: NUL and other control characters, or half of a surrogate pair. */
export function hasForbiddenCharacters(text: string): boolean {
  return forbidden.test(text)
}

/** Trimmed NFC text, otherwise as typed; line ends become \n, or a space where `singleLine`. Refuses what hasForbiddenCharacters names. */
export function cleanText(text: string, options: { singleLine?: boolean } = {}): ParsedText {
  if (hasForbiddenCharacters(text)) return { ok: false, reason: 'text-invalid' }
  const lines = text.normalize('NFC').replace(/\r\n?|[\u0085\u2028\u2029]/g, '\n')
  const value = options.singleLine ? lines.replace(/[\n\t]+/g, ' ') : lines
  return { ok: true, value: trimInvisible(value) }
}

/** The form two texts are compared in: same to the eye, same here. Never stored, never shown. */
export function compareText(text: string): string {
  return text.normalize('NFKC').replace(invisible, '').replace(/\s+/g, ' ').trim()
}

/** Characters as a person counts them (code points, not UTF-16 units). */
export function textLength(text: string): number {
  let count = 0
  for (const _ of text) count += 1
  return count
}

/** For codes and numbers, where nothing invisible and no width variant carries meaning: NFKC, no invisible characters, no white space at the ends. */
export function plainCode(text: string): string {
  return text.normalize('NFKC').replace(invisible, '').trim()
}

const blank = /[\s\u200B\uFEFF]/

/** Only spaces and byte order marks go; a joiner inside a name or an emoji stays. Character by character: a pattern for the end would take minutes over ten pages of spaces. */
function trimInvisible(text: string): string {
  let [start, end] = [0, text.length]
  while (start < end && blank.test(text.charAt(start))) start += 1
  while (end > start && blank.test(text.charAt(end - 1))) end -= 1
  return text.slice(start, end)
}
