// Where text breaks, by estimate: widths are counted in full-width characters.

/** A table row is never cut, so a long text takes several rows of at most this many lines. */
const linesPerRow = 24

/** In full-width characters; figures and Latin letters are a good half of one. */
export function widthOf(text: string): number {
  let width = 0
  for (const character of text) width += (character.codePointAt(0) ?? 0) < 0x2e80 ? 0.58 : 1
  return width
}

/** Broken into two lines of about one length where it needs two, at a pause if there is one near the middle; otherwise as it is. */
export function balanced(text: string, lineWidth: number): string {
  const total = widthOf(text)
  if (total <= lineWidth || total > 2 * lineWidth) return text
  const characters = [...text]
  let best: { at: number; cost: number } | undefined
  for (let at = 1; at < characters.length; at += 1) {
    const [before = '', after = ''] = [characters[at - 1], characters[at]]
    const left = widthOf(characters.slice(0, at).join(''))
    const isWhole = /[\x21-\x7e]{2}/.test(before + after) || /[）、，；。：”\s]/.test(after) || /[（“]/.test(before)
    if (isWhole || left > lineWidth || total - left > lineWidth) continue
    const isPause = after === '（' || /[、，；）]/.test(before)
    const cost = Math.abs(left - total / 2) - (isPause ? total / 5 : 0)
    if (!best || cost <= best.cost) best = { at, cost }
  }
  return best ? `${characters.slice(0, best.at).join('')}\n${characters.slice(best.at).join('')}` : text
}

/** Cuts a text where its lines would fill a row; `lineWidth` in full-width characters. */
export function rowTexts(text: string, lineWidth: number): string[] {
  const rows: string[] = []
  let row = ''
  let lines = 0
  for (const paragraph of text.split('\n')) {
    for (const piece of pieces(paragraph, lineWidth * linesPerRow)) {
      const taken = Math.max(1, Math.ceil(widthOf(piece) / lineWidth))
      if (lines > 0 && lines + taken > linesPerRow) {
        rows.push(row)
        row = ''
        lines = 0
      }
      row += lines === 0 ? piece : `\n${piece}`
      lines += taken
    }
  }
  return [...rows, row]
}

function pieces(text: string, width: number): string[] {
  const found: string[] = []
  let piece = ''
  let taken = 0
  for (const character of text) {
    const one = widthOf(character)
    if (taken + one > width) {
      found.push(piece)
      piece = ''
      taken = 0
    }
    piece += character
    taken += one
  }
  return [...found, piece]
}
