/** A text with what a search found in it: the parts between U+E000 and U+E001 are it. */
export interface FoundPart {
  text: string
  isFound: boolean
}

export function foundParts(marked: string): FoundPart[] {
  return marked
    .split('\ue000')
    .flatMap((piece, index) => {
      if (index === 0) return [{ text: piece, isFound: false }]
      const end = piece.indexOf('\ue001')
      return end < 0
        ? [{ text: piece, isFound: false }]
        : [
            { text: piece.slice(0, end), isFound: true },
            { text: piece.slice(end + 1), isFound: false },
          ]
    })
    .filter(({ text }) => text !== '')
}
