// Internal names: of fields, papers, conditions, steps. Nobody at the desk has to think of one, and none is ever given twice:
// answers of firms and the money of a batch are kept by them, also over versions.

export type MakeName = (stem: string) => string

const letters = 'abcdefghijkmnpqrstuvwxyz23456789'
const length = 6

export function makeName(stem: string): string {
  const random = crypto.getRandomValues(new Uint8Array(length))
  return stem + [...random].map((byte) => letters[byte % letters.length]).join('')
}

/** Letters and digits of the label where it has a word of them (LPR), else the stem; then the random end. Money ends in Fen. */
export function fieldNameFor(label: string, isMoney: boolean, make: MakeName = makeName): string {
  const word = /[A-Za-z][A-Za-z0-9]{1,15}/.exec(label)?.[0].toLowerCase()
  const name = make(word ?? 'ask')
  return isMoney ? `${name}Fen` : name
}

/** A name already taken gets another end; one that is free is kept. */
export function freeName(name: string, taken: ReadonlySet<string>, make: MakeName = makeName): string {
  if (!taken.has(name)) return name
  const stem = name.replace(/Fen$/, '').slice(0, 24)
  return name.endsWith('Fen') ? `${make(stem)}Fen` : make(stem)
}
