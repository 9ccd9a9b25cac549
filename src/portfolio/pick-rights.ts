// Choosing among a firm's rights: which fit what is searched for, and which are chosen already, however their number is written.
import { yearOf } from '#contract/identifiers/date.ts'
import { compareText } from '#contract/identifiers/text.ts'
import { parseRightNumber } from '#contract/portfolio/rules.ts'
import type { Right } from '#contract/portfolio/schema.ts'

/** Number, title, owner or co-owner; spaces, dots and the width of letters make no difference. */
export function fitsSearch(right: Right, search: string): boolean {
  const wanted = plain(search)
  return wanted === '' || [right.number, right.title, right.owner, ...right.coOwners].some((text) => plain(text).includes(wanted))
}

function plain(text: string): string {
  return compareText(text)
    .toUpperCase()
    .replace(/[\s.．・·。\-第号]/g, '')
}

/** `numbers` as people typed them: ZL 2017 1 0601862.3 is the right kept as ZL201710601862.3. */
export function isChosen(right: Right, numbers: readonly string[], today: string): boolean {
  return numbers.some((typed) => {
    const read = parseRightNumber(right.kind, typed, yearOf(today))
    return (read.ok ? read.value : typed.trim()) === right.number
  })
}
