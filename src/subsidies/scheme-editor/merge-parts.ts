// Two officers write one scheme: what each did since the last common version is laid together, part by part. Pure.
import type { ProgrammeSource } from '#contract/subsidies/programme.ts'
import { samePart, schemeParts, withPart, type PartId } from './scheme-parts.ts'

export interface MergedSource {
  source: ProgrammeSource
  /** Parts both changed: mine stands here until it is decided, theirs on the server. */
  clashes: PartId[]
  /** The other's version brought something. */
  hasNews: boolean
}

export function mergeParts(base: ProgrammeSource, mine: ProgrammeSource, theirs: ProgrammeSource): MergedSource {
  const clashes: PartId[] = []
  let source = theirs
  let hasNews = false
  for (const { id } of schemeParts) {
    const isTheirs = !samePart(id, base, theirs)
    const isMine = !samePart(id, base, mine)
    if (isTheirs) hasNews = true
    if (!isMine) continue
    source = withPart(source, id, mine)
    if (isTheirs && !samePart(id, mine, theirs)) clashes.push(id)
  }
  return { source, clashes, hasNews }
}

/** What can be sent now: parts that must wait go as the server has them. */
export function withoutParts(mine: ProgrammeSource, base: ProgrammeSource, waiting: readonly PartId[]): ProgrammeSource {
  return waiting.reduce((source, id) => withPart(source, id, base), mine)
}
