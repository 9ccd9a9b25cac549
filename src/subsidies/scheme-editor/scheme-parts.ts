// The ten parts of a scheme as the outline shows them. A part is what two officers cannot write at the same time.
import type { ProgrammeSource } from '#contract/subsidies/programme.ts'
import { sameValue } from './same-value.ts'

export type PartId = 'basics' | 'basis' | 'batches' | 'conditions' | 'amount' | 'form' | 'papers' | 'steps' | 'claim' | 'statement'
type Key = keyof ProgrammeSource

export interface SchemePart {
  id: PartId
  word: string
  keys: readonly Key[]
}

export const schemeParts: readonly SchemePart[] = [
  { id: 'basics', word: '基本信息', keys: ['schemaVersion', 'id', 'title', 'summary', 'level', 'category', 'who', 'status', 'demoStatus', 'validFrom', 'validTo', 'numberKind', 'fee', 'contact', 'notes', 'instead', 'copyOf', 'changes'] },
  { id: 'basis', word: '依据文件', keys: ['basis', 'confidence'] },
  { id: 'batches', word: '批次和资金', keys: ['batches', 'demoBudgetFen'] },
  { id: 'conditions', word: '申报条件', keys: ['facts', 'conditions'] },
  { id: 'amount', word: '金额怎么算', keys: ['amount'] },
  { id: 'form', word: '填什么', keys: ['sections'] },
  { id: 'papers', word: '材料', keys: ['papers'] },
  { id: 'steps', word: '流程和时限', keys: ['steps', 'processNote'] },
  { id: 'claim', word: '查重', keys: ['claim'] },
  { id: 'statement', word: '声明', keys: ['statement'] },
]

const byKey = new Map<string, PartId>(schemeParts.flatMap((part) => part.keys.map((key): [string, PartId] => [key, part.id])))

export function isPartId(text: unknown): text is PartId {
  return schemeParts.some((part) => part.id === text)
}

/** Where a problem of `batches[0].closesAt` belongs; what is about the whole scheme is told at the top. */
export function partOfPath(path: string): PartId {
  return byKey.get(/^\w+/.exec(path)?.[0] ?? '') ?? 'basics'
}

export function keysOfPart(id: PartId): readonly Key[] {
  return schemeParts.find((part) => part.id === id)?.keys ?? []
}

export function samePart(id: PartId, a: ProgrammeSource, b: ProgrammeSource): boolean {
  return keysOfPart(id).every((key) => sameValue(a[key], b[key]))
}

/** `source` with this part as it stands in `from`. */
export function withPart(source: ProgrammeSource, id: PartId, from: ProgrammeSource): ProgrammeSource {
  const next = { ...source }
  for (const key of keysOfPart(id)) copyKey(next, from, key)
  return next
}

function copyKey<K extends Key>(to: ProgrammeSource, from: ProgrammeSource, key: K): void {
  to[key] = from[key]
  if (from[key] === undefined) Reflect.deleteProperty(to, key)
}
