// Two officers write one card: what each did since the last common version is laid together, item by item. Pure.
import type { CorrectionItemInput } from '#contract/cases/corrections.ts'
import { openingKey } from './correction-items.ts'

export interface Merged {
  items: CorrectionItemInput[]
  /** Items both changed: mine stands. */
  clashes: string[]
  /** The other's version brought something that was not here. */
  hasNews: boolean
}

export function sameItems(a: readonly CorrectionItemInput[], b: readonly CorrectionItemInput[]): boolean {
  return a.length === b.length && a.every((item, index) => sameItem(item, b[index]))
}

function sameItem(a: CorrectionItemInput, b: CorrectionItemInput | undefined): boolean {
  return b !== undefined && signature(a) === signature(b)
}

/** Only what an officer writes; a card's item carries the firm's ticks as well. */
export function plain({ id, at, phraseId, text, opens }: CorrectionItemInput): CorrectionItemInput {
  return { id, at, phraseId, text, opens }
}

function signature({ id, at, phraseId, text, opens }: CorrectionItemInput): string {
  const place = at.kind === 'field' ? [at.path] : [at.paperId, at.fileId, at.page, at.x, at.y]
  return JSON.stringify([id, at.kind, place, phraseId, text, opens.map(openingKey)])
}

/** What stands here and not on the server. */
export function unsavedItems(items: readonly CorrectionItemInput[], base: readonly CorrectionItemInput[]): CorrectionItemInput[] {
  return items.filter((item) => !sameItem(item, base.find((one) => one.id === item.id)))
}

/** Nothing typed is lost: an item one of the two changed outlives the other's deletion; what both changed stays as it was typed here. */
export function mergeItems(
  base: readonly CorrectionItemInput[],
  mine: readonly CorrectionItemInput[],
  theirs: readonly CorrectionItemInput[],
): Merged {
  const find = (items: readonly CorrectionItemInput[], id: string) => items.find((item) => item.id === id)
  const clashes: string[] = []
  const items: CorrectionItemInput[] = []
  for (const their of theirs) {
    const own = find(mine, their.id)
    const old = find(base, their.id)
    const isTheirChange = !sameItem(their, old)
    if (!own) {
      // Deleted here, unless it is new or was written on there meanwhile.
      if (!old || isTheirChange) items.push(their)
    } else if (sameItem(own, old) || sameItem(own, their)) items.push(their)
    else {
      if (isTheirChange) clashes.push(their.id)
      items.push(own)
    }
  }
  for (const own of mine) {
    if (find(theirs, own.id)) continue
    if (!sameItem(own, find(base, own.id))) items.push(own)
  }
  return { items, clashes, hasNews: !sameItems(theirs, base) }
}
