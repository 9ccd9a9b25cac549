import type { ProgrammeSource } from '#contract/subsidies/programme.ts'
import { linesOfPart, type SchemeLine } from './scheme-lines.ts'
import { samePart, schemeParts, type PartId } from './scheme-editor/scheme-parts.ts'

/** One line of the old version against the new one's: null where it is not there. */
export interface LineDifference {
  key: string
  label: string
  before: string | null
  after: string | null
}
export interface PartDifference {
  id: PartId
  word: string
  lines: LineDifference[]
}

/** What differs, part by part in the order of the outline. */
export function compareSchemes(before: ProgrammeSource, after: ProgrammeSource): PartDifference[] {
  return schemeParts.flatMap(({ id, word }) => {
    if (samePart(id, before, after)) return []
    const lines = compareLines(linesOfPart[id](before), linesOfPart[id](after))
    return [{ id, word, lines: lines.length > 0 ? lines : [{ key: 'order', label: '次序或内部设置', before: '原来的', after: '改过' }] }]
  })
}

function compareLines(before: readonly SchemeLine[], after: readonly SchemeLine[]): LineDifference[] {
  const now = after.flatMap(({ key, label, text }): LineDifference[] => {
    const old = before.find((one) => one.key === key)
    if (old?.text === text || (!old && text === '')) return []
    return [{ key, label, before: old?.text ?? null, after: text }]
  })
  const gone = before.filter((old) => old.text !== '' && !after.some((one) => one.key === old.key))
  return [...now, ...gone.map(({ key, label, text }) => ({ key, label, before: text, after: null }))]
}
